/** A server of its own for tests that kill it: example labs, a scripted engine that takes a moment; says its port. */
import { serve } from '../src/server/serve.ts';
import { exampleEvents } from './example-attempt.ts';
import { exampleCatalogue } from './example-lab.ts';
import { scriptedEngine } from './scripted-engine.ts';

const [dataFolder] = process.argv.slice(2) as [string];
const { grade } = scriptedEngine(async function* ({ attemptId }) {
  for (const event of exampleEvents(attemptId, { lines: 20 })) {
    await new Promise((resolve) => setImmediate(resolve));
    yield event;
  }
});
const server = await serve({ port: 0, dataFolder, siteFolder: dataFolder, catalogue: exampleCatalogue(), grade });
process.once('SIGTERM', () => void server.close());
process.stdout.write(`${server.port}\n`);
