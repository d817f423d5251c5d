/**
 * The kombu envelope: what lies in a queue and what goes over pub/sub (kombu 5, virtual transport). Bodies are base64.
 */
import { type PyValue, pythonJson, pythonTuple } from './python-text.ts';

export type EnvelopePlan = {
  readonly body: PyValue;
  readonly headers: { readonly [key: string]: PyValue };
  readonly properties: { readonly [key: string]: PyValue };
  readonly exchange: string;
  readonly routingKey: string;
  readonly deliveryMode: 1 | 2;
  readonly priority: number;
  readonly tag: string;
};

export function encodeEnvelope(plan: EnvelopePlan): string {
  return pythonJson({
    body: Buffer.from(pythonJson(plan.body), 'utf8').toString('base64'), 'content-encoding': 'utf-8', 'content-type': 'application/json', headers: plan.headers,
    properties: {
      ...plan.properties, delivery_mode: plan.deliveryMode, delivery_info: { exchange: plan.exchange, routing_key: plan.routingKey },
      priority: plan.priority, body_encoding: 'base64', delivery_tag: plan.tag,
    },
  });
}

export type Envelope = {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
};

/** Null for anything that is no envelope: a message is foreign text here too. */
export function decodeEnvelope(text: string): Envelope | null {
  try {
    const outer: unknown = JSON.parse(text);
    if (!isRecord(outer) || typeof outer['body'] !== 'string') return null;
    const properties = isRecord(outer['properties']) ? outer['properties'] : {};
    const raw = properties['body_encoding'] === 'base64' ? Buffer.from(outer['body'], 'base64').toString('utf8') : outer['body'];
    return { body: JSON.parse(raw), headers: isRecord(outer['headers']) ? outer['headers'] : {}, properties };
  } catch {
    return null;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type TaskMessage = {
  readonly id: string;
  readonly task: string;
  readonly args: readonly PyValue[];
  readonly kwargs: { readonly [key: string]: PyValue };
  readonly queue: string;
  readonly priority: number;
  readonly eta: string | null;
  readonly origin: string;
  readonly replyTo: string;
  readonly tag: string;
};

/** A task as `apply_async` sends it (message protocol 2). */
export function encodeTask(message: TaskMessage): string {
  return encodeEnvelope({
    body: [message.args, message.kwargs, { callbacks: null, errbacks: null, chain: null, chord: null }],
    headers: {
      lang: 'py', task: message.task, id: message.id, shadow: null, eta: message.eta, expires: null, group: null, group_index: null, retries: 0,
      timelimit: [null, null], root_id: message.id, parent_id: null, argsrepr: pythonTuple(message.args), kwargsrepr: kwargsText(message.kwargs),
      origin: message.origin, ignore_result: false,
    },
    properties: { correlation_id: message.id, reply_to: message.replyTo },
    exchange: '', routingKey: message.queue, deliveryMode: 2, priority: message.priority, tag: message.tag,
  });
}

function kwargsText(kwargs: { readonly [key: string]: PyValue }): string {
  return Object.keys(kwargs).length === 0 ? '{}' : pythonJson(kwargs).replaceAll('"', "'");
}

/** kombu's key of a queue at one priority: the name alone for step 0. */
export function queueKey(queue: string, priority: number): string {
  const step = priority >= 9 ? 9 : priority >= 6 ? 6 : priority >= 3 ? 3 : 0;
  return step === 0 ? queue : `${queue}\x06\x16${step}`;
}
