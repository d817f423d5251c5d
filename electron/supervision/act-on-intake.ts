/**
 * Pause, resume and drain: through the broker alone, the process stays. The hand holds the lock meanwhile, where it can.
 * Must stay true: without an answer of the worker it is not said to be done; a cancelled drain gives the intake back.
 */
import type { SupervisionVerb } from '#shared/domain/supervision.ts';
import { failed, giveBack, planName, prepare, type ActNeeds, type Outcome, type Prepared, type Turn } from './act-on-worker.ts';
import { composeHold } from './core/compose-plan.ts';
import { errorOf } from './core/hand-event.ts';
import { fieldsOf, textOf } from './core/read-answer.ts';

type IntakeVerb = Extract<SupervisionVerb, 'pause-intake' | 'resume-intake' | 'drain'>;

const holdSlackS = 120;

export async function actOnIntake(needs: ActNeeds, turn: Turn, verb: IntakeVerb): Promise<Outcome> {
  const prepared = await prepare(needs, turn);
  if (!prepared.ok) return failed(prepared.error);
  const held = await hold(needs, turn, prepared.value);
  const outcome = held.error === null ? await carryOut(needs, turn, verb) : failed(held.error);
  held.free();
  await prepared.value.open.end({ outcome: outcome.state === 'unverified' ? 'unanswered' : outcome.state === 'skipped' ? 'cancelled' : outcome.state, error: outcome.error });
  return outcome;
}

/** The same lock as for a restart: nobody pauses what another restarts. */
async function hold(needs: ActNeeds, turn: Turn, { host, seen, guard }: Prepared): Promise<{ readonly error: ReturnType<typeof errorOf> | null; free(): void }> {
  const step = turn.operation.begin('lock', { target: turn.target });
  const op = planName(turn);
  const said = await needs.hand.begin(host, seen.record.name, composeHold(seen.facts, { op, who: turn.operation.who, guard, seconds: turn.options.ladder.idleMs / 1000 + holdSlackS }), turn.operation.signal);
  const refused = said.ok ? textOf(fieldsOf(said.value)['refused']) : null;
  if (!said.ok || refused !== null) {
    const error = said.ok ? errorOf(seen.record.name, refused ?? '', textOf(fieldsOf(said.value)['about'], 2000) ?? '') : said.error;
    step.end({ state: 'failed', error });
    return { error, free: () => undefined };
  }
  step.end({ state: 'done' });
  const followed = needs.hand.follow(host, op, () => undefined, () => undefined);
  return { error: null, free: () => { followed.tell({ cancel: true }); void followed.ended.then(() => followed.leave()); } };
}

async function carryOut(needs: ActNeeds, turn: Turn, verb: IntakeVerb): Promise<Outcome> {
  const { operation, options, worker, target } = turn;
  if (verb === 'resume-intake') return (await giveBack(needs, turn)) ? done : silent;
  const pausing = operation.begin('pause-intake', { target, detail: (needs.intake.queues(worker) ?? []).join(', ') });
  const answer = await needs.intake.pause(worker, operation.signal);
  pausing.end(answer.isAnswered ? { state: 'done' } : { state: 'unverified', missing: ['heartbeat-or-reply'] });
  if (verb === 'pause-intake') return answer.isAnswered ? done : silent;
  const step = operation.begin('wait-until-idle', { target, until: needs.clock.now() + options.ladder.idleMs });
  const idle = await needs.intake.waitUntilIdle(worker, options.ladder.idleMs, operation.signal, ({ active, reserved }) => { if (active !== null) step.change({ detail: `${String(active)} + ${String(reserved ?? 0)}` }); });
  if (operation.signal.aborted) {
    step.end({ state: 'cancelled' });
    await giveBack(needs, turn);
    return { state: 'cancelled', error: null, missing: [] };
  }
  const isEmpty = idle.state === 'idle' || idle.state === 'stopped';
  step.end(isEmpty ? { state: 'done' } : { state: 'unverified', missing: ['empty-hands'] });
  return isEmpty ? done : { state: 'unverified', error: null, missing: ['empty-hands'] };
}

const done: Outcome = { state: 'done', error: null, missing: [] };
const silent: Outcome = { state: 'unverified', error: null, missing: ['heartbeat-or-reply'] };
