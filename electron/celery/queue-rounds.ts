/**
 * Queues of one broker: which there are (binding sets, workers' own lists, configuration), how deep at each priority,
 * what stands at the head, and what is delivered but not acknowledged. Counts only; a message is read only to see the
 * head's tag, and only when the list's own size says that it is small.
 */
import type { RedisAnswer } from '#electron/ports/message-broker.ts';
import { bindingKey, escapeGlob, priorityKeys, queuesOfBindings, unackedIndexKey } from './core/broker-names.ts';
import type { QueueDepth } from './core/broker-observation.ts';
import { askUnacked, readUnacked } from './core/count-unacked.ts';
import { deliveryTagOf } from './core/decode-envelope.ts';
import { countOf, scanOf } from './core/redis-answers.ts';
import type { RedisCommandText } from './core/redis-command-text.ts';
import type { VisitContext } from './visit-context.ts';

export type QueueRounds = {
  /** Names and exchanges told by a worker; true when a queue is new. */
  learn(queues: readonly string[], exchanges: readonly string[]): boolean;
  learnVisibilityTimeout(node: string, seconds: number | null): void;
  discover(signal: AbortSignal): Promise<void>;
  measure(signal: AbortSignal): Promise<void>;
};

const maxQueues = 200;
const maxExchanges = 50;
const maxHeads = 20;
const headBytes = 65_536;
/** Up to so many messages, MEMORY USAGE counts the list whole; above, it estimates from five nodes. */
const countedWhole = 100;
const scanSteps = 10;
const maxTimeouts = 1_000;

export function createQueueRounds(context: VisitContext, configured: readonly string[]): QueueRounds {
  const { naming } = context;
  const queues = new Set<string>(configured);
  const exchanges = new Set<string>(['celery']);
  const timeouts = new Map<string, number>();
  let cursor = '0';
  let firstDiscovery: Promise<void> | null = null;

  const learn = (names: readonly string[], exchangeNames: readonly string[]): boolean => {
    const before = queues.size;
    for (const name of names) if (queues.size < maxQueues && !isInternal(name)) queues.add(name);
    for (const name of exchangeNames) if (exchanges.size < maxExchanges && !isInternal(name)) exchanges.add(name);
    return queues.size > before;
  };

  const sweep = async (signal: AbortSignal): Promise<void> => {
    const prefix = `${naming.keyPrefix}_kombu.binding.`;
    for (let step = 0; step < scanSteps; step += 1) {
      const answered = await context.ask([['SCAN', cursor, 'MATCH', `${escapeGlob(prefix)}*`, 'COUNT', 500]], signal);
      const found = answered.ok ? scanOf(valueOf(answered.value[0])) : null;
      if (found === null) return;
      learn([], found.members.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)));
      cursor = found.cursor;
      if (cursor === '0') return;
    }
  };

  const lookForQueues = async (signal: AbortSignal): Promise<void> => {
    await sweep(signal);
    const asked = [...exchanges];
    const answered = await context.ask(asked.map((exchange) => ['SSCAN', bindingKey(naming, exchange), 0, 'COUNT', 500] as const), signal);
    if (!answered.ok) return;
    for (const answer of answered.value) learn(queuesOfBindings(naming, scanOf(valueOf(answer))?.members ?? []), []);
  };
  const discover = (signal: AbortSignal): Promise<void> => {
    const work = lookForQueues(signal);
    firstDiscovery ??= work;
    return work;
  };

  return {
    learn,
    discover,

    learnVisibilityTimeout(node, seconds) {
      if (seconds === null) timeouts.delete(node);
      else if (timeouts.size < maxTimeouts) timeouts.set(node, seconds);
    },

    async measure(signal) {
      // The first figures are of all queues: a list that grows afterwards would pass for the whole one.
      await (firstDiscovery ?? discover(signal));
      const names = [...queues];
      // Any worker gives back everybody's messages: the shortest time-out rules.
      const visibilityTimeoutS = timeouts.size === 0 ? null : Math.min(...timeouts.values());
      const unacked = askUnacked(unackedIndexKey(naming), context.redisNowS(), visibilityTimeoutS);
      const lengths = names.flatMap((name) => priorityKeys(naming, name).map((key) => ['LLEN', key] as const));
      const answered = await context.ask([...unacked.commands, ...lengths], signal);
      if (!answered.ok) return;
      const values = answered.value.map(valueOf);
      const view = readUnacked(values.slice(0, unacked.commands.length), context.clock.now(), visibilityTimeoutS);
      const depths = depthsOf(names, values.slice(unacked.commands.length));
      if (view === null || (depths.length === 0 && names.length > 0)) return;
      const heads = await readHeads(context, depths, signal);
      context.emit({ kind: 'queues', unacked: view, queues: depths.map((depth) => ({ ...depth, headTag: heads.get(depth.name) ?? null })) });
    },
  };
}

function isInternal(name: string): boolean {
  return name === '' || name.length > 500 || name.endsWith('.pidbox') || name === 'celeryev' || name.startsWith('celeryev.');
}

/** A queue whose length was refused is left out: its depth is unknown, not zero. */
function depthsOf(names: readonly string[], values: readonly unknown[]): readonly QueueDepth[] {
  return names.flatMap((name, index) => {
    const lengths = values.slice(index * 4, index * 4 + 4).map(countOf);
    const [step0, step3, step6, step9] = lengths.filter((length) => length !== null);
    if (step0 === undefined || step3 === undefined || step6 === undefined || step9 === undefined) return [];
    return [{ name, byPriority: [step0, step3, step6, step9] as const, headTag: null }];
  });
}

async function readHeads(context: VisitContext, depths: readonly QueueDepth[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const served = depths.flatMap(({ name, byPriority }) => {
    const step = byPriority.findIndex((length) => length > 0);
    const key = priorityKeys(context.naming, name)[step];
    return key === undefined ? [] : [{ name, key, length: byPriority[step] ?? 0 }];
  }).slice(0, maxHeads);
  if (served.length === 0) return new Map();
  const sizes = await context.ask(served.map(({ key, length }): RedisCommandText => ['MEMORY', 'USAGE', key, 'SAMPLES', length <= countedWhole ? 0 : 5]), signal);
  if (!sizes.ok) return new Map();
  const small = served.filter(({ length }, index) => {
    const bytes = countOf(valueOf(sizes.value[index]));
    return bytes !== null && (length <= countedWhole ? bytes : bytes / length) <= (length <= countedWhole ? headBytes * 4 : headBytes);
  });
  if (small.length === 0) return new Map();
  const heads = await context.ask(small.map(({ key }) => ['LINDEX', key, -1] as const), signal);
  if (!heads.ok) return new Map();
  return new Map(
    small.flatMap(({ name }, index) => {
      const message = valueOf(heads.value[index]);
      const tag = typeof message === 'string' ? deliveryTagOf(message) : null;
      return tag === null ? [] : [[name, tag] as const];
    }),
  );
}

function valueOf(answer: RedisAnswer | undefined): unknown {
  return answer?.ok === true ? answer.value : null;
}
