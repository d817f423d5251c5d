/** Reads a queue element into a task request. Foreign text: null when it is no task. */
import { decodeEnvelope, isRecord } from './envelope.ts';
import type { PyValue } from './python-text.ts';
import type { TaskRequest } from './worker-plan.ts';

export function readTask(text: string, queue: string): TaskRequest | null {
  const envelope = decodeEnvelope(text);
  if (envelope === null || !Array.isArray(envelope.body)) return null;
  const { headers, properties } = envelope;
  const word = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const id = word(headers['id']);
  const name = word(headers['task']);
  const tag = word(properties['delivery_tag']);
  if (id === null || name === null || tag === null) return null;
  const [args, kwargs] = envelope.body as readonly unknown[];
  const delivery = isRecord(properties['delivery_info']) ? properties['delivery_info'] : {};
  return {
    id, name, tag, queue,
    args: asValue(args ?? []), kwargs: asValue(kwargs ?? {}),
    argsRepr: word(headers['argsrepr']) ?? '()', kwargsRepr: word(headers['kwargsrepr']) ?? '{}',
    rootId: word(headers['root_id']) ?? id, parentId: word(headers['parent_id']),
    retries: typeof headers['retries'] === 'number' ? headers['retries'] : 0,
    eta: word(headers['eta']), priority: typeof properties['priority'] === 'number' ? properties['priority'] : 0,
    isRedelivered: delivery['redelivered'] === true, replyTo: word(properties['reply_to']), isAcknowledged: false,
  };
}

/** JSON values are Python values. */
function asValue(value: unknown): PyValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(asValue);
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asValue(item)])) : null;
}

/** What `inspect active` and its sisters show of a request. */
export function showRequest(request: TaskRequest, node: string, startedAt: PyValue, pid: number | null): PyValue {
  return {
    id: request.id, name: request.name, args: request.args, kwargs: request.kwargs, type: request.name, hostname: node, time_start: startedAt,
    acknowledged: request.isAcknowledged,
    delivery_info: { exchange: '', routing_key: request.queue, priority: request.priority, redelivered: request.isRedelivered ? true : null },
    worker_pid: pid,
  };
}
