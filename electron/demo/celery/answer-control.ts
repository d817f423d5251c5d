/**
 * One pidbox message to a simulated worker: is it for this node, what does the command say, and the reply to the
 * list that the asker bound (no binding, no reply). Malformed messages are ignored, as a log line would be.
 */
import { toBytes } from '#electron/demo/redis/resp.ts';
import { type ControlDesk, controlCommands } from './control-commands.ts';
import { decodeEnvelope, encodeEnvelope, isRecord } from './envelope.ts';
import { type Arguments, inspectCommands } from './inspect-commands.ts';
import { type PyValue, pythonRepr } from './python-text.ts';

export function answerControl(desk: ControlDesk, message: string): void {
  const envelope = decodeEnvelope(message);
  if (envelope === null || !isRecord(envelope.body)) return;
  const { body, headers } = envelope;
  const method = body['method'];
  if (typeof method !== 'string' || !isForUs(body, desk.plan.node)) return;
  const clock = headers['clock'];
  desk.live.lamport = Math.max(desk.live.lamport, typeof clock === 'number' ? clock : 0) + 1;
  const value = carryOut(desk, method, isRecord(body['arguments']) ? body['arguments'] : {});
  if (value === undefined) return;
  const replyTo = body['reply_to'];
  if (!isRecord(replyTo)) return;
  reply(desk, value, textOf(body['ticket']), textOf(replyTo['exchange']), textOf(replyTo['routing_key']));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function isForUs(body: Readonly<Record<string, unknown>>, node: string): boolean {
  const { destination, pattern, matcher } = body;
  if (typeof pattern === 'string' && pattern !== '') return matches(pattern, matcher, node);
  if (Array.isArray(destination)) return destination.length === 0 || destination.includes(node);
  return typeof destination !== 'string' || destination === '' || destination.includes(node);
}

function matches(pattern: string, matcher: unknown, node: string): boolean {
  const source = matcher === 'pcre' ? `^(?:${pattern})` : `^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`;
  try { return new RegExp(source).test(node); } catch { return false; }
}

function carryOut(desk: ControlDesk, method: string, args: Arguments): PyValue | undefined {
  const inspect = Object.hasOwn(inspectCommands, method) ? inspectCommands[method] : undefined;
  if (inspect !== undefined) return inspect(desk, args);
  const control = Object.hasOwn(controlCommands, method) ? controlCommands[method] : undefined;
  if (control === undefined) return { error: `KeyError(${pythonRepr(method)})` };
  const unknown = control.known === null ? undefined : Object.keys(args).find((name) => !control.known?.includes(name));
  if (unknown !== undefined) return { error: `TypeError("${method}() got an unexpected keyword argument ${pythonRepr(unknown)}")` };
  const missing = control.required.filter((name) => !(name in args)).map(pythonRepr);
  if (missing.length > 0) return { error: `TypeError("${method}() missing ${missing.length} required positional argument${missing.length > 1 ? 's' : ''}: ${missing.join(' and ')}")` };
  return control.run(desk, args);
}

function reply({ needs, plan, live }: ControlDesk, value: PyValue, ticket: string, exchange: string, routingKey: string): void {
  const lists = exchange === '' ? [routingKey] : boundLists({ needs, plan }, exchange, routingKey);
  for (const list of lists) {
    needs.redis.call(plan.db, 'LPUSH', list, encodeEnvelope({
      body: { [plan.node]: value }, headers: { ticket, clock: live.lamport }, properties: {}, exchange, routingKey, deliveryMode: 1, priority: 0, tag: needs.random.uuid(),
    }));
  }
}

function boundLists({ needs, plan }: Pick<ControlDesk, 'needs' | 'plan'>, exchange: string, routingKey: string): string[] {
  const members = needs.redis.call(plan.db, 'SMEMBERS', toBytes(`_kombu.binding.${exchange}`));
  if (!Array.isArray(members)) return [];
  const lists: string[] = [];
  for (const member of members) {
    if (typeof member !== 'string') continue;
    const [key, , queue] = member.split('\x06\x16');
    if (key === toBytes(routingKey) && queue !== undefined) lists.push(queue);
  }
  return lists;
}
