/** What a node said of itself, as evidence. Shapes of 5.2 to 5.6; whatever is not there is null, never a default. */
import { decodeRegistered, refusalOf } from '#electron/celery/core/decode-reply.ts';
import { decodeTasks } from '#electron/celery/core/decode-tasks.ts';
import { decodeConfiguration, maskUrls } from '#electron/celery/core/mask-setting.ts';
import type { NodeRead } from '#electron/celery/core/encode-control.ts';
import type { JsonValue } from '#electron/celery/core/tolerant-json.ts';
import type { AppError } from '#shared/errors.ts';
import type { BrokerId, WorkerKey } from '#shared/domain/ids.ts';
import type { ActiveTask, CeleryEvidence, NodeStats } from './evidence-celery.ts';
import type { Piece } from './evidence.ts';
import { had, notHad } from './piece-of.ts';
import { flag, list, numberIn, record, text, textIn, type LooseValue } from './tolerant-value.ts';

export const nodeReads = ['ping', 'stats', 'conf', 'active', 'reserved', 'scheduled', 'active_queues', 'registered', 'report'] as const satisfies readonly NodeRead[];
export type NodeAnswer = { readonly ok: true; readonly value: JsonValue; readonly tookMs: number } | { readonly ok: false; readonly error: AppError };

export type AskedNode = {
  readonly node: string;
  readonly worker: WorkerKey | null;
  readonly broker: BrokerId | null;
  readonly pid: number | null;
  readonly at: number;
  readonly answers: Readonly<Record<(typeof nodeReads)[number], NodeAnswer>>;
  readonly heartbeat: { readonly atMs: number; readonly everyS: number | null; readonly active: number | null; readonly processed: number | null } | null;
};

export function readCelery(asked: AskedNode): CeleryEvidence {
  const { node, worker, broker, pid, at, answers } = asked;
  const of = <T>(name: keyof CeleryEvidence, what: (typeof nodeReads)[number], read: (value: JsonValue) => T | null): Piece<T> => {
    const answer = answers[what];
    const as = `celery.${node}.${name}`;
    if (!answer.ok) return notHad(as, at, `inspect ${what}`, 'failed', answer.error.code, answer.error.code === 'no-reply' ? 'worker-reply' : 'broker');
    const refusal = refusalOf(answer.value);
    const value = refusal === null ? read(answer.value) : null;
    return value === null ? notHad(as, at, `inspect ${what}`, 'failed', refusal ?? 'not understood', 'worker-reply') : had(as, at, `inspect ${what}`, value, excerpt(what, answer.value, value));
  };
  const tasks = (state: 'active' | 'reserved' | 'scheduled') => of(state, state, (value) => decodeTasks(value, state, at)?.tasks.map(taskOf) ?? null);
  return {
    node, worker, broker, pid,
    ping: answers.ping.ok ? had(`celery.${node}.ping`, at, 'inspect ping', { ms: answers.ping.tookMs }, 'pong') : of<{ readonly ms: number }>('ping', 'ping', () => null),
    stats: of('stats', 'stats', (value) => readStats(value as LooseValue)),
    conf: of('conf', 'conf', (value) => { const all = decodeConfiguration(value); return all === null ? null : Object.fromEntries(all.map(({ name, value: setting }) => [name, setting])); }),
    active: tasks('active'), reserved: tasks('reserved'), scheduled: tasks('scheduled'),
    activeQueues: of('activeQueues', 'active_queues', (value) => (Array.isArray(value) ? value.map((queue) => readQueue(queue as LooseValue)) : null)),
    registered: of('registered', 'registered', (value) => decodeRegistered(value)),
    report: of('report', 'report', (value) => { const said = textIn(value as LooseValue, 'ok'); return said === null ? null : maskUrls(said.trim().split('\n\n')[0] ?? '').slice(0, 2000); }),
    heartbeat: asked.heartbeat === null
      ? notHad(`celery.${node}.heartbeat`, at, 'worker-heartbeat', 'missing', 'none was heard', 'none')
      : had(`celery.${node}.heartbeat`, at, 'worker-heartbeat', { ...asked.heartbeat, clock: null, driftMs: null }, JSON.stringify(asked.heartbeat)),
  };
}

