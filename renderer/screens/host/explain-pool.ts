/**
 * What each limit of a pool really does there: many are accepted in silence and do nothing. Pure; verified live on
 * Celery 5.2.6 and 5.5.3. Each fact is a code with figures; its sentence is in the translations.
 */
import type { Pool } from '#shared/domain/worker.ts';
import { memoryLimitOf } from './memory-limit.ts';

export type PoolFact = {
  readonly name: 'concurrency' | 'prefetch' | 'autoscale' | 'max-memory' | 'max-tasks' | 'hard-limit' | 'soft-limit';
  /** What it does, as a key; null when there is nothing to add to the value. */
  readonly effect:
    | 'not-known' | 'fixed-size' | 'none-set' | 'recycles-after-task' | 'no-effect-in-pool' | 'beyond-memory' | 'kills-child' | 'at-yield-only'
    | 'raises-in-task' | 'resizes-between' | 'not-resizable' | 'one-by-one' | 'unknown-pool' | null;
  readonly value: { readonly kind: 'count' | 'seconds' | 'bytes'; readonly value: number } | { readonly kind: 'range'; readonly min: number; readonly max: number } | null;
  /** Set and without effect: worth the operator's eye. */
  readonly isTrap: boolean;
};

type Effect = PoolFact['effect'];

function limit(name: PoolFact['name'], value: PoolFact['value'], effect: Effect, isTrap = false): PoolFact {
  return { name, effect: value === null ? 'none-set' : effect, value, isTrap: value !== null && isTrap };
}

function seconds(value: number | null): PoolFact['value'] {
  return value === null || value <= 0 ? null : { kind: 'seconds', value };
}

function count(value: number | null): PoolFact['value'] {
  return value === null || value <= 0 ? null : { kind: 'count', value };
}

function memoryFact(pool: Pool, memTotal: number | null): PoolFact {
  const found = memoryLimitOf(pool, memTotal);
  if (found.kind === 'none') return limit('max-memory', null, null);
  const effect = ({ ignored: 'no-effect-in-pool', never: 'beyond-memory', acts: pool.kind === 'unknown' ? 'unknown-pool' : 'recycles-after-task' } as const)[found.kind];
  return limit('max-memory', { kind: 'bytes', value: found.bytes }, effect, found.kind !== 'acts');
}

function hardEffect(pool: Pool): Effect {
  if (pool.kind === 'prefork') return 'kills-child';
  if (pool.kind === 'gevent') return 'at-yield-only';
  return pool.kind === 'solo' || pool.kind === 'threads' ? 'no-effect-in-pool' : 'unknown-pool';
}

function onlyPrefork(pool: Pool, effect: Effect): Effect {
  return pool.kind === 'prefork' ? effect : pool.kind === 'unknown' || pool.kind === 'eventlet' ? 'unknown-pool' : 'no-effect-in-pool';
}

export function explainPool(pool: Pool, memTotal: number | null): readonly PoolFact[] {
  const isFixed = pool.kind === 'solo' || pool.kind === 'threads';
  const tasks = onlyPrefork(pool, 'recycles-after-task');
  const soft = onlyPrefork(pool, 'raises-in-task');
  const hard = hardEffect(pool);
  const concurrency = count(pool.maxConcurrency);
  const prefetch = pool.prefetchCount === null ? null : ({ kind: 'count', value: pool.prefetchCount } as const);
  return [
    { name: 'concurrency', value: concurrency, effect: concurrency === null ? 'not-known' : isFixed ? 'fixed-size' : null, isTrap: false },
    { name: 'prefetch', value: prefetch, effect: prefetch === null ? 'not-known' : pool.kind === 'solo' ? 'one-by-one' : null, isTrap: false },
    { name: 'autoscale', value: pool.autoscale === null ? null : { kind: 'range', ...pool.autoscale }, effect: pool.autoscale === null ? 'none-set' : isFixed ? 'not-resizable' : 'resizes-between', isTrap: pool.autoscale !== null && isFixed },
    memoryFact(pool, memTotal),
    limit('max-tasks', count(pool.maxTasksPerChild), tasks, tasks === 'no-effect-in-pool'),
    limit('hard-limit', seconds(pool.hardTimeLimitS), hard, hard === 'no-effect-in-pool'),
    limit('soft-limit', seconds(pool.softTimeLimitS), soft, soft === 'no-effect-in-pool'),
  ];
}
