import dockerignoreModule, { type Ignore } from '@balena/dockerignore';

/** The package is CommonJS and exports the function itself; its types describe an ES module. */
const dockerignore = dockerignoreModule as unknown as (options?: { ignorecase?: boolean }) => Ignore;

/** What a `.dockerignore` leaves out of the build context. */
export interface IgnoreRules {
  ignores: (path: string) => boolean;
  /** Nothing inside an ignored folder can come back, so it need not be walked. */
  prunes: boolean;
}

/** Reads the rules from the text of a `.dockerignore`; without one nothing is left out. */
export function ignoreRules(text: string | undefined): IgnoreRules {
  const rules = dockerignore({ ignorecase: false }).add(text ?? '');
  return { ignores: (path) => rules.ignores(path), prunes: !/^\s*!/m.test(text ?? '') };
}
