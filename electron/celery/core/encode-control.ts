/**
 * Remote-control messages. The type of commands is closed, so that what kills a worker or hits the whole fleet cannot
 * be written: no `election`, no empty destination, no missing delivery_tag, always base64 (celery-control.md section 1).
 * A change goes to one node by its exact name; only three reads may go to everybody.
 */
import type { ControlAction } from '#shared/domain/control.ts';

export type NodeRead = 'ping' | 'stats' | 'active_queues' | 'active' | 'reserved' | 'scheduled' | 'registered' | 'conf' | 'report';
export type EverybodyRead = 'ping' | 'stats' | 'active_queues';
export type ControlCommand =
  | { readonly to: 'everybody'; readonly read: EverybodyRead }
  | { readonly to: 'node'; readonly node: string; readonly read: NodeRead }
  | { readonly to: 'node'; readonly node: string; readonly action: ControlAction };

export type Base64 = { readonly encode: (text: string) => string; /** null when it is not base64 */ readonly decode: (text: string) => string | null };

export type Stamps = {
  readonly controlExchange: string;
  /** Names our reply queue. */
  readonly oid: string;
  readonly ticket: string;
  readonly deliveryTag: string;
  /** Epoch seconds. Workers do not enforce it; kombu writes it. */
  readonly expiresAtS: number;
};

type Method = { readonly method: string; readonly arguments: { readonly [name: string]: unknown } };

/** null when a name is unusable: a destination or tag must never be empty. */
export function encodeControl(command: ControlCommand, stamps: Stamps, base64: Base64): string | null {
  if (stamps.deliveryTag === '' || stamps.ticket === '' || stamps.oid === '' || stamps.controlExchange === '') return null;
  if (command.to === 'node' && (command.node === '' || command.node.length > 600)) return null;
  const { method, arguments: given } = 'read' in command ? readOf(command.read) : methodOf(command.action);
  const body = {
    method,
    arguments: given,
    destination: command.to === 'node' ? [command.node] : null,
    pattern: null,
    matcher: null,
    ticket: stamps.ticket,
    reply_to: { exchange: `reply.${stamps.controlExchange}.pidbox`, routing_key: stamps.oid },
  };
  return JSON.stringify({
    body: base64.encode(JSON.stringify(body)),
    'content-encoding': 'utf-8',
    'content-type': 'application/json',
    // The clock is Lamport's: a large one would be taken over by every worker.
    headers: { clock: 1, expires: stamps.expiresAtS },
    properties: {
      delivery_mode: 2,
      delivery_info: { exchange: `${stamps.controlExchange}.pidbox`, routing_key: '' },
      priority: 0,
      body_encoding: 'base64',
      delivery_tag: stamps.deliveryTag,
    },
  });
}

function readOf(read: NodeRead): Method {
  return { method: read, arguments: read === 'conf' ? { with_defaults: true } : {} };
}

function methodOf(action: ControlAction): Method {
  switch (action.kind) {
    case 'pool-grow':
      return { method: 'pool_grow', arguments: { n: action.by } };
    case 'pool-shrink':
      return { method: 'pool_shrink', arguments: { n: action.by } };
    case 'autoscale':
      return { method: 'autoscale', arguments: { max: action.max, min: action.min } };
    case 'rate-limit':
      return { method: 'rate_limit', arguments: { task_name: action.task, rate_limit: action.rate } };
    case 'time-limit':
      return { method: 'time_limit', arguments: { task_name: action.task, soft: action.softS, hard: action.hardS } };
    case 'add-consumer':
      return { method: 'add_consumer', arguments: { queue: action.queue } };
    case 'cancel-consumer':
      return { method: 'cancel_consumer', arguments: { queue: action.queue } };
    case 'revoke':
      return { method: 'revoke', arguments: { task_id: action.tasks, terminate: action.terminate, signal: action.signal } };
    case 'enable-events':
      return { method: 'enable_events', arguments: {} };
    case 'disable-events':
      return { method: 'disable_events', arguments: {} };
  }
}
