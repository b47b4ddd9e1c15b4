export type StoreProblem =
  | 'not-writable'
  | 'disk-full'
  | 'newer-schema'
  | 'corrupt'
  | 'in-use'
  | 'unreadable'
  | 'other';

/** The platform's own database cannot do what was asked. The message is for the operator: it may name the folder. */
export class StoreError extends Error {
  override name = 'StoreError';
  readonly problem: StoreProblem;

  constructor(problem: StoreProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** As many attempts wait as may wait. */
export class QueueFull extends Error {
  override name = 'QueueFull';
}

/** Somebody else has the attempt by now: a result under this lease is stale and was not recorded. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';
}

const full = 'No space is left for the data folder. Free some: nothing that was recorded is lost.';
const denied = 'The data folder cannot be written. Choose another one with --data, or mend its permissions.';

const problems: readonly [RegExp, StoreProblem, string][] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, 'disk-full', full],
  [/^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|EACCES|EPERM|EROFS|ENOENT|ENOTDIR|EEXIST)/, 'not-writable', denied],
  [
    /^(SQLITE_CORRUPT|SQLITE_NOTADB)/,
    'corrupt',
    'The database in the data folder is damaged. Move it away to start anew.',
  ],
  [/^SQLITE_BUSY/, 'in-use', 'Another program has locked the database in the data folder.'],
  [/^(SQLITE_IOERR|EIO)/, 'unreadable', 'The disk of the data folder does not answer as it should.'],
];

/** Names what a driver's or the file system's error means for the operator. Errors of our own pass as they are. */
export function asStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof StoreError) return error;
  const code = String(error.code);
  const known = problems.find(([pattern]) => pattern.test(code));
  if (known) return new StoreError(known[1], `${known[2]} (${code})`, { cause: error });
  return code.startsWith('SQLITE_')
    ? new StoreError('other', `The database refused: ${code}`, { cause: error })
    : error;
}
