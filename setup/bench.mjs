import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { continueOnNewNode } from './node-runtime.mjs';
import { root } from './root.mjs';

/** `npm run bench [-- NAME…]`: see grader/bench/run.ts. Expects what `npm start` or `npm test` set up. */
await continueOnNewNode();
const script = join(root, 'grader/bench/run.ts');
const child = spawn(process.execPath, [script, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
