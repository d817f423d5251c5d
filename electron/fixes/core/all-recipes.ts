/** Every fix and profile by its id. Adding one touches this list, its words and its test. Pure data and small sums. */
import type { FindingArgs } from '#shared/domain/finding.ts';
import type { Recipe, Wanted, WorkerFacts } from './recipe.ts';

type Facts = Parameters<Extract<Recipe, { kind: 'worker' }>['want']>[0];
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : null);

/** Native libraries start a thread for each core in each process, unless told so before they are loaded. */
const threadCaps: readonly Wanted[] = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'NUMEXPR_NUM_THREADS'].map((name) => ({ name, value: '1', does: 'thread-cap' }));
const arenas: Wanted = { name: 'MALLOC_ARENA_MAX', value: '2', does: 'malloc-arenas' };
const faultHandler: Wanted = { name: 'PYTHONFAULTHANDLER', value: '1', does: 'fault-handler' };
const unbuffered: Wanted = { name: 'PYTHONUNBUFFERED', value: '1', does: 'unbuffered' };

/** Six tenths of the memory, shared by all pool processes of the host: KiB, as Celery counts. */
export function memoryPerChildKiB({ host, args }: Pick<Facts, 'host' | 'args'>, processes = host.poolProcesses): number | null {
  const proposed = number(args['proposed']);
  if (proposed !== null) return proposed;
  return host.memTotalKiB === null ? null : Math.max(32_768, Math.floor((0.6 * host.memTotalKiB) / Math.max(1, processes) / 1024) * 1024);
}

const memoryFlag = (value: number): Wanted => ({ name: '--max-memory-per-child', value: String(value), does: 'memory-limit', args: { bytes: value * 1024 } });
/** Celery takes `--pool=prefork` for «not chosen», and a `worker_pool` in the project's code then wins; by its other name it holds. Source: celery/bin/worker.py, WorkersPool.convert, 5.0 to 5.6; measured on 5.2.6. */
const preforkFlag = (does: string): Wanted => ({ name: '--pool', value: 'processes', does });
const unitIn = ({ unit }: FindingArgs): string | null => (typeof unit === 'string' ? unit : null);
const isForked = ({ pool }: WorkerFacts): boolean => pool === 'prefork';

