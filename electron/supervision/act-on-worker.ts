/**
 * One start, stop or restart of one worker, from the look to the proof. What is done there is the hand's; here it is asked, followed and judged.
 * Must stay true: nothing is begun that the journal could not write down; intake that was paused is given back unless the process ended.
 */
import type { ActionEnd, OpenAction, RecordAction } from '#electron/journal/action-journal.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { OperationDesk, RunningOperation, RunningStep } from '#electron/operations/operation-desk.ts';
import type { ActionFact } from '#shared/domain/action.ts';
import type { ProofWanted, TargetOutcome } from '#shared/domain/operation.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { Supervision, SupervisionOptions, SupervisionVerb } from '#shared/domain/supervision.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { composePlan } from './core/compose-plan.ts';
import { judge } from './core/describe-worker.ts';
import type { Guard, HandPlan } from './core/hand-talk.ts';
import { errorOf } from './core/hand-event.ts';
import { fieldsOf, textOf } from './core/read-answer.ts';
import type { BackendVerb } from './core/supervision-backend.ts';
import { followSteps, type FollowedSteps } from './follow-steps.ts';
import type { Hand, HandEnd } from './hand.ts';
import type { Intake } from './intake.ts';
import { lookAtWorkers, type LookedAt, type LookNeeds } from './look-at-workers.ts';
import { pause, verifyRunning, verifyStopped, type VerifyNeeds } from './verify-worker.ts';

export type ActNeeds = LookNeeds & VerifyNeeds & {
  readonly clock: Clock;
  readonly hand: Hand;
  readonly intake: Intake;
  readonly record: RecordAction;
  readonly operations: OperationDesk;
};

export type Turn = {
  readonly operation: RunningOperation;
  readonly target: number;
  readonly worker: WorkerKey;
  readonly verb: SupervisionVerb;
  readonly options: SupervisionOptions;
  /** The process the operator was shown; null: shown as not running. undefined: shown nothing. */
  readonly shown: Supervision['process'] | undefined;
  readonly by: 'person' | 'playbook';
};

export type Outcome = { readonly state: Exclude<TargetOutcome['state'], 'waiting' | 'running'>; readonly error: AppError | null; readonly missing: readonly ProofWanted[] };

export const failed = (error: AppError): Outcome => ({ state: 'failed', error, missing: [] });
const cancelled: Outcome = { state: 'cancelled', error: null, missing: [] };

/** Under which the host knows the plan, and an engine after this one asks for it. */
export const planName = ({ operation, target }: Turn): string => `${operation.id}:${String(target)}`;

/** Everything a turn knows after its look. */
export type Prepared = { readonly host: HostId; readonly seen: LookedAt; readonly guard: Guard | null; readonly open: OpenAction };

export async function actOnWorker(needs: ActNeeds, turn: Turn, verb: BackendVerb): Promise<Outcome> {
  const prepared = await prepare(needs, turn);
  if (!prepared.ok) return failed(prepared.error);
  const { host, seen, guard, open } = prepared.value;
  const plan = composePlan(seen.facts, { op: planName(turn), who: turn.operation.who, verb, ladder: turn.options.ladder, guard });
  const outcome = await carryOut(needs, turn, host, plan, guard);
  await open.end(journalEnd(needs, turn.worker, outcome, []));
  return outcome;
}

export function journalEnd(needs: Pick<ActNeeds, 'keeper'>, worker: WorkerKey, outcome: Outcome, more: readonly ActionFact[]): ActionEnd {
  const main = needs.keeper.worker(worker)?.process?.main ?? null;
  return {
    outcome: outcome.state === 'unverified' ? 'unanswered' : outcome.state === 'skipped' ? 'cancelled' : outcome.state,
    error: outcome.error,
    after: [...more, { name: 'pid', value: main?.pid ?? null }, { name: 'startTicks', value: main?.startTicks ?? null }, ...outcome.missing.map((name) => ({ name: 'missing', value: name }))],
  };
}

/** A scan that was asked for is answered within this on a Pi that is not overloaded. */
const scanMs = 1_500;

