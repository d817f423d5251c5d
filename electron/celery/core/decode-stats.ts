/**
 * The `stats` answer. Celery 5.3+ names the pool; 5.2 does not, and the kind is read from the shape of its figures
 * (celery-control.md section 4).
 */
import type { PoolKind } from '#shared/domain/worker.ts';
import type { WorkerStats } from './broker-observation.ts';
import { integerOf, numberOf } from './brief-text.ts';
import { fieldOf, isRecord } from './tolerant-json.ts';
import type { JsonValue } from './tolerant-json.ts';

/** kombu's Redis transport, when the option is not set. */
const defaultVisibilityTimeoutS = 3600;

export function decodeStats(value: JsonValue): WorkerStats | null {
  if (!isRecord(value) || fieldOf(value, 'error') !== undefined) return null;
  const pool = fieldOf(value, 'pool');
  const pid = integerOf(fieldOf(value, 'pid'));
  const { kind, from } = poolOf(pool, pid);
  const timeouts = fieldOf(pool, 'timeouts');
  const [soft, hard] = Array.isArray(timeouts) ? timeouts : [];
  return {
    pid,
    pool: kind,
    poolFrom: from,
    maxConcurrency: integerOf(fieldOf(pool, 'max-concurrency')),
    processes: kind === 'solo' ? null : integersOf(fieldOf(pool, 'processes')),
    prefetchCount: integerOf(fieldOf(value, 'prefetch_count')),
    maxTasksPerChild: integerOf(fieldOf(pool, 'max-tasks-per-child')),
    softTimeLimitS: limitOf(soft),
    hardTimeLimitS: limitOf(hard),
    autoscale: autoscaleOf(fieldOf(value, 'autoscaler')),
    processedTotal: totalOf(fieldOf(value, 'total')),
    uptimeS: numberOf(fieldOf(value, 'uptime')),
    visibilityTimeoutS: visibilityTimeoutOf(fieldOf(value, 'broker')),
  };
}

const implementations: readonly (readonly [RegExp, PoolKind])[] = [
  [/prefork|asynpool/i, 'prefork'],
  [/solo/i, 'solo'],
  [/thread/i, 'threads'],
  [/gevent/i, 'gevent'],
  [/eventlet/i, 'eventlet'],
];

function poolOf(pool: JsonValue | undefined, pid: number | null): { readonly kind: PoolKind; readonly from: WorkerStats['poolFrom'] } {
  if (!isRecord(pool)) return { kind: 'unknown', from: 'none' };
  const implementation = fieldOf(pool, 'implementation');
  if (typeof implementation === 'string') {
    const found = implementations.find(([pattern]) => pattern.test(implementation));
    return { kind: found?.[1] ?? 'unknown', from: 'reply' };
  }
  const kind = shapeOf(pool, pid);
  return { kind, from: kind === 'unknown' ? 'none' : 'shape' };
}

function shapeOf(pool: { readonly [name: string]: JsonValue }, pid: number | null): PoolKind {
  const has = (name: string): boolean => Object.hasOwn(pool, name);
  const processes = integersOf(fieldOf(pool, 'processes'));
  if (has('writes')) return 'prefork';
  if (processes !== null && processes.length === 1 && processes[0] === pid && fieldOf(pool, 'max-tasks-per-child') === null) return 'solo';
  if (processes !== null) return 'prefork';
  if (has('threads')) return 'threads';
  if (has('free-threads') || has('running-threads')) return 'eventlet';
  return Object.keys(pool).length === 1 && has('max-concurrency') ? 'gevent' : 'unknown';
}

function integersOf(value: JsonValue | undefined): readonly number[] | null {
  return Array.isArray(value) ? value.flatMap((pid) => integerOf(pid) ?? []).slice(0, 1000) : null;
}

/** 0 = no limit. */
function limitOf(value: JsonValue | undefined): number | null {
  const seconds = numberOf(value);
  return seconds === null || seconds <= 0 ? null : seconds;
}

function autoscaleOf(value: JsonValue | undefined): WorkerStats['autoscale'] {
  const min = integerOf(fieldOf(value, 'min'));
  const max = integerOf(fieldOf(value, 'max'));
  return min === null || max === null ? null : { min, max };
}

function totalOf(value: JsonValue | undefined): number | null {
  if (!isRecord(value)) return null;
  return Object.values(value).reduce<number>((sum, count) => sum + (integerOf(count) ?? 0), 0);
}

function visibilityTimeoutOf(broker: JsonValue | undefined): number | null {
  const options = fieldOf(broker, 'transport_options');
  if (!isRecord(options) || fieldOf(broker, 'transport') !== 'redis') return null;
  return Object.hasOwn(options, 'visibility_timeout') ? numberOf(options['visibility_timeout']) : defaultVisibilityTimeoutS;
}
