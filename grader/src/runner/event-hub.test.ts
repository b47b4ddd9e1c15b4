import { expect, test } from 'vitest';
import { EventHub } from './event-hub.ts';

const event = (seq: number, run = 1) => ({ seq, run, json: `"${seq}"` });
const forever = new AbortController().signal;

test('who subscribes late gets what the store does not have yet, then what comes', async () => {
  const hub = new EventHub();
  hub.publish('a', event(1));
  hub.publish('a', event(2));
  hub.recorded('a', 1);
  using subscription = hub.subscribe('a');
  hub.publish('a', event(3));
  hub.publish('b', event(9));
  expect(await subscription.take(forever)).toEqual([
    { kind: 'event', event: event(2) },
    { kind: 'event', event: event(3) },
  ]);
  const next = subscription.take(forever);
  hub.publish('a', event(4));
  expect(await next).toEqual([{ kind: 'event', event: event(4) }]);
});

test('a watcher that is too slow is cut off and holds nothing any more', async () => {
  const hub = new EventHub();
  using slow = hub.subscribe('a', 3);
  for (let seq = 1; seq <= 10; seq++) hub.publish('a', event(seq));
  expect(slow.overflowed).toBe(true);
  expect(await slow.take(forever)).toEqual([]);
});

test('changes are told once until they are looked at', async () => {
  const hub = new EventHub();
  using one = hub.subscribe('a');
  using other = hub.subscribe('b');
  hub.changed('a');
  hub.changed();
  expect(await one.take(forever)).toEqual([{ kind: 'changed' }]);
  expect(await other.take(forever)).toEqual([{ kind: 'changed' }]);
});

test('waiting ends with the signal, and a watcher that left is counted no more', async () => {
  const hub = new EventHub();
  const leaving = new AbortController();
  {
    using subscription = hub.subscribe('a');
    expect(hub.watching).toBe(1);
    const waiting = subscription.take(leaving.signal);
    leaving.abort();
    expect(await waiting).toEqual([]);
  }
  expect(hub.watching).toBe(0);
});