/** Looks, judges, and writes the intent down. */
export async function prepare(needs: ActNeeds, turn: Turn): Promise<Result<Prepared, AppError>> {
  const record = needs.keeper.worker(turn.worker);
  if (record === null) return err({ code: 'not-found', what: turn.worker.slice(0, 200) });
  const refuse = (because: Extract<AppError, { code: 'supervision-refused' }>['because'], about = ''): Result<never, AppError> => err({ code: 'supervision-refused', worker: record.name, because, about });
  if (record.host === null) return refuse('host-unknown');
  const step = turn.operation.begin('look', { target: turn.target });
  if (turn.verb === 'start') {
    // it may run again under another pid since the last scan: a second one would work on the same queues
    needs.scan(record.host);
    await pause(needs.timers, scanMs, turn.operation.signal);
  }
  const looked = await lookAtWorkers(needs, record.host, [turn.worker], { wantsCapture: turn.verb === 'stop' || turn.verb === 'restart' }, turn.operation.signal);
  const seen = looked.ok ? looked.value.get(turn.worker) : undefined;
  if (!looked.ok || seen === undefined) {
    const error: AppError = looked.ok ? { code: 'supervision-refused', worker: record.name, because: 'process-changed', about: '' } : looked.error;
    step.end({ state: 'failed', error });
    return err(error);
  }
  const ability = judge(turn.verb, seen.facts, { isConnected: needs.intake.isConnected(turn.worker), queues: needs.intake.queues(turn.worker) ?? needs.book.paused(turn.worker) });
  const now = seen.facts.process?.main ?? null;
  const isOther = turn.shown !== undefined && (turn.shown?.pid !== now?.pid || turn.shown?.startTicks !== now?.startTicks || (turn.shown !== null && turn.shown.bootId !== seen.facts.host.boot));
  const because = ability.because ?? (isOther ? 'process-changed' : null);
  if (because !== null) {
    const refused = refuse(because, ability.about);
    if (!refused.ok) step.end({ state: 'failed', error: refused.error });
    return refused;
  }
  step.end({ state: 'done', detail: `${seen.facts.handle.kind} ${seen.layers.at(-1)?.name ?? ''}`.trim() });
  const guard = now === null ? null : { pid: now.pid, startTicks: now.startTicks, boot: seen.facts.host.boot };
  const open = await needs.record({
    kind: turn.verb, by: turn.by, target: { host: record.host, worker: turn.worker, ...(record.broker === null ? {} : { broker: record.broker }) }, operation: turn.operation.id,
    before: [{ name: 'pid', value: guard?.pid ?? null }, { name: 'startTicks', value: guard?.startTicks ?? null }, { name: 'boot', value: guard?.boot ?? null }, { name: 'plan', value: planName(turn) }, { name: 'backend', value: seen.facts.handle.kind }, { name: 'queues', value: (needs.intake.queues(turn.worker) ?? []).join(' ').slice(0, 500) }],
  });
  return open.ok ? ok({ host: record.host, seen, guard, open: open.value }) : open;
}

async function carryOut(needs: ActNeeds, turn: Turn, host: HostId, plan: HandPlan, guard: Guard | null): Promise<Outcome> {
  const name = needs.keeper.worker(turn.worker)?.name ?? turn.worker;
  const begun = await begin(needs, turn, host, name, plan);
  if (begun !== null) return failed(begun);
  const steps = followSteps(needs, turn, host, plan.op);
  const paused = await letGo(needs, turn, plan, steps);
  const end = await steps.ended;
  // a worker that was asked to end takes nothing any more; one that was not gets its queues back
  if (paused && !steps.hasSignalled() && !(end.kind === 'ended' && end.end.state === 'done')) await giveBack(needs, turn);
  const trouble = troubleOf(name, end, guard);
  if (trouble !== null) return trouble;
  if (turn.verb !== 'stop') needs.book.setPaused(turn.worker, []);
  return verify(needs, turn, guard);
}

/** null: begun, or perhaps begun: following tells. */
async function begin(needs: ActNeeds, turn: Turn, host: HostId, name: string, plan: HandPlan): Promise<AppError | null> {
  const step = turn.operation.begin('lock', { target: turn.target });
  const said = await needs.hand.begin(host, name, plan, turn.operation.signal);
  const isRefused = said.ok && textOf(fieldsOf(said.value)['refused']) !== null;
  const error = said.ok ? (isRefused ? errorOf(name, textOf(fieldsOf(said.value)['refused']) ?? '', textOf(fieldsOf(said.value)['about'], 2000) ?? '') : null) : said.error;
  // a cut in this very moment leaves it open whether the plan began there
  const isOpen = error !== null && error.code !== 'supervision-refused' && error.code !== 'supervision-failed' && error.code !== 'cancelled';
  step.end(error === null ? { state: 'done' } : { state: isOpen ? 'unverified' : 'failed', error });
  return isOpen ? null : error;
}

