/** Figures of queues and unacknowledged messages, judged. Pure. */
import type { QueueView, RedisView, UnackedView } from '#shared/domain/broker.ts';

export type QueueConcern = 'no-consumer' | 'growing' | null;

/** A queue with messages and nobody to take them is the operator's concern; a deep one with consumers may be normal. */
export function queueConcern(queue: QueueView): QueueConcern {
  if (queue.depth > 0 && queue.consumers.length === 0) return 'no-consumer';
  return queue.growthPerMinute !== null && queue.growthPerMinute >= 1 && queue.depth >= 10 ? 'growing' : null;
}

/** Concerns first, then the deepest, then by name. */
export function sortQueues(queues: readonly QueueView[]): readonly QueueView[] {
  const rank = (queue: QueueView): number => ({ 'no-consumer': 0, growing: 1, none: 2 })[queueConcern(queue) ?? 'none'];
  return [...queues].sort((a, b) => rank(a) - rank(b) || b.depth - a.depth || (a.name < b.name ? -1 : 1));
}

export type AgeBand = { readonly name: keyof UnackedView['byAge']; readonly count: number; readonly share: number };

export function ageBands(unacked: UnackedView): readonly AgeBand[] {
  const names = ['minute', 'fiveMinutes', 'hour', 'withinTimeout', 'overTimeout'] as const;
  const total = names.reduce((sum, name) => sum + unacked.byAge[name], 0);
  return names.map((name) => ({ name, count: unacked.byAge[name], share: total === 0 ? 0 : unacked.byAge[name] / total }));
}

export type RedisConcern = 'writes-refused' | 'may-evict-queues' | 'memory-near-limit' | 'is-replica';

export function redisConcerns(redis: RedisView): readonly RedisConcern[] {
  const found: RedisConcern[] = [];
  if (redis.persistenceOk === false) found.push('writes-refused');
  if (redis.evictionPolicy?.startsWith('allkeys') === true && redis.maxMemory !== 0) found.push('may-evict-queues');
  if (redis.usedMemory !== null && redis.maxMemory !== null && redis.maxMemory > 0 && redis.usedMemory / redis.maxMemory > 0.9) found.push('memory-near-limit');
  if (redis.role !== null && redis.role !== 'master') found.push('is-replica');
  return found;
}
