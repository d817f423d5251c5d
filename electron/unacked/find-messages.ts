/** Messages of `unacked` by tag, read; values too large to carry are left where they are and said to be so. */
import type { BytesReply } from '#electron/ports/message-broker.ts';
import type { AppError } from '#shared/errors.ts';
import { ok, type Result } from '#shared/result.ts';
import { unackedIndexKey, bindingKey } from '#electron/celery/core/broker-names.ts';
import { byteText, readable, textOfBytes } from './byte-text.ts';
import { queueOf, unackedKey, type Bindings } from './core/message-keys.ts';
import { readUnacked, unreadable, type ReadMessage } from './core/read-message.ts';
import type { Side } from './side.ts';

export type FoundMessage = {
  readonly tag: string;
  /** As Redis wrote it. */
  readonly score: string | null;
  readonly raw: Uint8Array | null;
  readonly read: ReadMessage;
  readonly queue: string | null;
};

/** What one look may carry of one message, and of all together. */
export type CarryLimits = { readonly each: number; readonly all: number };
export const toShow: CarryLimits = { each: 512 * 1024, all: 12 * 1024 * 1024 };
export const toMove: CarryLimits = { each: 64 * 1024 * 1024, all: 128 * 1024 * 1024 };

export async function findMessages(side: Side, tags: readonly string[], limits: CarryLimits): Promise<Result<readonly FoundMessage[], AppError>> {
  if (tags.length === 0) return ok([]);
  const hash = unackedKey(side.naming);
  const index = unackedIndexKey(side.naming);
  const sized = await side.ask(tags.flatMap((tag) => [['HSTRLEN', hash, tag], ['ZSCORE', index, tag]] as const));
  if (!sized.ok) return sized;
  let carried = 0;
  const wanted = tags.map((tag, at) => {
    const size = numberIn(sized.value[at * 2]);
    const fits = size > 0 && size <= limits.each && carried + size <= limits.all;
    if (fits) carried += size;
    return { tag, size, fits, score: textIn(sized.value[at * 2 + 1]) };
  });
  const asked = wanted.filter(({ fits }) => fits);
  const values = asked.length === 0 ? ok([]) : await side.ask(asked.map(({ tag }) => ['HGET', hash, tag] as const));
  if (!values.ok) return values;
  const raws = new Map(asked.map(({ tag }, at) => [tag, bytesIn(values.value[at])]));
  const read = wanted.map((one) => {
    const raw = raws.get(one.tag) ?? null;
    return { ...one, raw, read: raw === null ? unreadable(one.size, one.size === 0 ? 'no-value' : 'too-large') : readUnacked(textOfBytes(raw), byteText) };
  });
  const bindings = await readBindings(side, read.map((one) => one.read.exchange));
  if (!bindings.ok) return bindings;
  return ok(read.map(({ tag, score, raw, read: message }) => ({ tag, score, raw, read: message, queue: queueOf(side.naming, message, bindings.value) })));
}

/** Members of the binding sets of these exchanges. */
export async function readBindings(side: Side, exchanges: readonly (string | null)[]): Promise<Result<Bindings, AppError>> {
  const named = [...new Set(exchanges)].filter((exchange): exchange is string => exchange !== null && exchange !== '').slice(0, 50);
  if (named.length === 0) return ok(new Map());
  const members = await side.ask(named.map((exchange) => ['SMEMBERS', bindingKey(side.naming, exchange)] as const));
  if (!members.ok) return members;
  return ok(new Map(named.map((exchange, at) => [exchange, listIn(members.value[at]).slice(0, 5000)])));
}

type Answer = Result<BytesReply, AppError> | undefined;
export const numberIn = (answer: Answer): number => (answer?.ok === true && typeof answer.value === 'number' ? answer.value : 0);
export const bytesIn = (answer: Answer): Uint8Array | null => (answer?.ok === true && answer.value instanceof Uint8Array ? answer.value : null);
export const textIn = (answer: Answer): string | null => { const bytes = bytesIn(answer); return bytes === null ? null : readable(bytes); };
export const listIn = (answer: Answer): readonly string[] => (answer?.ok === true && Array.isArray(answer.value) ? answer.value.flatMap((item) => (item instanceof Uint8Array ? [readable(item)] : [])) : []);
