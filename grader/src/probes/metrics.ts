import type { HttpAnswer, HttpRequest, MetricsObservation } from '../lab/index.ts';
import { ExpositionError, parseExposition } from './exposition/index.ts';

/** One scrape of /metrics through `send`. What does not parse is in `error`; an answer other than 200 is not parsed. */
export async function scrape(
  send: (request: HttpRequest) => Promise<HttpAnswer>,
  options: { timeoutMs?: number },
): Promise<MetricsObservation> {
  const answer = await send({ method: 'GET', path: '/metrics', quiet: true, ...options });
  if (answer.status !== 200 || answer.problem) return { answer };
  const parsed = parseExposition(answer.body, answer.headers['content-type']);
  if (!(parsed instanceof ExpositionError)) return { answer, snapshot: parsed };
  return { answer, error: { line: parsed.line, expected: parsed.expected, received: parsed.received } };
}
