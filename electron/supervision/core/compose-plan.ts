/**
 * The whole plan of one start, stop or restart on one host, as the hand carries it out alone.
 * Must stay true: TERM is sent once; QUIT and KILL only as the operator allowed; a plan that stops something for a restart always ends with its start.
 */
import type { LadderRung, StopLadder } from '#shared/domain/supervision.ts';
import { bindBackend, backendOf } from './backends/backend-list.ts';
import type { Guard, HandPhase, HandPlan, LadderStep, SignalName } from './hand-talk.ts';
import { noActs, type BackendFacts, type BackendVerb } from './supervision-backend.ts';

export type PlanWish = {
  readonly op: string;
  readonly who: string;
  readonly verb: BackendVerb;
  readonly ladder: StopLadder;
  /** Shown to the operator; the hand refuses another process. null: it does not run. */
  readonly guard: Guard | null;
};

/** After the countdowns are over the hand still waits so long for a worker that was asked to end. */
const patienceS = 24 * 3600;
const startWithinS = 90;
/** A unit is up before Celery has read its application: longer than a moment, shorter than a start. */
const settleS = 1.5;

/** `REMAP_SIGTERM=SIGQUIT` makes TERM cold; INT is the warm one then. */
export function warmSignal(facts: BackendFacts): SignalName {
  return facts.process?.environment?.['REMAP_SIGTERM'] === 'SIGQUIT' ? 'SIGINT' : 'SIGTERM';
}

function ladderSteps(ladder: StopLadder, warm: SignalName): readonly LadderStep[] {
  const steps: LadderStep[] = [{ step: 'warm-stop', signal: warm, seconds: ladder.warmMs / 1000, asks: false }];
  if (ladder.cold !== 'never') steps.push({ step: 'cold-stop', signal: 'SIGQUIT', seconds: ladder.coldMs / 1000, asks: ladder.cold === 'ask' });
  if (ladder.kill !== 'never') steps.push({ step: 'kill', signal: 'SIGKILL', seconds: 10, asks: true });
  return steps;
}

export function rungsOf(facts: BackendFacts, canPause: boolean): readonly LadderRung[] {
  const bound = bindBackend(facts);
  const pause: LadderRung[] = canPause ? ['pause-intake'] : [];
  if (facts.process === null) return [];
  const warm = bound.signalBy([warmSignal(facts)]);
  if (warm === null) return [...pause, 'backend'];
  const colder = bound.signalBy(['SIGQUIT', 'SIGKILL']) !== null;
  return [...pause, 'warm', 'backend', ...(colder ? (['cold', 'kill'] as const) : [])];
}

export function composePlan(facts: BackendFacts, wish: PlanWish): HandPlan {
  const bound = bindBackend(facts);
  const isStopping = wish.verb !== 'start' && wish.guard !== null;
  const warm = warmSignal(facts);
  const all: readonly SignalName[] = ['SIGQUIT', 'SIGKILL', warm];
  const colder = isStopping ? bound.signalBy(all) : null;
  const signals = colder ?? (isStopping ? bound.signalBy([warm]) : null);
  const steps = ladderSteps(wish.ladder, warm).filter(({ signal }) => colder !== null || signal === warm);
  const acts = isStopping || wish.verb === 'start' ? bound.acts(wish.verb) : bound.acts(wish.verb === 'restart' ? 'start' : 'stop');
  const phases: HandPhase[] = [];
  if (isStopping) phases.push({ do: 'wait-go', seconds: wish.ladder.idleMs / 1000 + 3600, alone: signals === null ? 'cancel' : 'go' });
  if (signals !== null) phases.push({ do: 'ladder', rungs: steps, hold: acts.hold, idle: wish.verb === 'stop' ? acts.idleStop : null });
  const word = wish.verb === 'stop' ? 'backend-stop' : wish.verb === 'start' || !isStopping ? 'backend-start' : 'backend-restart';
  if (acts.acts.length > 0) phases.push({ do: 'acts', step: word, acts: acts.acts, seconds: acts.seconds, unlessBackS: signals === null ? 0 : acts.backWithinS, detail: bound.describe().name.slice(0, 300) });
  phases.push({ do: 'await', want: wish.verb === 'stop' ? 'stopped' : 'running', seconds: wish.verb === 'stop' ? 20 : startWithinS, settleS });
  return {
    mode: 'act', op: wish.op, who: wish.who, locks: [backendOf(facts.handle).lock(facts.handle)], expiresS: patienceS,
    guard: wish.guard, signalBy: signals ?? { by: 'direct' }, status: bound.status(), phases, release: acts.release,
  };
}

/** Holds the lock and nothing else, while something is done through the broker; ends with the panel. */
export function composeHold(facts: BackendFacts, wish: { readonly op: string; readonly who: string; readonly guard: Guard | null; readonly seconds: number }): HandPlan {
  return {
    mode: 'act', op: wish.op, who: wish.who, locks: [backendOf(facts.handle).lock(facts.handle)], expiresS: wish.seconds,
    guard: wish.guard, signalBy: { by: 'direct' }, status: { by: 'spawned' }, phases: [{ do: 'wait-go', seconds: wish.seconds, alone: 'cancel' }], release: noActs.release,
  };
}
