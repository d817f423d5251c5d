/**
 * After Fleetbeat or Redis ended in the middle of a move: asks what became of each message and notes it with the copy.
 * Must stay true: nothing is moved here; what nobody can say any more stays `unknown`.
 */
import type { MessageCopy } from '#electron/ports/copy-store.ts';
import type { CopyId, MoveOutcome } from '#shared/domain/unacked.ts';
import { learnOutcomes } from './learn-outcomes.ts';
import { withSide } from './side.ts';
import type { UnackedNeeds } from './unacked-needs.ts';

const limitMs = 5_000;
const atOnce = 10;

export async function settleCopies(needs: UnackedNeeds): Promise<void> {
  const listed = await needs.copies.list();
  // one of this very moment is under way
  const open = listed.ok ? listed.value.filter(({ state, at }) => state === 'unknown' && needs.clock.now() - at > limitMs).slice(0, atOnce) : [];
  for (const { id } of open) await settleOne(needs, id);
}

async function settleOne(needs: UnackedNeeds, id: CopyId): Promise<void> {
  const found = await needs.copies.get(id);
  if (!found.ok || needs.watches(found.value.copy.broker) === null) return;
  const { copy, progress } = found.value;
  const limit = new AbortController();
  const timer = needs.timers.after(limitMs, () => limit.abort());
  const learned = await withSide(needs.watches, copy.broker, limit.signal, (side) => learnOutcomes(side, copy));
  timer[Symbol.dispose]();
  if (!learned.ok) return;
  const outcomes = Object.fromEntries(copy.messages.map(({ tag }) => [tag, settled(progress?.outcomes[tag], learned.value.get(tag))]));
  await needs.copies.note(id, { outcomes, state: stateOf(copy, Object.values(outcomes)) });
}

function settled(before: string | undefined, learned: MoveOutcome | undefined): MoveOutcome {
  return before === undefined || before === 'unknown' ? (learned ?? 'unknown') : (before as MoveOutcome);
}

function stateOf(copy: MessageCopy, outcomes: readonly MoveOutcome[]): 'saved' | 'moved' | 'partly-moved' | 'unknown' {
  const moved = outcomes.filter((outcome) => outcome === 'moved').length;
  if (outcomes.includes('unknown')) return 'unknown';
  return moved === 0 ? 'saved' : moved === copy.messages.length ? 'moved' : 'partly-moved';
}
