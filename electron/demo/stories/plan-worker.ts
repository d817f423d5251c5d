/**
 * A worker's plan from the few choices a story makes. The command line, the environment and the behaviour are made
 * from the same choices, so that they can never disagree.
 */
import type { TaskKind, WorkerPlan } from '#electron/demo/celery/worker-plan.ts';

export type WorkerChoices = {
  readonly node: string;
  readonly app: string;
  readonly pool: WorkerPlan['pool'];
  readonly concurrency: number;
  readonly queues: readonly string[];
  readonly tasks: readonly TaskKind[];
  readonly unit: string;
  readonly db?: number;
  readonly password?: string;
  /** Where the broker's address can be read. */
  readonly brokerIn?: 'command-line' | 'environment' | 'nowhere';
  readonly version?: WorkerPlan['version'];
  readonly hasHeartbeat?: boolean;
  readonly hasTaskEvents?: boolean;
  readonly isAckLate?: boolean;
  readonly prefetchMultiplier?: number;
  readonly autoscale?: { readonly min: number; readonly max: number };
  readonly maxTasksPerChild?: number;
  readonly maxMemoryPerChildKiB?: number;
  readonly softLimitS?: number;
  readonly hardLimitS?: number;
  readonly mainKiB?: number;
  readonly childKiB?: number;
  readonly bootMs?: number;
  readonly firstAgeS?: number;
  readonly output?: string;
  readonly cgroup?: string;
  readonly env?: readonly (readonly [string, string])[];
};

export function planWorker(choices: WorkerChoices): WorkerPlan {
  const db = choices.db ?? 0;
  const brokerUrl = `redis://${choices.password === undefined ? '' : `:${choices.password}@`}127.0.0.1:6379/${db}`;
  const home = `/home/pi/${choices.app}`;
  const env: (readonly [string, string])[] = [['HOME', '/home/pi'], ['LANG', 'fr_FR.UTF-8'], ['INVOCATION_ID', 'b3f1a7c2d8e94c05a1f6e2d7c9b80413'], ...(choices.env ?? [])];
  if (choices.brokerIn === 'environment') env.push(['CELERY_BROKER_URL', brokerUrl]);
  return {
    node: choices.node, app: choices.app, pool: choices.pool, concurrency: choices.concurrency, queues: choices.queues, tasks: choices.tasks, db, brokerUrl,
    version: choices.version ?? '5.5.3', hasHeartbeat: choices.hasHeartbeat ?? true, hasTaskEvents: choices.hasTaskEvents ?? false, isAckLate: choices.isAckLate ?? false,
    prefetchMultiplier: choices.prefetchMultiplier ?? 4, autoscale: choices.autoscale ?? null, maxTasksPerChild: choices.maxTasksPerChild ?? null,
    maxMemoryPerChildKiB: choices.maxMemoryPerChildKiB ?? null, softLimitS: choices.softLimitS ?? null, hardLimitS: choices.hardLimitS ?? null,
    rssKiB: { main: choices.mainKiB ?? 52_400, child: choices.childKiB ?? 58_900 }, bootMs: choices.bootMs ?? 1800, firstAgeS: choices.firstAgeS ?? 40_000,
    process: {
      argv: argvOf(choices, brokerUrl, home), user: 'pi', uid: 1000, cwd: home, cgroup: choices.cgroup ?? `/system.slice/${choices.unit}`,
      env, output: choices.output ?? 'socket:[20417]',
    },
  };
}

function argvOf(choices: WorkerChoices, brokerUrl: string, home: string): string[] {
  const argv = [`${home}/venv/bin/python3`, `${home}/venv/bin/celery`, '-A', choices.app];
  if ((choices.brokerIn ?? 'command-line') === 'command-line') argv.push('-b', brokerUrl);
  argv.push('worker', '-n', choices.node, '-P', choices.pool, '-Q', choices.queues.join(','), '-l', 'INFO');
  if (choices.autoscale === undefined) argv.push('-c', String(choices.concurrency));
  else argv.push(`--autoscale=${choices.autoscale.max},${choices.autoscale.min}`);
  if (choices.hasHeartbeat === false) argv.push('--without-heartbeat', '--without-gossip');
  if (choices.hasTaskEvents === true) argv.push('-E');
  if (choices.prefetchMultiplier !== undefined) argv.push(`--prefetch-multiplier=${choices.prefetchMultiplier}`);
  if (choices.maxTasksPerChild !== undefined) argv.push(`--max-tasks-per-child=${choices.maxTasksPerChild}`);
  if (choices.maxMemoryPerChildKiB !== undefined) argv.push(`--max-memory-per-child=${choices.maxMemoryPerChildKiB}`);
  if (choices.softLimitS !== undefined) argv.push(`--soft-time-limit=${choices.softLimitS}`);
  if (choices.hardLimitS !== undefined) argv.push(`--time-limit=${choices.hardLimitS}`);
  return argv;
}
