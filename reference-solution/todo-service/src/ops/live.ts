import type { Endpoint } from '../http/routes.ts';

/** GET /live, for what restarts processes. Asks nobody: a restart does not cure somebody else's illness. */
export const live: Endpoint = async () => {
  // #region live
  return { status: 'alive' };
  // #endregion live
};
