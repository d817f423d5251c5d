/**
 * What every backend offers: pure words and plans, made from what the hand saw. One file per kind in ./backends.
 * Must stay true: a backend decides nothing by name alone; it refuses what the account may not do, before anything is done.
 */
import type { Ability, Grant, SupervisionBackendView, SupervisionKind } from '#shared/domain/supervision.ts';
import type { SupervisionRefusal } from '#shared/errors.ts';
import type { HandAct, LookAsk, ProcessRef, SignalName, SignalWay, StatusWay } from './hand-talk.ts';
import type { HostFacts, LookAnswer, ProcessFacts } from './read-answer.ts';

/** Which thing supervises the worker; remembered while the worker is stopped. */
export type BackendHandle =
  | { readonly kind: 'systemd-system'; readonly unit: string }
  | { readonly kind: 'systemd-user'; readonly unit: string; readonly uid: number }
  | { readonly kind: 'supervisord'; readonly program: string; readonly url: string }
  | { readonly kind: 'docker'; readonly container: string }
  | { readonly kind: 'celery-supervisor-py'; readonly supervisor: ProcessRef; readonly argv: readonly string[]; readonly uid: number | null }
  | { readonly kind: 'fleetbeat-supervisor'; readonly program: string; /** Its control socket. */ readonly socket: string }
  | { readonly kind: 'plain'; readonly name: string }
  | { readonly kind: 'unknown' };

/** All that is known when a backend is asked: the host, the worker's process (null: it does not run), its own answer, what was captured. */
export type BackendFacts<H extends BackendHandle = BackendHandle> = {
  readonly handle: H;
  readonly host: HostFacts;
  readonly process: ProcessFacts | null;
  /** What the hand answered to this backend's `ask`. */
  readonly answer: LookAnswer;
  /** argv, environment and folder as last seen; opaque, goes back to the hand. null: never seen. */
  readonly captured: unknown;
};

export type BackendVerb = 'start' | 'stop' | 'restart';
export type Refusal = { readonly because: SupervisionRefusal; readonly about: string; readonly grant: Grant | null };

/** What is done besides the signals: for `stop` and `restart` after the main process has ended. */
export type BackendActs = {
  /** Before the first signal. */
  readonly hold: readonly HandAct[];
  /** What undoes `hold` when something failed. */
  readonly release: readonly HandAct[];
  readonly acts: readonly HandAct[];
  readonly seconds: number;
  /** Its own stop, where a worker with empty hands is better stopped by it than by a signal: one that brings back whatever ends by itself. */
  readonly idleStop: Extract<HandAct, { do: 'supervisord' }> | null;
  /** How soon the backend itself brings it back after a clean end; 0: it does not. */
  readonly backWithinS: number;
};

export type SupervisionBackend<H extends BackendHandle = BackendHandle> = {
  readonly kind: SupervisionKind;
  /** What to look at on the host. */
  ask(handle: H, process: ProcessRef | null): Partial<LookAsk>;
  /** The name under which two panels meet. */
  lock(handle: H): string;
  describe(facts: BackendFacts<H>): Omit<SupervisionBackendView, 'layers'>;
  /** The backend's own word: `active (running)`. */
  statusWords(facts: BackendFacts<H>): string;
  /** null: allowed. */
  refuse(verb: BackendVerb, facts: BackendFacts<H>): Refusal | null;
  /** null: no signal reaches the main process alone; the backend's own stop is the only way. */
  signalBy(facts: BackendFacts<H>, signals: readonly SignalName[]): SignalWay | null;
  acts(verb: BackendVerb, facts: BackendFacts<H>): BackendActs;
  status(facts: BackendFacts<H>): StatusWay;
};

export const noActs: BackendActs = { hold: [], release: [], acts: [], idleStop: null, seconds: 0, backWithinS: 0 };

export function abilityOf(verb: Ability['verb'], refusal: Refusal | null): Ability {
  return refusal === null ? { verb, isAllowed: true, because: null, about: '', grant: null } : { verb, isAllowed: false, because: refusal.because, about: refusal.about.slice(0, 300), grant: refusal.grant };
}

export const refusal = (because: SupervisionRefusal, about = '', grant: Grant | null = null): Refusal => ({ because, about: about.slice(0, 300), grant });
