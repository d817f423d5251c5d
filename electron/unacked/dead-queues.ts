/** Messages set aside in `dead.*` queues, oldest first of each. Found by the queues we know and a bounded SCAN, never KEYS. */
import { escapeGlob } from '#electron/celery/core/broker-names.ts';
import type { BytesReply } from '#electron/ports/message-broker.ts';
import type { DeadMessage } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { ok, type Result } from '#shared/result.ts';
import { byteText, textOfBytes } from './byte-text.ts';
import { deadPrefix } from './core/message-keys.ts';
import { readEnvelope, readUnacked, unreadable, type ReadMessage } from './core/read-message.ts';
import { bytesIn, listIn, numberIn } from './find-messages.ts';
import type { Side } from './side.ts';

const maxScans = 60;
const perScan = 1000;
const maxQueues = 200;
const maxElement = 512 * 1024;

export type DeadElement = { readonly queue: string; readonly key: string; readonly index: number; readonly raw: Uint8Array; readonly read: ReadMessage };

export async function findDeadQueues(side: Side, known: readonly string[]): Promise<Result<readonly string[], AppError>> {
  const { keyPrefix } = side.naming;
  const names = new Set(known.map((queue) => `${deadPrefix}${queue}`));
  let cursor = '0';
  for (let scan = 0; scan < maxScans; scan += 1) {
    const part = await side.one(['SCAN', cursor, 'MATCH', `${escapeGlob(keyPrefix + deadPrefix)}*`, 'COUNT', perScan]);
    if (!part.ok) return part;
    const [next, keys]: readonly BytesReply[] = Array.isArray(part.value) ? (part.value as readonly BytesReply[]) : [];
    for (const key of listIn(keys === undefined ? undefined : ok(keys))) names.add(key.slice(keyPrefix.length));
    cursor = listIn(next === undefined ? undefined : ok([next]))[0] ?? '0';
    if (cursor === '0') break;
  }
  return ok([...names].filter((name) => name.length <= 500).slice(0, maxQueues));
}

export async function listDead(side: Side, known: readonly string[], limit: number): Promise<Result<{ readonly total: number; readonly messages: readonly DeadMessage[] }, AppError>> {
  const queues = await findDeadQueues(side, known);
  if (!queues.ok) return queues;
  const lengths = await side.ask(queues.value.map((queue) => ['LLEN', side.naming.keyPrefix + queue] as const));
  if (!lengths.ok) return lengths;
  const counted = queues.value.map((queue, at) => ({ queue, length: numberIn(lengths.value[at]) })).filter(({ length }) => length > 0);
  const messages: DeadMessage[] = [];
  for (const { queue, length } of counted) {
    if (messages.length >= limit) break;
    const found = await readDead(side, queue, Math.min(length, limit - messages.length));
    if (!found.ok) return found;
    messages.push(...found.value.map(({ index, read }) => ({ queue, index, tag: read.tag as never, message: read.message })));
  }
  return ok({ total: counted.reduce((sum, { length }) => sum + length, 0), messages });
}

/** The oldest lies at the right end. */
export async function readDead(side: Side, queue: string, most: number): Promise<Result<readonly DeadElement[], AppError>> {
  const key = side.naming.keyPrefix + queue;
  const answers = await side.ask(Array.from({ length: most }, (_, at) => ['LINDEX', key, -1 - at] as const));
  if (!answers.ok) return answers;
  return ok(answers.value.flatMap((answer, index) => {
    const raw = bytesIn(answer);
    return raw === null ? [] : [{ queue, key, index, raw, read: raw.byteLength > maxElement ? unreadable(raw.byteLength, 'too-large') : readElement(textOfBytes(raw)) }];
  }));
}

/** What was unreadable was set aside as it lay in `unacked`. */
function readElement(text: string): ReadMessage {
  const read = readEnvelope(text, byteText);
  return read.message.problem === null || !text.startsWith('[') ? read : readUnacked(text, byteText);
}
