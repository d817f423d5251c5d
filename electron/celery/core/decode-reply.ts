/**
 * A worker's reply body, `{"<node>": <value>}`, and the values that need no file of their own.
 */
import { briefText, cutText, nameOf } from './brief-text.ts';
import { fieldOf, isRecord } from './tolerant-json.ts';
import type { JsonValue } from './tolerant-json.ts';

export type NodeReply = { readonly node: string; readonly value: JsonValue };

/** One node per message; a body with none or several is not a reply. */
export function decodeReply(body: JsonValue): NodeReply | null {
  if (!isRecord(body)) return null;
  const names = Object.keys(body);
  const node = nameOf(names[0]);
  const value = fieldOf(body, names[0] ?? '');
  return names.length === 1 && node !== null && value !== undefined ? { node, value } : null;
}

/** The worker's own words when it refused; null when it did not. */
export function refusalOf(value: JsonValue): string | null {
  const error = fieldOf(value, 'error');
  return error === undefined || fieldOf(value, 'ok') !== undefined ? null : (briefText(error, 300) ?? '');
}

/** `{"ok": "…"}` as text; `null` is also a yes. */
export function wordsOf(value: JsonValue): string {
  return briefText(fieldOf(value, 'ok') ?? value, 300) ?? '';
}

export function isPong(value: JsonValue): boolean {
  return fieldOf(value, 'ok') === 'pong';
}

export function decodeActiveQueues(value: JsonValue): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  return [...new Set(value.flatMap((queue) => nameOf(fieldOf(queue, 'name'), 500) ?? []))].slice(0, 500);
}

/** Exchanges the queues are bound to: their binding sets name more queues. */
export function exchangesOfActiveQueues(value: JsonValue): readonly string[] {
  if (!Array.isArray(value)) return [];
  return [...new Set(value.flatMap((queue) => nameOf(fieldOf(fieldOf(queue, 'exchange'), 'name'), 500) ?? []))].slice(0, 500);
}

/** `tapp.add [rate_limit=10/s]` → `tapp.add` */
export function decodeRegistered(value: JsonValue): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  const names = value.flatMap((line) => (typeof line === 'string' ? cutText(cutText(line, 2_000).replace(/ \[\w+=[^\]]*\]$/s, ''), 500) : []));
  return [...new Set(names)].filter((name) => name !== '').slice(0, 5000);
}
