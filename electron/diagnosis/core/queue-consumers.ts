/** Who takes from a queue: by the workers' own words and the fleet's. null: not every worker that listens could be asked. */
import type { RedisEvidence } from './evidence-redis.ts';
import type { Evidence } from './evidence.ts';
import { valueOf } from './judging.ts';

export function consumersOf(evidence: Evidence, redis: RedisEvidence, queue: string): number | null {
  const names = new Set<string>();
  for (const node of evidence.celery) if (node.broker === redis.broker && valueOf(node.activeQueues)?.some(({ name }) => name === queue) === true) names.add(node.node);
  for (const consumer of evidence.panel.brokers.find(({ id }) => id === redis.broker)?.queues.find(({ name }) => name === queue)?.consumers ?? []) names.add(consumer);
  if (names.size > 0) return names.size;
  // nobody said they take from it: that proves something only when everybody who listens was heard
  const heard = new Set<string>([
    ...evidence.celery.filter((node) => node.broker === redis.broker && node.activeQueues.state === 'had').map(({ node }) => node),
    ...evidence.panel.workers.filter((worker) => worker.broker === redis.broker && worker.queues !== null).map(({ name }) => String(name)),
  ]);
  const listeners = valueOf(redis.listeners);
  return listeners !== null && heard.size >= listeners ? 0 : null;
}
