/** The server cannot start where it was told to. The message says what mends it. */
export class ServeError extends Error {
  override name = 'ServeError';
}

/** Names why listening failed. */
export function asServeError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new ServeError(`Port ${port} is taken by another program. Stop it, or choose another one with --port.`, {
      cause: error,
    });
  }
  if (code === 'EACCES') {
    return new ServeError(`Port ${port} may not be used by this user. Choose one above 1023 with --port.`, {
      cause: error,
    });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ServeError(`This machine has no address "${host}".`, { cause: error });
  }
  return error;
}
