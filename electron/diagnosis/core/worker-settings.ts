/**
 * What a worker really runs with: its command line first, then its own words, then its configuration, then Celery's defaults.
 * Must stay true: a value nobody said is null, and `isKnown` tells whether the worker was asked at all.
 */
import type { PoolKind } from '#shared/domain/worker.ts';
import type { CeleryEvidence } from './evidence-celery.ts';
import type { MainProcess } from './evidence-process.ts';
import type { Evidence, Piece } from './evidence.ts';
import { isHad, nodeOf, unknownOf, valueOf, workerSubject } from './judging.ts';
import type { Judgement } from './rule.ts';

export type WorkerSettings = {
  readonly main: MainProcess;
  readonly node: CeleryEvidence | null;
  /** It answered `conf`: a setting that is absent stands at its default. */
  readonly isKnown: boolean;
  readonly pool: PoolKind;
  readonly concurrency: number | null;
  readonly maxTasksPerChild: number | null;
  readonly maxMemoryPerChildKiB: number | null;
  readonly softTimeLimitS: number | null;
  readonly hardTimeLimitS: number | null;
  readonly prefetchMultiplier: number | null;
  readonly acksLate: boolean | null;
  readonly rejectOnWorkerLost: boolean | null;
  /** As Redis' transport takes it: 3600 when not set. */
  readonly visibilityTimeoutS: number | null;
  readonly on: readonly Piece<unknown>[];
};

export function settingsOf(evidence: Evidence, main: MainProcess): WorkerSettings {
  const node = nodeOf(evidence, main);
  const stats = node === null ? null : valueOf(node.stats);
  const conf = node === null ? null : valueOf(node.conf);
  const asked = main.asked;
  const number = (name: string): number | null => numberIn(conf?.[name]);
  const flag = (name: string): boolean | null => (conf === null ? null : isYes(conf[name]));
  return {
    main,
    node,
    isKnown: conf !== null,
    pool: poolOf(main, node),
    concurrency: stats?.maxConcurrency ?? asked.concurrency ?? number('worker_concurrency'),
    maxTasksPerChild: asked.maxTasksPerChild ?? stats?.maxTasksPerChild ?? number('worker_max_tasks_per_child'),
    maxMemoryPerChildKiB: asked.maxMemoryPerChildKiB ?? stats?.maxMemoryPerChildKiB ?? number('worker_max_memory_per_child'),
    softTimeLimitS: asked.softTimeLimitS ?? positive(stats?.softTimeLimitS) ?? number('task_soft_time_limit'),
    hardTimeLimitS: asked.hardTimeLimitS ?? positive(stats?.hardTimeLimitS) ?? number('task_time_limit'),
    prefetchMultiplier: asked.prefetchMultiplier ?? number('worker_prefetch_multiplier') ?? (conf === null ? null : 4),
    acksLate: flag('task_acks_late'),
    rejectOnWorkerLost: flag('task_reject_on_worker_lost'),
    visibilityTimeoutS: stats?.broker?.visibilityTimeoutS ?? visibilityIn(conf?.['broker_transport_options']) ?? (stats === null && conf === null ? null : 3600),
    on: [evidence.processes.mains, ...(node === null ? [] : [node.stats, node.conf])],
  };
}

/** One judgement or more for each worker; without the list of processes, one unknown. */
export function eachWorker(evidence: Evidence, judge: (settings: WorkerSettings) => readonly Judgement[]): readonly Judgement[] {
  const { mains } = evidence.processes;
  if (!isHad(mains)) return [unknownOf([mains])];
  return mains.value.flatMap((main) => judge(settingsOf(evidence, main)));
}

/** The worker did not answer, so its configuration is not known. */
export function unanswered(settings: WorkerSettings): Judgement {
  return { ...unknownOf(settings.on, workerSubject(settings.main)), grant: 'worker-reply' };
}

/** A number out of a setting's text; null for anything else, `None` included. */
export function numberIn(text: string | undefined): number | null {
  return text !== undefined && /^\s*-?\d{1,15}(\.\d{1,9})?\s*$/.test(text) ? Number(text) : null;
}

export function isYes(text: string | undefined): boolean {
  return text !== undefined && /^(true|1|yes|on)$/i.test(text.trim());
}

function positive(value: number | null | undefined): number | null {
  return value === undefined || value === null || value <= 0 ? null : value;
}

/** `{"visibility_timeout": 3600}`, as JSON or as Python prints it. */
function visibilityIn(text: string | undefined): number | null {
  return numberIn(/["']visibility_timeout["']\s*:\s*(\d+(?:\.\d+)?)/.exec(text ?? '')?.[1]);
}

/** Prefork on the command line may be overruled by `worker_pool`; children of its own prove prefork. */
function poolOf(main: MainProcess, node: CeleryEvidence | null): PoolKind {
  const stats = node === null ? null : valueOf(node.stats);
  const said = /prefork|solo|threads?|gevent|eventlet/.exec(stats?.pool ?? '')?.[0];
  if (said !== undefined) return said === 'thread' ? 'threads' : (said as PoolKind);
  if (main.asked.pool !== 'unknown') return main.asked.pool;
  if (main.children.length > 0) return 'prefork';
  const configured = /^(prefork|processes|solo|threads|gevent|eventlet)\b/.exec(node === null ? '' : (valueOf(node.conf)?.['worker_pool'] ?? ''))?.[1];
  if (configured !== undefined) return configured === 'processes' ? 'prefork' : (configured as PoolKind);
  if (stats?.putLocks === false) return 'prefork';
  // one process, itself, and no time limits to speak of: only solo answers so
  if (stats?.hasNoTimeouts === true && stats.maxConcurrency === 1 && stats.processes.length === 1 && stats.processes[0] === stats.pid) return 'solo';
  return 'unknown';
}

/** From its own site-packages, else from what it told of itself. */
export function celeryVersionOf(evidence: Evidence, main: MainProcess): string | null {
  const installed = valueOf(main.packages)?.['celery'];
  if (installed !== undefined) return installed;
  const node = nodeOf(evidence, main);
  const reported = /celery:(\d[\w.]*)/.exec(node === null ? '' : (valueOf(node.report) ?? ''))?.[1];
  return reported ?? evidence.panel.workers.find(({ key }) => key === main.worker)?.celeryVersion ?? null;
}