/** Settings in full would hide the few that matter, and task lists hold arguments. */
function excerpt(what: string, value: JsonValue, read: unknown): string {
  if (what === 'stats') return maskUrls(JSON.stringify(value, null, 1)).slice(0, 2000);
  if (what === 'conf') return Object.entries(read as Record<string, string>).map(([name, setting]) => `${name} = ${setting}`).join('\n').slice(0, 2000);
  if (what === 'active' || what === 'reserved' || what === 'scheduled') return (read as readonly ActiveTask[]).map(({ id, name }) => `${name} ${id}`).join('\n').slice(0, 2000);
  return maskUrls(typeof read === 'string' ? read : JSON.stringify(read)).slice(0, 2000);
}

type Listed = NonNullable<ReturnType<typeof decodeTasks>>['tasks'][number];

function taskOf(task: Listed): ActiveTask {
  return {
    id: task.id, name: task.name ?? '', workerPid: task.childPid, startedAtMs: task.startedAt, isAcknowledged: task.acknowledged, isRedelivered: task.redelivered, queue: task.queue, etaMs: task.eta,
    args: task.args === null && task.kwargs === null ? null : `${task.args ?? ''} ${task.kwargs ?? ''}`.trim(),
  };
}

function readQueue(queue: LooseValue) {
  const exchange = record(queue)['exchange'];
  return { name: textIn(queue, 'name') ?? '', exchange: textIn(exchange, 'name') ?? (typeof exchange === 'string' ? exchange : ''), routingKey: textIn(queue, 'routing_key') ?? '', maxPriority: numberIn(queue, 'max_priority') };
}

function readStats(value: LooseValue): NodeStats | null {
  const pool = record(value)['pool'];
  const broker = record(value)['broker'];
  if (Object.keys(record(value)).length === 0) return null;
  const timeouts = record(pool)['timeouts'];
  const [soft, hard] = list(timeouts);
  const seconds = (limit: LooseValue | undefined): number | null => (typeof limit === 'number' && limit > 0 ? limit : null);
  const counts = Object.entries(record(record(value)['total'])).flatMap(([name, count]) => (typeof count === 'number' ? [[name, count] as const] : []));
  return {
    pid: numberIn(value, 'pid'), uptimeS: numberIn(value, 'uptime'), pool: textIn(pool, 'implementation'), maxConcurrency: numberIn(pool, 'max-concurrency'),
    processes: list(record(pool)['processes']).flatMap((one) => (typeof one === 'number' ? [one] : [])), maxTasksPerChild: numberIn(pool, 'max-tasks-per-child'),
    maxMemoryPerChildKiB: numberIn(pool, 'max-memory-per-child'), softTimeLimitS: seconds(soft), hardTimeLimitS: seconds(hard),
    hasNoTimeouts: Array.isArray(timeouts) ? timeouts.length === 0 : null, putLocks: flag(pool, 'put-guarded-by-semaphore'), prefetchCount: numberIn(value, 'prefetch_count'),
    totalByTask: Object.fromEntries(counts.slice(0, 2000)), broker: broker === undefined || broker === null ? null : readBroker(broker), clock: Number(text(record(value)['clock'] ?? null)) || null,
    rusage: Object.fromEntries(Object.entries(record(record(value)['rusage'])).flatMap(([name, figure]) => (typeof figure === 'number' ? [[name, figure] as const] : []))),
  };
}

const defaultVisibilityTimeoutS = 3600;

function readBroker(broker: LooseValue): NodeStats['broker'] {
  const options = record(record(broker)['transport_options']);
  const transport = textIn(broker, 'transport');
  const safe = Object.entries(options).filter(([name]) => !/pass|secret|token|key|auth/i.test(name)).map(([name, value]) => [name, maskUrls(text(value)).slice(0, 300)] as const);
  return {
    transport, hostname: textIn(broker, 'hostname'), port: numberIn(broker, 'port'), virtualHost: textIn(broker, 'virtual_host'), userId: textIn(broker, 'userid'), connectTimeoutS: numberIn(broker, 'connect_timeout'),
    heartbeatS: numberIn(broker, 'heartbeat'), visibilityTimeoutS: numberIn(options, 'visibility_timeout') ?? (transport === 'redis' || transport === 'rediss' ? defaultVisibilityTimeoutS : null), options: Object.fromEntries(safe),
  };
}
