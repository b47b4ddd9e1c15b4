import type { GradeEvent, NumberedEvent, SiteAccess } from '../contract/index.ts';
import { labView } from '../lab/view.ts';
import { isAttemptId } from './attempt-routes.ts';
import { toSequence } from './event-sequence.ts';
import { describePlatform } from './platform-routes.ts';
import type { ServerParts } from './server-parts.ts';

/** Events a page is rendered with at most; a longer attempt goes on from there by its event stream. */
const eventsLimit = 5_000;

/** What rendered pages are handed: the same answers as the API's, without its detour. */
export function siteAccess(parts: ServerParts): SiteAccess {
  const { attempts } = parts.store;
  return {
    attempt: async (id) => (isAttemptId(id) ? attempts.find(id) : undefined),
    async events(id): Promise<NumberedEvent[]> {
      const progress = isAttemptId(id) ? await attempts.progress(id) : undefined;
      if (!progress || progress.status === 'queued') return [];
      const stored = await attempts.events(id, 0, eventsLimit);
      return stored.map(({ seq, json }) => {
        return { sequence: toSequence({ run: progress.run, seq }), event: JSON.parse(json) as GradeEvent };
      });
    },
    attempts: (limit) => attempts.list({ limit }),
    labs: () => parts.catalogue.map(labView),
    platform: () => describePlatform(parts),
  };
}
