/**
 * The only changes ever made to a message of somebody else: the mark that it was delivered before, and for a retry a new
 * identity. All other bytes stay. Null: the message has not the shape that Celery gives it.
 */
import { fieldOf, parseTolerantJson } from '#electron/celery/core/tolerant-json.ts';
import type { TaskId } from '#shared/domain/ids.ts';
import { spanOf, withMember } from './json-spans.ts';
import type { ByteText, ReadMessage } from './read-message.ts';

/** As kombu marks what it puts back. */
export function markRedelivered(envelope: string): string | null {
  const headed = withMember(envelope, ['headers'], 'redelivered', 'true');
  return headed === null ? null : withMember(headed, ['properties', 'delivery_info'], 'redelivered', 'true');
}

export type Retry = { readonly id: TaskId; readonly tag: string; readonly isExpired: boolean };

/** The same task with its whole body, under another delivery tag, and another id where `id` is one. */
export function retryOf(read: ReadMessage, { id, tag, isExpired }: Retry, bytes: ByteText): string | null {
  const was = read.message.id;
  if (read.envelope === null || was === null || !read.canPublish) return null;
  const set = (text: string | null, path: readonly string[], name: string, value: string | null): string | null => (text === null ? null : withMember(text, path, name, JSON.stringify(value)));
  let text = set(read.envelope, ['properties'], 'delivery_tag', tag);
  if (read.protocol === 1) return text === null ? null : retryOfOld(text, { id, isExpired }, bytes);
  if (id !== was) {
    text = set(text, ['headers'], 'id', id);
    text = set(text, ['properties'], 'correlation_id', id);
    // a task that began its own tree begins a new one
    if (valueOf(read.envelope, 'root_id') === was) text = set(text, ['headers'], 'root_id', id);
  }
  // a worker throws an expired message away without a word: the retry would not be one
  return isExpired ? set(text, ['headers'], 'expires', null) : text;
}

function valueOf(envelope: string, header: string): unknown {
  const span = spanOf(envelope, 0, ['headers', header]);
  const read = span === null ? null : parseTolerantJson(envelope.slice(span.start, span.end), { maxLength: 10_000, maxDepth: 5 });
  return read?.ok === true ? read.value : null;
}

/** Protocol 1: the identity stands in the body. */
function retryOfOld(text: string, { id, isExpired }: Pick<Retry, 'id' | 'isExpired'>, bytes: ByteText): string | null {
  const span = spanOf(text, 0, ['body']);
  const outer = parseTolerantJson(text, { maxLength: 8_000_000, maxDepth: 100 });
  const body = outer.ok ? fieldOf(outer.value, 'body') : null;
  if (span === null || !outer.ok || typeof body !== 'string') return null;
  const isCoded = fieldOf(fieldOf(outer.value, 'properties'), 'body_encoding') === 'base64';
  const plain = isCoded ? bytes.fromBase64(body) : body;
  const named = plain === null ? null : withMember(plain, [], 'id', JSON.stringify(id));
  const lasting = named !== null && isExpired ? withMember(named, [], 'expires', 'null') : named;
  const replied = lasting === null ? null : withMember(text.slice(0, span.start) + JSON.stringify(isCoded ? bytes.toBase64(lasting) : lasting) + text.slice(span.end), ['properties'], 'correlation_id', JSON.stringify(id));
  return replied;
}
