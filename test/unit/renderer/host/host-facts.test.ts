/** The Host screen's judgements: rows, limits, lines, queues, settings. */
import { describe, expect, it } from 'vitest';
import type { QueueView } from '#shared/domain/broker.ts';
import { BrokerId, WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import type { Pool } from '#shared/domain/worker.ts';
import { labelMarks, lineOf, memoryLines, queueLines, shortNames, sumColumns } from '#renderer/screens/host/chart-lines.ts';
import { explainPool } from '#renderer/screens/host/explain-pool.ts';
import { findSettings } from '#renderer/screens/host/find-settings.ts';
import { memoryLimitOf, shareOfLimit } from '#renderer/screens/host/memory-limit.ts';
import { ageBands, queueConcern, redisConcerns, sortQueues } from '#renderer/screens/host/queue-facts.ts';
import { rowsOfWorkers, sortWorkers } from '#renderer/screens/host/worker-rows.ts';
import { brokerView, workerView } from '#test/fakes/fleet-views.ts';

const base = workerView();
const named = (name: string, part: Partial<typeof base> = {}): typeof base => workerView({ key: WorkerKey.parse(`h1/${name}`), name: WorkerName.parse(name), ...part });
const pool = (part: Partial<Pool>): Pool => ({ ...base.pool, ...part });
const gib = 1024 ** 3;

describe('worker rows', () => {
  const child = { pid: 7, startTicks: 1, startedAt: null, usage: null };
  const crashed = named('z', { verdict: { ...base.verdict, kind: 'crashed' }, ends: [{ pid: 5, at: 900, silent: true }] });
  const idle = named('a', { children: [child], childDeaths: [{ pid: 6, at: 1000, replacedBy: 7 }, { pid: 4, at: 0, replacedBy: null }] });
  it('puts the sick first, then by name', () => {
    expect(sortWorkers([named('b'), idle, crashed]).map((worker) => worker.name)).toEqual(['z', 'a', 'b']);
  });
  it('shows a fresh death even while folded, older ones only when open', () => {
    const kinds = (isOpen: boolean, nowMs: number): readonly string[] => rowsOfWorkers([crashed, idle], { isOpen: () => isOpen, nowMs }).map((row) => row.kind);
    expect(kinds(false, 2000)).toEqual(['worker', 'end', 'worker', 'death']);
    expect(kinds(false, 5_000_000)).toEqual(['worker', 'end', 'worker']);
    expect(kinds(true, 5_000_000)).toEqual(['worker', 'end', 'worker', 'child', 'death', 'death']);
  });
});

describe('memory limit', () => {
  it.each([
    [pool({ maxMemoryPerChildKiB: null }), 'none'],
    [pool({ maxMemoryPerChildKiB: 0 }), 'none'],
    [pool({ maxMemoryPerChildKiB: 512_000 }), 'acts'],
    [pool({ maxMemoryPerChildKiB: 524_288_000 }), 'never'],
    [pool({ kind: 'solo', maxMemoryPerChildKiB: 512_000 }), 'ignored'],
  ])('%#: %s', (given, kind) => expect(memoryLimitOf(given, 4 * gib).kind).toBe(kind));
  it('has no share without an acting limit or a figure', () => {
    const limit = memoryLimitOf(pool({ maxMemoryPerChildKiB: 1024 }), null);
    expect(shareOfLimit(512 * 1024, limit)).toBe(50);
    expect(shareOfLimit(null, limit)).toBeNull();
    expect(shareOfLimit(1, { kind: 'none' })).toBeNull();
  });
});

describe('explainPool', () => {
  const facts = (given: Pool): Record<string, string> => Object.fromEntries(explainPool(given, 4 * gib).map((fact) => [fact.name, `${fact.effect}${fact.isTrap ? ' trap' : ''}`]));
  const limits = { maxMemoryPerChildKiB: 512_000, maxTasksPerChild: 100, hardTimeLimitS: 300, softTimeLimitS: 240 };
  it('prefork obeys', () => {
    expect(facts(pool(limits))).toMatchObject({ 'max-memory': 'recycles-after-task', 'max-tasks': 'recycles-after-task', 'hard-limit': 'kills-child', 'soft-limit': 'raises-in-task' });
  });
  it('solo accepts all and does nothing', () => {
    expect(facts(pool({ ...limits, kind: 'solo' }))).toEqual({
      concurrency: 'fixed-size', prefetch: 'one-by-one', autoscale: 'none-set', 'max-memory': 'no-effect-in-pool trap', 'max-tasks': 'no-effect-in-pool trap', 'hard-limit': 'no-effect-in-pool trap', 'soft-limit': 'no-effect-in-pool trap',
    });
  });
  it('names the KiB mistake, and claims nothing of an unknown pool', () => {
    expect(facts(pool({ maxMemoryPerChildKiB: 524_288_000 }))['max-memory']).toBe('beyond-memory trap');
    expect(facts(pool({ ...limits, kind: 'unknown', maxConcurrency: null }))).toMatchObject({ concurrency: 'not-known', 'max-memory': 'unknown-pool', 'hard-limit': 'unknown-pool' });
  });
});

describe('chart lines', () => {
  const workers = Array.from({ length: 12 }, (_, index) => named(`w${String(index).padStart(2, '0')}`, { totalRss: index }));
  const series = new Map(workers.map((worker, index): [string, (number | null)[]] => [`worker.rss:${worker.key}`, [index, index === 0 ? null : 1]]));
  const others = (count: number): string => `${count} others`;
  it('keeps every worker alone while they are few, in a fixed order', () => {
    expect(memoryLines(series, [...workers.slice(0, 3)].reverse(), others).map((line) => line.label)).toEqual(['w00', 'w01', 'w02']);
  });
  it('adds up the small ones of many', () => {
    const lines = memoryLines(series, workers, others);
    expect(lines.map((line) => line.label)).toEqual(['w05', 'w06', 'w07', 'w08', 'w09', 'w10', 'w11', '5 others']);
    expect(lines.at(-1)?.values).toEqual([0 + 1 + 2 + 3 + 4, 4]);
  });
  it('leaves out the shared end of names only where the rest tells them apart', () => {
    const short = (...names: string[]): readonly string[] => [...shortNames(names.map((name) => named(name))).values()];
    expect(short('scan@pi', 'insert@pi')).toEqual(['scan', 'insert']);
    expect(short('scan@pi', 'insert@other')).toEqual(['scan@pi', 'insert@other']);
    expect(short('@pi', 'b@pi')).toEqual(['@pi', 'b@pi']);
    expect(short('a', 'b')).toEqual(['a', 'b']);
  });
  it('sums what is known only', () => expect(sumColumns([[1, null, null], [2, 3]])).toEqual([3, 3, null]));
  it('draws the deepest queues and says how many are left out', () => {
    const queue = (name: string, depth: number): QueueView => ({ name, depth, byPriority: [depth, 0, 0, 0], consumers: [], oldestSeenAt: null, growthPerMinute: null, at: 0 });
    const broker = brokerView({ id: BrokerId.parse('b'), queues: [queue('a', 1), queue('b', 9), queue('c', 5), queue('d', 7), queue('unseen', 99)] });
    const known = new Map(['a', 'b', 'c', 'd'].map((name): [string, number[]] => [`queue.depth:b:${name}`, [1]]));
    const { lines, leftOut } = queueLines(known, [broker]);
    expect([lines.map((line) => line.label), leftOut]).toEqual([['b', 'c', 'd'], 1]);
  });
  it('makes foreign names and marks safe', () => {
    expect(lineOf(new Map(), 'k', 'a\u202eb\n').label).not.toMatch(/[\u202e\n]/u);
    const marks = labelMarks([{ at: 1, kind: 'action', label: 'x\u0000', action: 'revoke' }, { at: 2, kind: 'host-lost', label: '' }], (kind, action) => `${kind}/${action ?? ''}`);
    expect(marks.map(({ label }) => label)).toEqual(['action/revoke: x\\x00', 'host-lost/']);
  });
});

describe('queues and Redis', () => {
  const queue = (part: Partial<QueueView>): QueueView => ({ name: 'q', depth: 0, byPriority: [0, 0, 0, 0], consumers: [WorkerName.parse('w')], oldestSeenAt: null, growthPerMinute: null, at: 0, ...part });
  it('worries about a queue that nobody takes from, or that grows', () => {
    expect(queueConcern(queue({ depth: 3, consumers: [] }))).toBe('no-consumer');
    expect(queueConcern(queue({ depth: 0, consumers: [] }))).toBeNull();
    expect(queueConcern(queue({ depth: 40, growthPerMinute: 2 }))).toBe('growing');
    expect(queueConcern(queue({ depth: 4000 }))).toBeNull();
    expect(sortQueues([queue({ name: 'deep', depth: 90 }), queue({ name: 'lone', depth: 1, consumers: [] })]).map((one) => one.name)).toEqual(['lone', 'deep']);
  });
  it('shares out ages, also of nothing', () => {
    const none = { at: 0, count: 0, oldestDeliveredAt: null, visibilityTimeoutS: null, byAge: { minute: 0, fiveMinutes: 0, hour: 0, withinTimeout: 0, overTimeout: 0 } };
    expect(ageBands(none).every((band) => band.share === 0)).toBe(true);
    expect(ageBands({ ...none, byAge: { ...none.byAge, minute: 3, hour: 1 } }).map((band) => band.share)).toEqual([0.75, 0, 0.25, 0, 0]);
  });
  it('names what endangers the queues, and nothing that is not known', () => {
    const redis = { at: 0, version: null, usedMemory: null, maxMemory: null, evictionPolicy: null, connectedClients: null, persistenceOk: null, role: null, pingMs: null };
    expect(redisConcerns(redis)).toEqual([]);
    expect(redisConcerns({ ...redis, persistenceOk: false, evictionPolicy: 'allkeys-lru', usedMemory: 95, maxMemory: 100, role: 'slave' })).toEqual(['writes-refused', 'may-evict-queues', 'memory-near-limit', 'is-replica']);
  });
});

describe('findSettings', () => {
  const settings = [{ name: 'worker_b', value: 'celery' }, { name: 'broker_url', value: 'redis://' }, { name: 'worker_a', value: 'x' }];
  it('wants every word, anywhere, and sorts', () => {
    expect(findSettings(settings, '').map((one) => one.name)).toEqual(['broker_url', 'worker_a', 'worker_b']);
    expect(findSettings(settings, ' WORKER celery ').map((one) => one.name)).toEqual(['worker_b']);
    expect(findSettings(settings, 'nothing')).toEqual([]);
  });
});
