/** A watch on a real broker, with everything it says kept, and waiting for what it will say. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createIoredisMessageBroker } from '#electron/adapters/redis/ioredis-message-broker.ts';
import type { BrokerObservation } from '#electron/celery/core/broker-observation.ts';
import { createBrokerWatch, parseBrokerUrl } from '#electron/celery/index.ts';
import type { BrokerWatch, BrokerWatchNeeds } from '#electron/celery/index.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { BrokerAddress } from '#electron/ports/message-broker.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { waitFor } from '#test/lab/wait-for.ts';

export const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
export const timers: Timers = {
  after: (ms, run) => { const timer = setTimeout(run, ms); return { [Symbol.dispose]: () => clearTimeout(timer) }; },
  every: (ms, run) => { const timer = setInterval(run, ms); return { [Symbol.dispose]: () => clearInterval(timer) }; },
};
export const random: Random = { next: Math.random, uuid: () => randomUUID(), token: (bytes) => randomBytes(bytes).toString('hex') };
export const never = new AbortController().signal;

type Kind = BrokerObservation['kind'];
type Seen<K extends Kind> = Extract<BrokerObservation, { kind: K }>;
export type WatchKit = AsyncDisposable & {
  readonly watch: BrokerWatch;
  readonly seen: readonly BrokerObservation[];
  readonly log: ReturnType<typeof createMemoryLog>;
  /** The first observation of a kind that fits, from `from` on. */
  wait<K extends Kind>(kind: K, fits?: (seen: Seen<K>) => boolean, from?: number): Promise<Seen<K>>;
};

export function addressOf(url: string, keyPrefix = ''): BrokerAddress {
  const parsed = parseBrokerUrl(url, keyPrefix);
  if (!parsed.ok) throw new Error(`bad URL: ${parsed.error.problem}`);
  return parsed.value;
}

export function startWatch(url: string, more: Partial<BrokerWatchNeeds> = {}): WatchKit {
  const log = createMemoryLog();
  const seen: BrokerObservation[] = [];
  const watch = createBrokerWatch({ broker: createIoredisMessageBroker({ timers, log }), address: addressOf(url), open: null, clock, timers, random, log, expectedNodes: () => [], ...more });
  watch.onObservation((observation) => void seen.push(observation));
  return {
    watch,
    seen,
    log,
    wait: (kind, fits = () => true, from = 0) =>
      waitFor(`${kind} observation`, () => seen.slice(from).find((one): one is Seen<typeof kind> => one.kind === kind && fits(one as Seen<typeof kind>)), { deadlineMs: 25_000, lastSeen: () => JSON.stringify(seen.filter((one) => one.kind === kind).slice(-3)) }),
    [Symbol.asyncDispose]: () => watch.dispose(),
  };
}
