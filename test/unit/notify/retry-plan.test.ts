/** How often a message is tried, and what a full queue drops. */
import { expect, test } from 'vitest';
import { createChannelQueue } from '#electron/notify/channel-queue.ts';
import { nextWaitMs } from '#electron/notify/core/retry-plan.ts';
import type { Word } from '#electron/notify/core/compose-message.ts';
import type { PostFailure } from '#electron/ports/web-poster.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

test('AL18 tried again after 1 s, 5 s, 30 s, 2 min and 10 min, a quarter more or less, then given up', () => {
  const waits = (chance: number): unknown => [1, 2, 3, 4, 5, 6].map((tries) => nextWaitMs(tries, 'server-error', null, chance));
  expect([waits(0), waits(0.5), waits(1)]).toEqual([[750, 3750, 22_500, 90_000, 450_000, null], [1000, 5000, 30_000, 120_000, 600_000, null], [1250, 6250, 37_500, 150_000, 750_000, null]]);
});

test('AL18 an answer may ask for a longer pause, never for a shorter one; what is hopeless is not tried again', () => {
  expect([nextWaitMs(1, 'too-many', 60_000, 0.5), nextWaitMs(1, 'too-many', 10, 0.5)]).toEqual([60_000, 1000]);
  expect((['timeout', 'refused', 'name-unknown', 'too-many', 'rejected', 'gone', 'no-address', 'not-here'] as const).filter((failure) => nextWaitMs(1, failure, null, 0.5) === null)).toEqual(['rejected', 'gone', 'no-address', 'not-here']);
});

test('AL18 two hundred messages wait, in order, and the oldest leave first', async () => {
  const time = createManualClock();
  const sent: string[] = [];
  let isDown = true;
  const deliver = async ({ id }: Word): Promise<Result<{ status: number }, PostFailure>> => {
    if (isDown) return err({ failure: 'timeout', status: null, retryAfterMs: null });
    sent.push(id);
    return ok({ status: 200 });
  };
  const queue = createChannelQueue({ ...time, random: { next: () => 0.5, uuid: () => 'u', token: () => '' }, log: createMemoryLog(), channel: 'c', deliver, onChange: () => undefined });
  for (let index = 0; index < 250; index += 1) queue.push({ kind: 'test', at: 0, alert: null, id: `m${index}` });
  await new Promise((resolve) => { setImmediate(resolve); });
  expect(queue.waiting()).toBe(200);
  isDown = false;
  time.advance(1000);
  await new Promise((resolve) => { setImmediate(resolve); });
  expect(sent).toEqual(Array.from({ length: 200 }, (_, index) => `m${index + 50}`));
  queue.dispose();
});
