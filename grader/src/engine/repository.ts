import type { SourceTree } from '../build/walk.ts';
import type { Repository } from '../lab/index.ts';

const maximalBytes = 1024 * 1024;

/** The submission's files as checks may read them: what was walked, nothing from the disk. */
export function repositoryOf(source: SourceTree): Repository {
  const byPath = new Map(source.files.map((file) => [file.path, file.content]));
  return {
    list: () => [...byPath.keys()],
    read: (path) => byPath.get(path)?.subarray(0, maximalBytes).toString('utf8'),
  };
}