/** Until the hand may send its first signal: intake paused, hands empty or the time over. True: intake was paused. */
async function letGo(needs: ActNeeds, turn: Turn, plan: HandPlan, steps: FollowedSteps): Promise<boolean> {
  const { operation, options, worker, target } = turn;
  const cancel = (): void => steps.tell({ cancel: true });
  if (operation.signal.aborted) cancel();
  else operation.signal.addEventListener('abort', cancel, { once: true });
  if (!plan.phases.some((phase) => phase.do === 'wait-go')) return false;
  const hasLadder = plan.phases.some((phase) => phase.do === 'ladder');
  const canPause = options.ladder.pauseFirst && needs.intake.isConnected(worker) && needs.intake.queues(worker) !== null;
  let isIdle = false;
  if (canPause) {
    const pausing = operation.begin('pause-intake', { target, detail: (needs.intake.queues(worker) ?? []).join(', ') });
    const answer = await needs.intake.pause(worker, operation.signal);
    pausing.end(answer.isAnswered ? { state: 'done' } : { state: 'unverified', missing: ['heartbeat-or-reply'] });
    isIdle = await emptyHands(needs, turn, hasLadder);
  }
  if (!operation.signal.aborted && (hasLadder || isIdle || (await askForBackend(turn, steps)))) steps.tell(isIdle ? { go: true, idle: true } : { go: true });
  else cancel();
  return canPause;
}

async function emptyHands(needs: ActNeeds, { operation, options, worker, target }: Turn, hasLadder: boolean): Promise<boolean> {
  const step = operation.begin('wait-until-idle', { target, until: needs.clock.now() + options.ladder.idleMs });
  const idle = await needs.intake.waitUntilIdle(worker, options.ladder.idleMs, operation.signal, ({ active, reserved }) => { if (active !== null) step.change({ detail: `${String(active)} + ${String(reserved ?? 0)}` }); });
  const isEmpty = idle.state === 'idle' || idle.state === 'stopped';
  step.end(isEmpty ? { state: 'done' } : operation.signal.aborted ? { state: 'cancelled' } : { state: hasLadder ? 'skipped' : 'failed', missing: ['empty-hands'] });
  return isEmpty;
}

/** The backend's own stop may end running tasks: not without a word. */
async function askForBackend({ operation, target }: Turn, steps: FollowedSteps): Promise<boolean> {
  const step = operation.begin('backend-stop', { target });
  const allowed = await Promise.race([step.askConsent(null), steps.ended.then(() => false)]);
  step.end({ state: allowed ? 'done' : 'cancelled' });
  return allowed;
}

export async function giveBack(needs: ActNeeds, turn: Turn): Promise<boolean> {
  const step: RunningStep = turn.operation.begin('resume-intake', { target: turn.target });
  const answer = await needs.intake.resume(turn.worker, AbortSignal.any([]));
  step.end(answer.isAnswered ? { state: 'done', detail: answer.queues.join(', ') } : { state: 'unverified', missing: ['heartbeat-or-reply'] });
  return answer.isAnswered;
}

export function troubleOf(worker: string, end: HandEnd, guard: Guard | null): Outcome | null {
  if (end.kind === 'absent') {
    const because = guard !== null && end.boot !== '' && end.boot !== guard.boot ? 'host-restarted' : 'answer-lost';
    return { state: 'unverified', error: { code: 'supervision-failed', worker: worker.slice(0, 600), because, about: '' }, missing: ['host-answer'] };
  }
  if (end.end.state === 'cancelled') return cancelled;
  return end.end.state === 'failed' ? failed(errorOf(worker, end.end.why, end.end.about)) : null;
}

export async function verify(needs: ActNeeds, turn: Turn, guard: Guard | null): Promise<Outcome> {
  const { operation, options, target } = turn;
  const step = operation.begin('verify', { target, until: needs.clock.now() + options.verifyMs });
  const proof = turn.verb === 'stop' ? await verifyStopped(needs, turn.worker, options.verifyMs) : await verifyRunning(needs, turn.worker, guard, options.verifyMs);
  const detail = proof.process === null || turn.verb === 'stop' ? '' : `pid ${String(proof.process.pid)}`;
  step.end(proof.missing.length === 0 ? { state: 'done', detail } : { state: 'unverified', missing: [...proof.missing], detail });
  return { state: proof.missing.length === 0 ? 'done' : 'unverified', error: null, missing: proof.missing };
}
