/**
 * A message as it lies in `unacked` (`[envelope, exchange, routing_key]`) or in a queue (the envelope). Foreign bytes,
 * one character for each: what cannot be understood has its problem named, and nothing throws.
 * Must stay true: `canPublish` is false for everything that ends a worker which reads it.
 */
import { parseIsoTime } from '#electron/celery/core/parse-iso-time.ts';
import { fieldOf, isRecord, parseTolerantJson, type JsonValue } from '#electron/celery/core/tolerant-json.ts';
import type { TaskId } from '#shared/domain/ids.ts';
import type { MessageProblem, TaskMessage } from '#shared/domain/unacked.ts';
import { elementsAt, valueAt } from './json-spans.ts';

/** What a pure room cannot do itself. All texts hold one byte a character; `utf8` makes them readable. */
export type ByteText = { utf8(bytes: string): string; fromBase64(text: string): string | null; toBase64(bytes: string): string };

export type ReadMessage = {
  readonly message: TaskMessage;
  /** The envelope, byte for byte; null when there is none. */
  readonly envelope: string | null;
  readonly exchange: string | null;
  readonly routingKey: string | null;
  readonly tag: string | null;
  readonly protocol: 1 | 2 | null;
  readonly canPublish: boolean;
};

const bounds = { maxLength: 8_000_000, maxDepth: 100 };

export function readUnacked(raw: string, bytes: ByteText): ReadMessage {
  const whole = valueAt(raw, 0);
  const [envelope, exchange, routingKey] = whole === null || raw.slice(whole.end).trim() !== '' ? [] : (elementsAt(raw, whole.start) ?? []);
  if (envelope === undefined) return unreadable(raw.length, parseTolerantJson(bytes.utf8(raw), bounds).ok ? 'not-a-message' : 'not-json');
  const text = raw.slice(envelope.start, envelope.end);
  const word = (span: typeof exchange): string | null => (span === undefined ? null : textOf(parse(raw.slice(span.start, span.end), bytes), 500));
  const read = readEnvelope(text, bytes);
  return { ...read, message: { ...read.message, bytes: raw.length }, exchange: word(exchange) ?? read.exchange, routingKey: word(routingKey) ?? read.routingKey };
}

export function readEnvelope(text: string, bytes: ByteText): ReadMessage {
  const value = parse(text, bytes);
  if (value === undefined) return unreadable(text.length, 'not-json');
  const properties = fieldOf(value, 'properties');
  const headers = fieldOf(value, 'headers');
  const delivery = fieldOf(properties, 'delivery_info');
  if (!isRecord(value) || !isRecord(properties)) return unreadable(text.length, 'not-a-message');
  const body = bodyOf(value, properties, bytes);
  const tag = textOf(fieldOf(properties, 'delivery_tag'), 300);
  const task = taskOf(headers, body);
  const isSound = tag !== null && isRecord(headers) && isRecord(delivery) && body !== null;
  const priority = fieldOf(properties, 'priority') ?? fieldOf(delivery, 'priority');
  const problem: MessageProblem | null = !isSound ? 'not-a-message' : task === null ? 'not-a-task' : null;
  return {
    message: {
      ...(task ?? noTask), bytes: text.length, problem,
      isRedelivered: fieldOf(headers, 'redelivered') === true || fieldOf(delivery, 'redelivered') === true,
      priority: typeof priority === 'number' && Number.isInteger(priority) ? priority : null,
      origin: textOf(fieldOf(headers, 'origin'), 300),
    },
    envelope: text, exchange: textOf(fieldOf(delivery, 'exchange'), 500), routingKey: textOf(fieldOf(delivery, 'routing_key'), 500), tag,
    protocol: task === null ? null : task.protocol, canPublish: isSound && task !== null,
  };
}

export function unreadable(bytes: number, problem: MessageProblem): ReadMessage {
  return { message: { ...noTask, bytes, problem, isRedelivered: null, priority: null, origin: null }, envelope: null, exchange: null, routingKey: null, tag: null, protocol: null, canPublish: false };
}

const noTask = { task: null, id: null, args: null, kwargs: null, eta: null, expires: null, retries: null };
type Task = Pick<TaskMessage, keyof typeof noTask> & { readonly protocol: 1 | 2 };

/** The decoded body, one byte a character; null when a worker would stumble over it. */
function bodyOf(value: JsonValue, properties: JsonValue, bytes: ByteText): string | null {
  const body = fieldOf(value, 'body');
  if (typeof body !== 'string') return null;
  return fieldOf(properties, 'body_encoding') === 'base64' ? bytes.fromBase64(body) : body;
}

function taskOf(headers: JsonValue | undefined, body: string | null): Task | null {
  const named = textOf(fieldOf(headers, 'task'), 500);
  if (named !== null) return { ...fieldsOf(headers, fieldOf(headers, 'argsrepr'), fieldOf(headers, 'kwargsrepr')), task: named, protocol: 2 };
  // protocol 1: everything stands in the body
  const inner = body === null || !body.startsWith('{') ? null : parseTolerantJson(body, bounds);
  const old = inner?.ok === true ? textOf(fieldOf(inner.value, 'task'), 500) : null;
  if (inner?.ok !== true || old === null) return null;
  return { ...fieldsOf(inner.value, JSON.stringify(fieldOf(inner.value, 'args')), JSON.stringify(fieldOf(inner.value, 'kwargs'))), task: old, protocol: 1 };
}

function fieldsOf(from: JsonValue | undefined, args: unknown, kwargs: unknown): Omit<Task, 'task' | 'protocol'> {
  const retries = fieldOf(from, 'retries');
  return {
    id: textOf(fieldOf(from, 'id'), 600) as TaskId | null,
    args: typeof args === 'string' ? args.slice(0, 300) : null,
    kwargs: typeof kwargs === 'string' ? kwargs.slice(0, 300) : null,
    eta: timeOf(fieldOf(from, 'eta')), expires: timeOf(fieldOf(from, 'expires')),
    retries: typeof retries === 'number' && Number.isInteger(retries) ? retries : null,
  };
}

function timeOf(value: JsonValue | undefined): number | null {
  return typeof value === 'string' ? parseIsoTime(value) : null;
}

function parse(text: string, bytes: ByteText): JsonValue | undefined {
  const read = parseTolerantJson(bytes.utf8(text), bounds);
  return read.ok ? read.value : undefined;
}

/** Empty is a text here (the default exchange); longer than allowed is none. */
function textOf(value: JsonValue | undefined, most: number): string | null {
  return typeof value === 'string' && value.length <= most ? value : null;
}
