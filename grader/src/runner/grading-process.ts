import { grade } from '../engine/grade.ts';
import { loadCatalogue } from '../lab/catalogue.ts';
import { answerServer } from './answer-server.ts';

// What the process holds open of its own must not keep it: its work is done when the last event is sent.
await answerServer(grade, await loadCatalogue());
process.exit(0);
