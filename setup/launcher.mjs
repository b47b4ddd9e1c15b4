/**
 * Calls `ended` once when the npm that runs this script is gone. npm passes a signal on to a shell, and the shell dies of it without a
 * word to us: without this, a supervisor that ends `npm start` would leave the server behind. A script that was started without
 * npm may outlive its shell.
 *
 * @param {() => void} ended
 * @param {{ env?: Record<string, string | undefined>, parent?: () => number, everyMs?: number }} [options] for tests
 * @returns {() => void} stops watching
 */
export function onLauncherGone(ended, { env = process.env, parent = () => process.ppid, everyMs = 500 } = {}) {
  if (!env.npm_lifecycle_event) return () => {};
  const launcher = parent();
  const timer = setInterval(() => {
    if (parent() === launcher) return;
    clearInterval(timer);
    ended();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
