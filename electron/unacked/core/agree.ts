/** What a person must have agreed to before messages are touched, from what is known of them. Pure. */
import type { MessageConsent, UnackedMessage } from '#shared/domain/unacked.ts';

export type Touch = 'give-back' | 'set-aside' | 'retry';

export function consentsFor(touch: Touch, messages: readonly UnackedMessage[], hasConsumer: (queue: string) => boolean): readonly MessageConsent[] {
  const needed = new Set<MessageConsent>();
  for (const { holder, message, queue } of messages) {
    if (holder.life === 'alive') needed.add('holder-alive');
    if (holder.life === 'unknown') needed.add('holder-unknown');
    // proven dead: it would come back by itself after the visibility timeout all the same
    if (touch !== 'set-aside' && holder.life !== 'dead') needed.add('runs-twice');
    if (touch === 'set-aside' && message.problem !== null) needed.add('unreadable');
    if (touch !== 'set-aside' && queue !== null && !hasConsumer(queue)) needed.add('queue-unknown');
  }
  return [...needed];
}

export function missingConsents(needed: readonly MessageConsent[], given: readonly MessageConsent[]): readonly MessageConsent[] {
  return needed.filter((consent) => !given.includes(consent));
}
