/**
 * Takes one task out of its queue's lists into `dead.<queue>`, by its id: for a task that ends whoever runs it. Where it
 * lies in a worker's hands at that moment, the caller waits until it comes back.
 */
import { priorityKeys } from '#electron/celery/core/broker-names.ts';
import type { BytesReply } from '#electron/ports/message-broker.ts';
import type { BrokerId, TaskId } from '#shared/domain/ids.ts';
import type { CopyId, MoveReport } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { byteText, textOfBytes } from './byte-text.ts';
import { deadQueueOf } from './core/message-keys.ts';
import { readEnvelope } from './core/read-message.ts';
import { publishCopy } from './publish-copy.ts';
import { withSide, type Side } from './side.ts';
import type { UnackedNeeds } from './unacked-needs.ts';

const mostElements = 20_000;
const stretch = 500;
const findScript = `
local part = redis.call('LRANGE', KEYS[1], ARGV[1], ARGV[2])
for _, element in ipairs(part) do if string.find(element, ARGV[3], 1, true) then return { #part, element } end end
return { #part }`;

export async function setAsideTask(needs: UnackedNeeds, broker: BrokerId, queues: readonly string[], task: TaskId, signal: AbortSignal): Promise<Result<MoveReport, AppError>> {
  return withSide(needs.watches, broker, signal, async (side) => {
    for (const queue of queues) {
      const found = await findInQueue(side, queue, task);
      if (!found.ok) return found;
      if (found.value !== null) return put(needs, side, broker, queue, task, found.value);
    }
    return err({ code: 'message-refused', because: 'gone' });
  });
}

type Found = { readonly key: string; readonly element: Uint8Array; readonly tag: string; readonly name: string | null };

async function findInQueue(side: Side, queue: string, task: TaskId): Promise<Result<Found | null, AppError>> {
  for (const key of priorityKeys(side.naming, queue)) {
    for (let from = 0; from < mostElements; from += stretch) {
      const answer = await side.one(['EVAL', findScript, 1, key, from, from + stretch - 1, JSON.stringify(task)]);
      if (!answer.ok) return answer.error.code === 'not-found' ? ok(null) : answer;
      const [length, element]: readonly BytesReply[] = Array.isArray(answer.value) ? (answer.value as readonly BytesReply[]) : [];
      if (element instanceof Uint8Array) {
        const read = readEnvelope(textOfBytes(element), byteText);
        // the word may stand elsewhere in another message: as a parent, a root
        if (read.message.id === task) return ok({ key, element, tag: read.tag ?? task, name: read.message.task });
      }
      if (typeof length !== 'number' || length < stretch) break;
    }
  }
  return ok(null);
}

async function put(needs: UnackedNeeds, side: Side, broker: BrokerId, queue: string, task: TaskId, found: Found): Promise<Result<MoveReport, AppError>> {
  const id = `c-${needs.clock.now().toString(36)}-${needs.random.token(6)}` as CopyId;
  const dead = deadQueueOf(queue).slice(0, 500);
  const entry = await needs.journal.record({ kind: 'dead-letter', ...needs.by, undo: { kind: 'unacked-copy', copy: id }, target: { broker, brokerLabel: side.label, queue, tasks: [task] }, before: [{ name: 'copy', value: id }] });
  if (!entry.ok) return entry;
  const message = { tag: found.tag, task, name: found.name, raw: found.element, score: null, element: found.element, queue: dead, key: side.naming.keyPrefix + dead, side: 'L' as const, home: found.key };
  const sent = await publishCopy(needs, side, { id, broker, brokerLabel: side.label, at: needs.clock.now(), why: 'dead-letter', action: entry.value.id, messages: [message] });
  await entry.value.end(sent.ok ? { outcome: sent.value === 'moved' ? 'done' : sent.value === 'unknown' ? 'unknown' : 'failed' } : { outcome: 'failed', error: sent.error });
  if (!sent.ok) return sent;
  return ok({ copy: id, action: entry.value.id, messages: [{ tag: found.tag as never, task, to: dead, outcome: sent.value }] });
}
