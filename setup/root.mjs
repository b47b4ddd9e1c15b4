import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's top folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where set-up keeps what it brings and remembers; not in version control, may be deleted at any time. */
export const stateFolder = join(root, '.orkestr');
