import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import type { SourceFile } from './walk.ts';

/** The build context as a tar stream: the checked files and nothing else, with one owner and time for all. */
export function packContext(files: readonly SourceFile[]): Readable {
  const archive = pack();
  for (const { path, content, executable } of files) {
    archive.entry({ name: path, mode: executable ? 0o755 : 0o644, mtime: new Date(0), uid: 0, gid: 0 }, content);
  }
  archive.finalize();
  return Readable.from(archive);
}
