import type { Localizable, Text } from '../contract/index.ts';
import { Ungradable } from '../lab/index.ts';

/** A submission that is refused before anything of it runs. */
export function refuse(
  code: string,
  message: Text,
  hint: Text,
  evidence: { expected: Localizable; received: Localizable; log?: readonly string[]; command?: string },
): Ungradable {
  return new Ungradable(code, { message, hint }, evidence);
}
