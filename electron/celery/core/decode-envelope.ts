/**
 * kombu's envelope, as list element and as pub/sub payload: headers and the decoded JSON body. Anything else (pickle,
 * msgpack, garbage) is a reason, never an exception.
 */
import type { Base64 } from './encode-control.ts';
import { fieldOf, isRecord, parseTolerantJson } from './tolerant-json.ts';
import type { JsonBounds, JsonValue } from './tolerant-json.ts';

export type Envelope = {
  readonly ticket: string | null;
  readonly deliveryTag: string | null;
  readonly body: JsonValue;
};
export type EnvelopeReading = { readonly ok: true; readonly envelope: Envelope } | { readonly ok: false; readonly because: 'too-long' | 'too-deep' | 'not-json' | 'not-an-envelope' | 'not-base64' | 'other-content' };

export function decodeEnvelope(text: string, base64: Base64, bounds: JsonBounds): EnvelopeReading {
  const outer = parseTolerantJson(text, bounds);
  if (!outer.ok) return outer;
  const body = fieldOf(outer.value, 'body');
  if (!isRecord(outer.value) || typeof body !== 'string') return { ok: false, because: 'not-an-envelope' };
  const properties = fieldOf(outer.value, 'properties');
  const contentType = fieldOf(outer.value, 'content-type');
  if (contentType !== 'application/json' && contentType !== undefined) return { ok: false, because: 'other-content' };
  const plain = fieldOf(properties, 'body_encoding') === 'base64' ? base64.decode(body) : body;
  if (plain === null) return { ok: false, because: 'not-base64' };
  const inner = parseTolerantJson(plain, bounds);
  if (!inner.ok) return inner;
  return { ok: true, envelope: { ticket: textOf(fieldOf(fieldOf(outer.value, 'headers'), 'ticket')), deliveryTag: textOf(fieldOf(properties, 'delivery_tag')), body: inner.value } };
}

/**
 * The delivery_tag of a queued message, found without decoding its body (which may be anything, and large): kombu
 * writes `properties` after `body`, so the tag stands near the end.
 */
export function deliveryTagOf(message: string): string | null {
  const tail = message.slice(-4000);
  const found = [...tail.matchAll(/"delivery_tag":\s?"([\w-]{1,64})"/g)].at(-1);
  return found?.[1] ?? null;
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value.length <= 600 ? value : null;
}
