/** What will have to be agreed to before messages are touched, and what the engine adds. */
import { describe, expect, it } from 'vitest';
import { countHolders, countQueues, foreseeConsents, toldConsents, union } from '#renderer/screens/unacked/foresee-consents.ts';
import { consentsFor } from '#electron/unacked/core/agree.ts';
import type { BrokerId } from '#shared/domain/ids.ts';
import type { UnackedMessage } from '#shared/domain/unacked.ts';
import { makeHost, makeWorker } from '#test/fakes/fleet-fixtures.ts';
import { makeUnackedPage } from '#test/fakes/act-fixtures.ts';

const at = 1_800_000_000_000;
const host = makeHost({ name: 'pi3', at });
const { messages } = makeUnackedPage('b' as BrokerId, [makeWorker({ name: 'scan@pi3', host, at })], 0, 60, at, null);
const hasConsumer = (queue: string): boolean => queue === 'celery';
const dead = messages.filter(({ holder }) => holder.life === 'dead');

describe('consents', () => {
  it('are foreseen as the engine will ask for them', () => {
    const sets: readonly (readonly UnackedMessage[])[] = [messages, dead, messages.filter(({ holder }) => holder.life === 'unknown'), messages.filter(({ message }) => message.problem !== null)];
    for (const set of sets) for (const [ours, theirs] of [['give-back', 'give-back'], ['move', 'set-aside'], ['retry', 'retry']] as const) {
      expect([...foreseeConsents(ours, set, hasConsumer)].sort(), `${ours} of ${set.length}`).toEqual([...consentsFor(theirs, set, hasConsumer)].sort());
    }
  });
  it('need nothing for messages of a proven dead holder whose queue is consumed', () => expect(foreseeConsents('give-back', dead.filter(({ queue }) => queue === 'celery'), hasConsumer)).toEqual([]));
  it('take over what the engine still misses, and nothing it made up', () => {
    expect(toldConsents({ code: 'not-agreed', needed: ['runs-twice', 'no such consent'] })).toEqual(['runs-twice']);
    expect(toldConsents({ code: 'read-only' })).toEqual([]);
    expect(union(['unreadable'], ['runs-twice', 'unreadable'])).toEqual(['runs-twice', 'unreadable']);
  });
});

describe('the summary', () => {
  it('counts holders, the living first', () => expect(countHolders(messages).map(({ life }) => life)).toEqual(['alive', 'unknown', 'dead']));
  it('counts the queues, dead ones by their own name', () => expect(countQueues(dead, true).map(({ queue }) => queue)).toEqual(['dead.celery', 'dead.video.encode']));
});