export const allRecipes: Readonly<Record<string, Recipe>> = {
  'worker-memory-limit': { kind: 'worker', want: (facts) => {
    if (facts.worker.pool === 'unknown') return 'value-unknown';
    if (!isForked(facts.worker)) return 'pool-ignores-it';
    const limit = memoryPerChildKiB(facts);
    return limit === null ? 'value-unknown' : { flags: [memoryFlag(limit)], environment: [] };
  } },
  'worker-prefork-one': { kind: 'worker', want: () => ({ flags: [preforkFlag('prefork'), { name: '--concurrency', value: '1', does: 'one-child' }], environment: [] }) },
  'worker-with-heartbeat': { kind: 'worker', want: () => ({ flags: [{ name: '--prefetch-multiplier', value: '4', does: 'prefetch-four' }], environment: [] }) },
  'thread-caps': { kind: 'worker', want: () => ({ flags: [], environment: threadCaps }) },
  /** Report 1, corrected: many queues on a Pi 4. */
  'profile-many-queues': { kind: 'worker', want: (facts) => {
    const limit = memoryPerChildKiB(facts, Math.max(1, facts.host.poolProcesses - (facts.worker.concurrency ?? 1) + 1));
    if (limit === null) return 'value-unknown';
    const pool = preforkFlag(isForked(facts.worker) ? 'prefork-stays' : 'prefork');
    return { flags: [pool, { name: '--concurrency', value: '1', does: 'one-child' }, memoryFlag(limit), { name: '--max-tasks-per-child', value: '200', does: 'recycle-tasks' }, { name: '--prefetch-multiplier', value: '1', does: 'prefetch-one' }], environment: [faultHandler, unbuffered, arenas] };
  } },
  /** Report 2, corrected: OpenCV, FFmpeg and the like. The pool becomes prefork, so that a crash takes one child and Celery's limits hold. */
  'profile-native-libraries': { kind: 'worker', want: (facts) => {
    const limit = memoryPerChildKiB(facts, Math.max(1, facts.host.poolProcesses - (facts.worker.concurrency ?? 1) + 1));
    if (limit === null) return 'value-unknown';
    return { flags: [preforkFlag(isForked(facts.worker) ? 'prefork-stays' : 'prefork-native'), { name: '--concurrency', value: '1', does: 'one-child' }, memoryFlag(limit), { name: '--max-tasks-per-child', value: '50', does: 'recycle-tasks' }], environment: [...threadCaps, arenas, faultHandler, unbuffered] };
  } },
  'program-stop-settings': { kind: 'program', settings: ({ waitS }) => {
    const seconds = number(waitS);
    return seconds === null || seconds > 86_400 ? 'value-unknown' : [{ name: 'stopwaitsecs', value: String(Math.max(10, seconds)), does: 'stop-time' }, { name: 'stopasgroup', value: 'false', does: 'kill-mode' }, { name: 'killasgroup', value: 'true', does: 'kill-rest' }];
  } },
  'compose-grace-period': { kind: 'compose', settings: ({ limit }) => {
    const seconds = number(limit);
    return seconds === null || seconds > 86_400 ? 'value-unknown' : [{ name: 'stop_grace_period', value: `${seconds + 30}s`, does: 'grace-period' }];
  } },
  'unit-stop-settings': { kind: 'unit', unit: unitIn, settings: ({ stopS }) => {
    const seconds = number(stopS);
    return seconds === null || seconds > 86_400 ? 'value-unknown' : [{ name: 'KillMode', value: 'mixed', does: 'kill-mode' }, { name: 'KillSignal', value: 'SIGTERM', does: 'kill-mode' }, { name: 'TimeoutStopSec', value: String(Math.max(10, seconds)), does: 'stop-time' }];
  } },
  'unit-restart-always': { kind: 'unit', unit: unitIn, settings: () => [{ name: 'Restart', value: 'always', does: 'restart-always' }, { name: 'RestartSec', value: '10', does: 'restart-always' }] },
  'unit-oom-continue': { kind: 'unit', unit: unitIn, settings: () => [{ name: 'OOMPolicy', value: 'continue', does: 'oom-continue' }] },
  'redis-oom-shield': { kind: 'unit', unit: () => 'redis-server.service', settings: () => [{ name: 'OOMScoreAdjust', value: '-500', does: 'oom-shield' }] },
  'redis-noeviction': { kind: 'redis', values: [{ name: 'maxmemory-policy', value: 'noeviction', does: 'noeviction' }] },
  'redis-no-idle-timeout': { kind: 'redis', values: [{ name: 'timeout', value: '0', does: 'no-idle-timeout' }, { name: 'tcp-keepalive', value: '60', does: 'keepalive' }] },
  'overcommit-memory': { kind: 'sysctl', name: 'vm.overcommit_memory', value: '1', does: 'overcommit' },
  'wifi-power-save-off': {
    kind: 'system', what: 'power_save', before: 'on', after: 'off', does: 'wifi-awake',
    read: ({ device }) => (isDevice(device) ? ['iw', 'dev', device, 'get', 'power_save'] : null), isSo: (said) => /off/i.test(said),
    set: ({ device }) => ['iw', 'dev', String(device), 'set', 'power_save', 'off'], unset: ({ device }) => ['iw', 'dev', String(device), 'set', 'power_save', 'on'],
    file: { path: '/etc/NetworkManager/conf.d/90-fleetbeat-wifi.conf', text: '[connection]\nwifi.powersave=2\n' },
  },
  'timesync-on': {
    kind: 'system', what: 'NTP', before: 'no', after: 'yes', does: 'timesync',
    read: () => ['timedatectl', 'show', '-p', 'NTP', '--value'], isSo: (said) => said.trim() === 'yes', set: () => ['timedatectl', 'set-ntp', 'true'], unset: () => ['timedatectl', 'set-ntp', 'false'],
  },
  'pool-shrink': { kind: 'pool', size: ({ worker, args, host }) => {
    if (!isForked(worker)) return 'pool-ignores-it';
    if (worker.autoscale) return 'pool-ignores-it';
    if (worker.concurrency === null) return 'value-unknown';
    const wanted = number(args['proposed']) ?? Math.min(worker.concurrency - 1, host.cores ?? worker.concurrency - 1);
    return wanted >= 1 && wanted < worker.concurrency ? wanted : 'nothing-to-change';
  } },
};

const isDevice = (name: unknown): name is string => typeof name === 'string' && /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/.test(name);
