/**
 * Event bodies: one object, or (workers with an event loop batch task events) an array of them. What is neither a
 * worker's nor a task's event is left out.
 */
import type { TaskState } from '#shared/domain/task.ts';
import { briefText, integerOf, nameOf, numberOf } from './brief-text.ts';
import type { WorkerEvent } from './broker-observation.ts';
import { parseIsoTime } from './parse-iso-time.ts';
import { fieldOf } from './tolerant-json.ts';
import type { JsonValue } from './tolerant-json.ts';

export type TaskEvent = {
  readonly node: string;
  readonly id: string;
  readonly state: TaskState;
  readonly sentAt: number | null;
  readonly name: string | null;
  readonly args: string | null;
  readonly kwargs: string | null;
  readonly eta: number | null;
  readonly runtimeMs: number | null;
  readonly problem: string | null;
};

export type DecodedEvent = { readonly kind: 'worker'; readonly event: WorkerEvent } | { readonly kind: 'task'; readonly event: TaskEvent };

/** A batch is bounded by the event's size already; this bounds the work for one message. */
const maxBatch = 5_000;

export function decodeEvents(body: JsonValue): readonly DecodedEvent[] {
  const rows = Array.isArray(body) ? body.slice(0, maxBatch) : [body];
  return rows.flatMap((row) => decodeOne(row) ?? []);
}

function decodeOne(row: JsonValue): DecodedEvent | null {
  const type = fieldOf(row, 'type');
  const node = nameOf(fieldOf(row, 'hostname'));
  if (typeof type !== 'string' || node === null) return null;
  const workerType = Object.hasOwn(workerTypes, type) ? workerTypes[type] : undefined;
  if (workerType !== undefined) return { kind: 'worker', event: workerEvent(row, workerType, node) };
  const state = Object.hasOwn(taskStates, type) ? taskStates[type] : undefined;
  const id = nameOf(fieldOf(row, 'uuid'));
  return state === undefined || id === null ? null : { kind: 'task', event: taskEvent(row, state, node, id) };
}

const workerTypes: Readonly<Record<string, WorkerEvent['type']>> = { 'worker-online': 'online', 'worker-heartbeat': 'heartbeat', 'worker-offline': 'offline' };

/** task-sent comes from producers, not from workers: it has no place here. */
const taskStates: Readonly<Record<string, TaskState>> = {
  'task-received': 'received',
  'task-started': 'started',
  'task-succeeded': 'succeeded',
  'task-failed': 'failed',
  'task-retried': 'retried',
  'task-revoked': 'revoked',
  'task-rejected': 'rejected',
};

function workerEvent(row: JsonValue, type: WorkerEvent['type'], node: string): WorkerEvent {
  const interval = numberOf(fieldOf(row, 'freq'));
  return {
    type,
    node,
    pid: integerOf(fieldOf(row, 'pid')),
    intervalS: interval !== null && interval > 0 ? interval : null,
    active: integerOf(fieldOf(row, 'active')),
    processed: integerOf(fieldOf(row, 'processed')),
    celeryVersion: fieldOf(row, 'sw_ident') === 'py-celery' || fieldOf(row, 'sw_ident') === undefined ? briefText(fieldOf(row, 'sw_ver'), 50) : null,
    sentAt: sentAtOf(row),
  };
}

function taskEvent(row: JsonValue, state: TaskState, node: string, id: string): TaskEvent {
  const runtimeS = numberOf(fieldOf(row, 'runtime'));
  const eta = fieldOf(row, 'eta');
  return {
    node,
    id,
    state,
    sentAt: sentAtOf(row),
    name: briefText(fieldOf(row, 'name'), 500),
    args: briefText(fieldOf(row, 'args'), 300),
    kwargs: briefText(fieldOf(row, 'kwargs'), 300),
    eta: typeof eta === 'string' ? parseIsoTime(eta) : null,
    runtimeMs: runtimeS === null || runtimeS < 0 ? null : runtimeS * 1000,
    problem: briefText(fieldOf(row, 'exception'), 300) ?? (state === 'revoked' ? whyRevoked(row) : null),
  };
}

function whyRevoked(row: JsonValue): string | null {
  if (fieldOf(row, 'expired') === true) return 'expired';
  return fieldOf(row, 'terminated') === true ? 'terminated' : null;
}

/** `timestamp` is plain epoch seconds; `utcoffset` says nothing about it. */
function sentAtOf(row: JsonValue): number | null {
  const seconds = numberOf(fieldOf(row, 'timestamp'));
  return seconds === null ? null : seconds * 1000;
}
