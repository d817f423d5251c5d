/** Every command, decoded as kombu's virtual transport and Celery's pidbox do: section 1 of the spec is law here. */
import { describe, expect, it } from 'vitest';
import { base64 } from '#electron/celery/base64.ts';
import { encodeControl } from '#electron/celery/core/encode-control.ts';
import type { ControlCommand, EverybodyRead, NodeRead, Stamps } from '#electron/celery/core/encode-control.ts';
import { ControlAction } from '#shared/domain/control.ts';
import type { TaskId } from '#shared/domain/ids.ts';

const stamps: Stamps = { controlExchange: 'celery', oid: 'fleetbeat.1.x', ticket: 'ticket-1', deliveryTag: 'tag-1', expiresAtS: 1234.5 };
const node = 'w1@pi"3\n<b>';
const everybody: readonly EverybodyRead[] = ['ping', 'stats', 'active_queues'];
const reads: readonly NodeRead[] = [...everybody, 'active', 'reserved', 'scheduled', 'registered', 'conf'];
const task = 'id-1' as TaskId;
const actions: readonly (readonly [ControlAction, string, object])[] = [
  [{ kind: 'pool-grow', by: 2 }, 'pool_grow', { n: 2 }],
  [{ kind: 'pool-shrink', by: 1 }, 'pool_shrink', { n: 1 }],
  [{ kind: 'autoscale', min: 1, max: 4 }, 'autoscale', { max: 4, min: 1 }],
  [{ kind: 'rate-limit', task: 'tapp.add', rate: '10/s' }, 'rate_limit', { task_name: 'tapp.add', rate_limit: '10/s' }],
  [{ kind: 'time-limit', task: 'tapp.add', softS: null, hardS: 9 }, 'time_limit', { task_name: 'tapp.add', soft: null, hard: 9 }],
  [{ kind: 'add-consumer', queue: 'q "2"' }, 'add_consumer', { queue: 'q "2"' }],
  [{ kind: 'cancel-consumer', queue: 'q2' }, 'cancel_consumer', { queue: 'q2' }],
  [{ kind: 'revoke', tasks: [task], terminate: true, signal: 'SIGKILL' }, 'revoke', { task_id: ['id-1'], terminate: true, signal: 'SIGKILL' }],
  [{ kind: 'enable-events' }, 'enable_events', {}],
  [{ kind: 'disable-events' }, 'disable_events', {}],
];
const commands: readonly (readonly [ControlCommand, string, object])[] = [
  ...everybody.map((read) => [{ to: 'everybody', read }, read, {}] as const),
  ...reads.map((read) => [{ to: 'node', node, read }, read, read === 'conf' ? { with_defaults: true } : {}] as const),
  ...actions.map(([action, method, args]) => [{ to: 'node', node, action }, method, args] as const),
];

/** What a worker does with a message, with an error where it would die. */
function asKombu(payload: string): Record<string, unknown> {
  const message = JSON.parse(payload) as { body: string; 'content-type': string; 'content-encoding': string; headers: object; properties: { delivery_tag: string; body_encoding: string; delivery_info: object; priority: number } };
  if (!('delivery_tag' in message.properties) || message.properties.delivery_tag === '') throw new Error("Unrecoverable error: KeyError('delivery_tag')");
  if (message.properties.body_encoding !== 'base64' || !/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(message.body)) throw new Error('Incorrect padding');
  expect(message).toMatchObject({ 'content-type': 'application/json', 'content-encoding': 'utf-8', headers: { clock: 1, expires: 1234.5 }, properties: { delivery_mode: 2, priority: 0, delivery_info: { exchange: 'celery.pidbox', routing_key: '' } } });
  return JSON.parse(Buffer.from(message.body, 'base64').toString('utf8')) as Record<string, unknown>;
}

describe('encodeControl', () => {
  it.each(commands)('CE-1 %j', (command, method, args) => {
    const payload = encodeControl(command, stamps, base64);
    expect(asKombu(payload ?? '')).toEqual({
      method,
      arguments: args,
      destination: command.to === 'everybody' ? null : [node],
      pattern: null,
      matcher: null,
      ticket: 'ticket-1',
      reply_to: { exchange: 'reply.celery.pidbox', routing_key: 'fleetbeat.1.x' },
    });
  });

  it('CE-1 covers every action of the treaty', () => {
    expect(new Set(actions.map(([action]) => action.kind))).toEqual(new Set(ControlAction.options.map((option) => option.shape.kind.value)));
  });

  it('CE-2 sends nothing without a name, a tag or a ticket', () => {
    expect(encodeControl({ to: 'node', node: '', read: 'ping' }, stamps, base64)).toBeNull();
    expect(encodeControl({ to: 'node', node: 'x'.repeat(601), read: 'ping' }, stamps, base64)).toBeNull();
    for (const missing of ['deliveryTag', 'ticket', 'oid', 'controlExchange'] as const) expect(encodeControl({ to: 'everybody', read: 'ping' }, { ...stamps, [missing]: '' }, base64)).toBeNull();
  });

  it('CE-2 what would kill or hit everybody does not type-check', () => {
    // @ts-expect-error election kills workers
    const election: ControlCommand = { to: 'node', node, read: 'election' };
    // @ts-expect-error a change never goes to everybody
    const broadcastChange: ControlCommand = { to: 'everybody', action: { kind: 'pool-shrink', by: 1 } };
    // @ts-expect-error lists of tasks are asked of one node
    const broadcastList: ControlCommand = { to: 'everybody', read: 'active' };
    // @ts-expect-error no list of destinations, so never an empty one
    const list: ControlCommand = { to: 'node', node: [], read: 'ping' };
    expect([election, broadcastChange, broadcastList, list]).toHaveLength(4);
  });
});
