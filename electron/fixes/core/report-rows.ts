/**
 * A profile beside the field report it comes from: each of the report's values, what stands here, what is put in its place, and
 * whether either does anything in this worker's pool. Why, in words: shared/fix-words/report-words.ts, by profile and name.
 * Must stay true: a value that the plan does not write is never called applied.
 */
import type { FixChange, ReportRow } from '#shared/domain/fix.ts';
import type { PoolKind } from '#shared/domain/worker.ts';
import type { Wanted } from './recipe.ts';

/** `actsIn`: the pools in which it does anything; left out: in every one, or it is not of a pool. */
type Reported = { readonly name: string; readonly reported: string | null; readonly actsIn?: readonly PoolKind[]; /** Nothing of Celery's or of the system's: it acts nowhere. */ readonly isNothing?: true; /** Sound, and set elsewhere: by another fix, or in the project's code. */ readonly isElsewhere?: true };

const prefork: readonly PoolKind[] = ['prefork'];
const evented: readonly PoolKind[] = ['gevent', 'eventlet'];

const reports: Readonly<Record<string, readonly Reported[]>> = {
  'profile-many-queues': [
    { name: '--pool', reported: null },
    { name: '--concurrency', reported: '1', actsIn: [...prefork, 'threads', ...evented] },
    { name: '--max-memory-per-child', reported: '524288000', actsIn: prefork },
    { name: '--max-tasks-per-child', reported: '500', actsIn: prefork },
    { name: '--prefetch-multiplier', reported: '1', actsIn: [...prefork, 'threads', ...evented] },
    { name: 'worker_heartbeat', reported: '300', isNothing: true },
    { name: 'worker_clock_sync_interval', reported: '300', isNothing: true },
    { name: 'redis_max_connections', reported: '50', isElsewhere: true },
    { name: 'broker_pool_limit', reported: '10', isElsewhere: true },
    { name: 'maxmemory-policy', reported: 'allkeys-lru', isElsewhere: true },
    { name: 'timeout', reported: '300', isElsewhere: true },
    { name: 'MALLOC_ARENA_MAX', reported: null },
    { name: 'PYTHONFAULTHANDLER', reported: null },
    { name: 'PYTHONUNBUFFERED', reported: null },
  ],
  'profile-native-libraries': [
    { name: '--pool', reported: 'solo' },
    { name: '--concurrency', reported: '1', actsIn: [...prefork, 'threads', ...evented] },
    { name: '--max-tasks-per-child', reported: '10', actsIn: prefork },
    { name: '--max-memory-per-child', reported: '256000', actsIn: prefork },
    { name: 'task_time_limit', reported: '900', actsIn: [...prefork, ...evented], isElsewhere: true },
    { name: 'OMP_NUM_THREADS', reported: '1' },
    { name: 'OPENBLAS_NUM_THREADS', reported: '1' },
    { name: 'MKL_NUM_THREADS', reported: '1' },
    { name: 'NUMEXPR_NUM_THREADS', reported: null },
    { name: 'MALLOC_ARENA_MAX', reported: '2' },
    { name: 'MALLOC_TRIM_THRESHOLD_', reported: '131072' },
    { name: 'PYTHONFAULTHANDLER', reported: null },
    { name: 'PYTHONUNBUFFERED', reported: '1' },
    { name: 'OPENCV_FFMPEG_CAPTURE_OPTIONS', reported: 'rtsp_transport;udp' },
    { name: 'RLIMIT_AS', reported: '1 GiB' },
    { name: '--without-heartbeat', reported: 'set' },
    { name: '--without-gossip', reported: 'set' },
  ],
};

/** `wanted`: what the recipe asks for; `changes`: what of it is not so yet. The pool that the profile itself chooses is prefork. */
export function reportRows(fix: string, now: PoolKind, wanted: readonly Wanted[], changes: readonly FixChange[]): readonly ReportRow[] {
  return (Object.hasOwn(reports, fix) ? (reports[fix] ?? []) : []).map(({ name, reported, actsIn, isNothing, isElsewhere }) => {
    const asked = wanted.find((one) => one.name === name);
    const change = changes.find(({ kind, what }) => kind !== 'file' && what === name);
    // what stands is known where it was looked at: at what the profile sets
    const here = change?.before ?? (asked !== undefined && change === undefined ? asked.value : null);
    const acts = (pool: PoolKind): boolean => isNothing !== true && (actsIn === undefined || actsIn.includes(pool));
    const effect = asked === undefined ? (isElsewhere === true ? 'elsewhere' : 'left-out') : change === undefined ? 'same-already' : 'acts';
    return { name, reported, now: here, proposed: asked?.value ?? null, effect, pool: now, reportedActs: reported === null || now === 'unknown' ? null : acts(now) };
  });
}
