/**
 * Removes saved copies that are no longer wanted, and says so in the journal before it does.
 * Must stay true: what could not be written down is not removed.
 */
import type { ActionJournal } from '#electron/journal/action-journal.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { CopyStore } from '#electron/ports/copy-store.ts';
import type { Log } from '#electron/ports/log.ts';
import { copiesToDrop, copyLimits, isOpen, type CopyLimits } from './core/choose-copies.ts';

export type TidyNeeds = { readonly copies: CopyStore; readonly journal: Pick<ActionJournal, 'record'>; readonly clock: Clock; readonly log: Log };

const named = 50;

export async function tidyCopies({ copies, journal, clock, log }: TidyNeeds, limits: CopyLimits = copyLimits): Promise<void> {
  const all = await copies.index();
  if (!all.ok) return log.warn('saved copies could not be looked at', { code: all.error.code });
  const drop = copiesToDrop(all.value, clock.now(), limits);
  const open = all.value.filter(isOpen);
  const openBytes = open.reduce((sum, { bytes }) => sum + bytes, 0);
  if (openBytes > limits.bytes || open.length > limits.count) log.warn('saved copies that are not settled take more room than they should, and are kept', { count: open.length, bytes: openBytes });
  if (drop.length === 0) return;
  const entry = await journal.record({ kind: 'file', what: 'copies-removed', by: 'guard', target: {}, before: [{ name: 'copies', value: all.value.length }, { name: 'bytes', value: all.value.reduce((sum, { bytes }) => sum + bytes, 0) }] });
  if (!entry.ok) return;
  const removed: string[] = [];
  for (const { id } of drop) if ((await copies.remove(id)).ok) removed.push(id);
  await entry.value.end({ outcome: removed.length === drop.length ? 'done' : 'failed', after: [{ name: 'removed', value: removed.length }, ...removed.slice(0, named).map((id) => ({ name: 'copy', value: id }))] });
}
