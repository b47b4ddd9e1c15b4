import { setTimeout as wait } from 'node:timers/promises';
import { readArguments } from './arguments.mjs';
import { endChildren, start } from './child.mjs';
import { ensureDocker } from './docker-daemon.mjs';
import { ensureLabImages } from './images.mjs';
import { onLauncherGone } from './launcher.mjs';
import { continueOnNewNode } from './node-runtime.mjs';
import { ensurePackages } from './packages.mjs';
import { isPortFree, whoListens } from './port.mjs';
import { say } from './say.mjs';
import { ensureSite } from './site-build.mjs';

/** `npm start`: serves the course, and brings what is missing for that and for its labs. */
async function main() {
  const options = readArguments('start', process.argv.slice(2), process.env);
  if (options.help) return console.log(options.help);
  await continueOnNewNode();
  const stopping = new AbortController();
  endOnSignal(stopping);

  if (!(await isPortFree(options.port))) {
    say('start', `Port ${options.port} is taken by ${await whoListens(options.port)}.`);
    say('start', `Choose another: npm start -- --port ${options.port + 1}`);
    process.exit(1);
  }
  if (!(await ensurePackages('.'))) process.exit(1);
  if (!(await ensureSite())) process.exit(1);

  const address = `http://localhost:${options.port}`;
  const server = start([process.execPath, 'grader/bin/orkestr.mjs', 'serve', '--port', String(options.port)]);
  server.once('close', (code) => {
    if (stopping.signal.aborted) return;
    say('start', `The server ended by itself (exit code ${code}).`);
    endChildren('SIGTERM').then(() => process.exit(1));
  });
  await untilServed(options.port, stopping.signal);
  say('start', `The course is served on ${address}`);

  // Lessons can be read from here on; what labs need comes meanwhile.
  if (!(await ensureDocker({ yes: options.yes }))) {
    say('start', `Lessons can be read; labs cannot run until Docker does. ${address}`);
  } else if (await ensureLabImages({ yes: options.yes, signal: stopping.signal })) {
    say('start', `Labs are ready. ${address} (Ctrl-C ends it)`);
  } else if (!stopping.signal.aborted) {
    say('start', `Lessons can be read; labs cannot run without their images: npx orkestr images build. ${address}`);
  }
}

async function untilServed(port, signal) {
  for (;;) {
    signal.throwIfAborted();
    try {
      await fetch(`http://127.0.0.1:${port}/`, { method: 'HEAD', redirect: 'manual', signal });
      return;
    } catch (error) {
      if (signal.aborted) throw error;
      await wait(50);
    }
  }
}

/** The first signal ends the server and everything else that was started here; more of them change nothing. */
function endOnSignal(stopping) {
  const end = () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    say('start', 'Ending.');
    endChildren('SIGTERM').then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
  onLauncherGone(end);
}

main().catch((error) => {
  if (error.name === 'AbortError') return;
  say('start', error.code?.startsWith('ERR_PARSE_ARGS') ? `${error.message}\nSee: npm start -- --help` : error.message);
  process.exitCode = 1;
});
