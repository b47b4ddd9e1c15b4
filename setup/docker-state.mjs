/**
 * What the daemon that `docker` would talk to says to a ping.
 *
 * - `running`: it answers and is used as it is;
 * - `denied`: there is one, and this user may not talk to it;
 * - `elsewhere`: DOCKER_HOST or a context names one that does not answer; nothing of it is ours to mend;
 * - `stopped`: nothing answers where a daemon of this machine would.
 *
 * @param {{ host: string, from: 'DOCKER_HOST' | 'context' | 'default' }} endpoint
 * @param {() => Promise<unknown>} ping
 * @returns {Promise<{ state: 'running' | 'denied' | 'elsewhere' | 'stopped', reason: string }>}
 */
export async function dockerState(endpoint, ping, limitMs = 5000) {
  let timer;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${limitMs / 1000} s`)), limitMs);
  });
  try {
    await Promise.race([ping(), silence]);
    return { state: 'running', reason: '' };
  } catch (error) {
    const reason = error.message;
    if (error.code === 'EACCES') return { state: 'denied', reason };
    return { state: endpoint.from === 'default' ? 'stopped' : 'elsewhere', reason };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * How a daemon can be had where none runs.
 *
 * @param {{ platform: string, hasApt: boolean, canBeRoot: boolean, hasDockerd: boolean }} machine
 * @returns {'desktop' | 'by-hand' | 'install' | 'start'}
 */
export function dockerRemedy({ platform, hasApt, canBeRoot, hasDockerd }) {
  if (platform !== 'linux') return 'desktop';
  if (!canBeRoot) return 'by-hand';
  if (hasDockerd) return 'start';
  return hasApt ? 'install' : 'by-hand';
}
