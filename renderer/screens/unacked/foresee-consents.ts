/**
 * What a person will be asked to agree to before messages are touched, as far as this window can tell. Pure. The engine
 * decides: what it still misses is added to the list when it says so, and nothing is moved before.
 */
import type { MessageConsent, UnackedMessage } from '#shared/domain/unacked.ts';
import { MessageConsent as Consent } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';

export type Touch = 'give-back' | 'move' | 'retry';

export function foreseeConsents(touch: Touch, messages: readonly Pick<UnackedMessage, 'holder' | 'message' | 'queue'>[], hasConsumer: (queue: string) => boolean): readonly MessageConsent[] {
  const all = new Set<MessageConsent>();
  for (const { holder, message, queue } of messages) {
    if (holder.life === 'alive') all.add('holder-alive');
    if (holder.life === 'unknown') all.add('holder-unknown');
    if (touch !== 'move' && holder.life !== 'dead') all.add('runs-twice');
    if (touch === 'move' && message.problem !== null) all.add('unreadable');
    if (touch !== 'move' && queue !== null && !hasConsumer(queue)) all.add('queue-unknown');
  }
  return Consent.options.filter((one) => all.has(one));
}

/** What the engine told that it misses. */
export function toldConsents(error: AppError | null): readonly MessageConsent[] {
  if (error?.code !== 'not-agreed') return [];
  return error.needed.flatMap((one) => { const known = Consent.safeParse(one); return known.success ? [known.data] : []; });
}

export const union = (a: readonly MessageConsent[], b: readonly MessageConsent[]): readonly MessageConsent[] => Consent.options.filter((one) => a.includes(one) || b.includes(one));

export type HolderCount = { readonly name: string | null; readonly life: UnackedMessage['holder']['life']; readonly count: number };

/** Who holds the chosen ones, the living first: they are what one should wait for. */
export function countHolders(messages: readonly Pick<UnackedMessage, 'holder'>[]): readonly HolderCount[] {
  const counts = new Map<string, HolderCount>();
  for (const { holder } of messages) {
    const key = `${holder.life} ${holder.name ?? ''}`;
    counts.set(key, { name: holder.name, life: holder.life, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const rank = { alive: 0, unknown: 1, dead: 2 } as const;
  return [...counts.values()].sort((a, b) => rank[a.life] - rank[b.life] || b.count - a.count);
}

/** Where they would go, the most first. `dead`: a queue beside each, where no worker looks. */
export function countQueues(messages: readonly Pick<UnackedMessage, 'queue'>[], isDead: boolean): readonly { readonly queue: string | null; readonly count: number }[] {
  const counts = new Map<string | null, number>();
  for (const { queue } of messages) {
    const to = queue === null || !isDead ? queue : `dead.${queue}`;
    counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  return [...counts].map(([queue, count]) => ({ queue, count })).sort((a, b) => b.count - a.count);
}
