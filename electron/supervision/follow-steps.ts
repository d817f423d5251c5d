/**
 * Turns what a hand says into steps of the operation: one step per word, countdowns, questions to the operator, the connection.
 * Must stay true: a step the hand said twice is one step; an answer reaches the hand also when it came during a cut.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { RunningStep } from '#electron/operations/operation-desk.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { StepWord } from '#shared/domain/operation.ts';
import type { Turn } from './act-on-worker.ts';
import type { HandEvent } from './core/hand-event.ts';
import type { FollowedHand, Hand, HandEnd } from './hand.ts';

export type FollowedSteps = {
  tell: FollowedHand['tell'];
  readonly ended: Promise<HandEnd>;
  /** A signal was sent: intake is no longer the worker's to give back. */
  hasSignalled(): boolean;
};

export type SteppedHand = { hear(event: HandEvent): void; onLink(isUp: boolean): void; close(end: HandEnd): void; hasSignalled(): boolean };

const ladder: ReadonlySet<StepWord> = new Set(['warm-stop', 'cold-stop', 'kill']);

export function followSteps(needs: { readonly hand: Hand; readonly clock: Clock }, turn: Turn, host: HostId, op: string): FollowedSteps {
  const steps = stepsOf(needs, turn, (word) => followed.tell(word));
  const followed = needs.hand.follow(host, op, steps.hear, steps.onLink);
  return { tell: followed.tell, ended: followed.ended.then((end) => { steps.close(end); return end; }), hasSignalled: steps.hasSignalled };
}

export function stepsOf(needs: { readonly clock: Clock }, { operation, target }: Turn, tell: FollowedHand['tell']): SteppedHand {
  const open = new Map<StepWord, RunningStep>();
  let hasSignalled = false;
  let waiting: RunningStep | null = null;
  const hear = ({ step, agoMs }: HandEvent): void => {
    if (step === null) return;
    const until = step.leftMs === null ? null : needs.clock.now() + Math.max(0, step.leftMs - agoMs);
    if (step.state === 'running' || step.state === 'asking') {
      if (ladder.has(step.what) && step.state === 'running') hasSignalled = true;
      const known = open.get(step.what);
      if (known === undefined) open.set(step.what, operation.begin(step.what, { target, until, detail: step.detail }));
      else known.change({ until, detail: step.detail });
      if (step.state === 'asking') void ask(step.what);
      return;
    }
    const ended = open.get(step.what) ?? operation.begin(step.what, { target });
    ended.end({ state: step.state, ...(step.detail === '' ? {} : { detail: step.detail }) });
    open.delete(step.what);
  };
  const ask = async (what: StepWord): Promise<void> => {
    const allow = await open.get(what)?.askConsent(null);
    if (allow !== undefined) tell({ consent: what, allow });
  };
  const onLink = (isUp: boolean): void => {
    if (!isUp) waiting ??= operation.begin('reconnect', { target });
    else { waiting?.end({ state: 'done' }); waiting = null; }
  };
  const close = (end: HandEnd): void => {
    const isGood = end.kind === 'ended' && end.end.state === 'done';
    waiting?.end({ state: end.kind === 'ended' ? 'done' : 'failed' });
    for (const step of open.values()) step.end({ state: isGood ? 'done' : end.kind === 'absent' ? 'unverified' : 'failed' });
  };
  return { hear, onLink, close, hasSignalled: () => hasSignalled };
}
