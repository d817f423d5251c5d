/**
 * Messages waiting for the workers of one host: the depth of each queue they consume, counted once.
 * null when nothing can be said: no broker ready, or no queue known.
 */
import type { BrokerView } from '#shared/domain/broker.ts';
import type { BrokerId } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export function queueDepthOf(workers: readonly WorkerView[], brokers: ReadonlyMap<BrokerId, BrokerView>): number | null {
  const counted = new Set<string>();
  let sum = 0;
  for (const { broker: brokerId, queues } of workers) {
    const broker = brokerId === null ? undefined : brokers.get(brokerId);
    if (broker === undefined || broker.phase !== 'ready') continue;
    for (const queue of broker.queues) {
      const name = `${broker.id}\n${queue.name}`;
      if (counted.has(name) || !(queues ?? []).includes(queue.name)) continue;
      counted.add(name);
      sum += queue.depth;
    }
  }
  return counted.size === 0 ? null : sum;
}
