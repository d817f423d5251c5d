/**
 * One host's connection as a table: (state, event) gives the next state and the effects to run. Pure; drawn in
 * docs/spec/connection.md (CN1 to CN12). Time and chance come with the events. An event of an attempt that is no
 * longer the current one (`dial` number) changes nothing.
 */
import type { LinkState } from '#shared/domain/host.ts';
import type { QuestionId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { backoffMs } from './backoff.ts';
import { adviseRetry, slowRetryMs } from './retry-policy.ts';

export type ConnectionState = { readonly link: LinkState; /** Number of the current attempt. */ readonly dial: number; readonly isDisposed: boolean };

export type ConnectionEvent = { readonly at: number } & (
  | { readonly kind: 'start' }
  | { readonly kind: 'asked'; readonly dial: number; readonly question: QuestionId }
  | { readonly kind: 'answered'; readonly dial: number }
  | { readonly kind: 'connected'; readonly dial: number; readonly serverVersion: string; readonly route: readonly string[] }
  | { readonly kind: 'failed'; readonly dial: number; readonly error: AppError; readonly chance: number }
  | { readonly kind: 'lost'; readonly dial: number; readonly error: AppError; readonly chance: number }
  | { readonly kind: 'timer' }
  | { readonly kind: 'retry-now' }
  | { readonly kind: 'woke' }
  | { readonly kind: 'change-asked'; readonly question: QuestionId }
  | { readonly kind: 'change-decided'; readonly isTrusted: boolean }
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'dispose' }
);

export type ConnectionEffect =
  | { readonly kind: 'dial'; readonly dial: number }
  | { readonly kind: 'cancel-dial' }
  | { readonly kind: 'drop-session' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'stop-waiting' }
  | { readonly kind: 'ask-about-change'; readonly error: Extract<AppError, { code: 'host-key-changed' }> }
  | { readonly kind: 'withdraw-question' };

export type ConnectionStep = { readonly next: ConnectionState; readonly effects: readonly ConnectionEffect[] };

/** A connection that lasted this long is no longer part of a series of failures. */
export const stableAfterMs = 10_000;

export function firstState(at: number, isOn: boolean): ConnectionState {
  return {
    link: { phase: isOn ? 'idle' : 'off', since: at, error: null, attempt: 0, nextTryAt: null, question: null, lastConnectedAt: null, serverVersion: null, latencyMs: null, route: [] },
    dial: 0, isDisposed: false,
  };
}

export function stepConnection(state: ConnectionState, event: ConnectionEvent): ConnectionStep {
  const stay: ConnectionStep = { next: state, effects: [] };
  if (state.isDisposed) return stay;
  const { phase } = state.link;
  const isTrying = phase === 'connecting' || phase === 'asking';
  switch (event.kind) {
    case 'start': return phase === 'idle' ? dialNow(state, event.at, []) : stay;
    case 'asked': return isTrying && event.dial === state.dial ? { next: moved(state, event.at, { phase: 'asking', question: event.question }), effects: [] } : stay;
    case 'answered': return phase === 'asking' && event.dial === state.dial ? { next: moved(state, event.at, { phase: 'connecting', question: null }), effects: [] } : stay;
    case 'connected': return isTrying && event.dial === state.dial ? { next: connected(state, event), effects: [] } : stay;
    case 'failed': return isTrying && event.dial === state.dial ? failed(state, event) : stay;
    case 'lost': return phase === 'connected' && event.dial === state.dial ? lost(state, event) : stay;
    case 'timer': return phase === 'waiting' ? dialNow(state, event.at, []) : stay;
    case 'retry-now': return retryNow(state, event.at);
    case 'woke': return woke(state, event.at);
    case 'change-asked': return phase === 'blocked' ? { next: moved(state, event.at, { question: event.question }), effects: [] } : stay;
    case 'change-decided': return phase !== 'blocked' ? stay : event.isTrusted ? dialNow(state, event.at, []) : { next: moved(state, event.at, { question: null }), effects: [] };
    case 'latency': return phase === 'connected' ? { next: moved(state, event.at, { latencyMs: event.ms, lastConnectedAt: event.at }), effects: [] } : stay;
    case 'dispose': return { next: { ...moved(state, event.at, { phase: 'off', question: null, nextTryAt: null, latencyMs: null }), isDisposed: true }, effects: [{ kind: 'cancel-dial' }, { kind: 'stop-waiting' }, { kind: 'withdraw-question' }, { kind: 'drop-session' }] };
  }
}

function connected(state: ConnectionState, event: Extract<ConnectionEvent, { kind: 'connected' }>): ConnectionState {
  return moved(state, event.at, { phase: 'connected', error: null, nextTryAt: null, question: null, lastConnectedAt: event.at, serverVersion: event.serverVersion, route: [...event.route], latencyMs: null });
}

function failed(state: ConnectionState, event: Extract<ConnectionEvent, { kind: 'failed' }>): ConnectionStep {
  const { error } = event;
  const still = { error, question: null, nextTryAt: null, latencyMs: null };
  switch (adviseRetry(error)) {
    case 'blocked':
      return { next: moved(state, event.at, { ...still, phase: 'blocked' }), effects: error.code === 'host-key-changed' ? [{ kind: 'ask-about-change', error }] : [] };
    case 'by-hand':
      return { next: moved(state, event.at, { ...still, phase: 'waiting' }), effects: [] };
    case 'never':
      return { next: moved(state, event.at, { ...still, error: null, phase: 'idle' }), effects: [] };
    case 'slowly':
      return waiting(state, event.at, error, Math.round(slowRetryMs * (0.5 + event.chance / 2)));
    case 'backoff':
      return waiting(state, event.at, error, backoffMs(state.link.attempt, event.chance));
  }
}

/** A link that stood for a while is taken up again at once; one that breaks as soon as it stands backs off. */
function lost(state: ConnectionState, event: Extract<ConnectionEvent, { kind: 'lost' }>): ConnectionStep {
  const drop: ConnectionEffect = { kind: 'drop-session' };
  const hadStood = event.at - state.link.since >= stableAfterMs;
  const kept = moved(state, event.at, { error: event.error, latencyMs: null, lastConnectedAt: state.link.lastConnectedAt, attempt: hadStood ? 0 : state.link.attempt });
  if (hadStood) return dialNow(kept, event.at, [drop]);
  const step = waiting(kept, event.at, event.error, backoffMs(kept.link.attempt, event.chance));
  return { next: step.next, effects: [drop, ...step.effects] };
}

function retryNow(state: ConnectionState, at: number): ConnectionStep {
  const { phase } = state.link;
  if (phase === 'off' || phase === 'connected' || phase === 'connecting' || phase === 'asking') return { next: state, effects: [] };
  return dialNow(moved(state, at, { attempt: 0 }), at, [{ kind: 'stop-waiting' }, { kind: 'withdraw-question' }]);
}

/** After a sleep every connection is suspect and every wait is over, except the waits for a person. */
function woke(state: ConnectionState, at: number): ConnectionStep {
  const { phase, nextTryAt } = state.link;
  const fresh = moved(state, at, { attempt: 0 });
  if (phase === 'connected') return dialNow(moved(fresh, at, { latencyMs: null }), at, [{ kind: 'drop-session' }]);
  if (phase === 'connecting') return dialNow(fresh, at, [{ kind: 'cancel-dial' }]);
  if (phase === 'waiting' && nextTryAt !== null) return dialNow(fresh, at, [{ kind: 'stop-waiting' }]);
  return { next: state, effects: [] };
}

function waiting(state: ConnectionState, at: number, error: AppError, ms: number): ConnectionStep {
  return { next: moved(state, at, { phase: 'waiting', error, nextTryAt: at + ms, question: null, latencyMs: null }), effects: [{ kind: 'wait', ms }] };
}

function dialNow(state: ConnectionState, at: number, before: readonly ConnectionEffect[]): ConnectionStep {
  const dial = state.dial + 1;
  // The last error stays visible while trying again: `connecting` alone would hide why.
  const next = moved(state, at, { phase: 'connecting', attempt: state.link.attempt + 1, nextTryAt: null, question: null });
  return { next: { ...next, dial }, effects: [...before, { kind: 'dial', dial }] };
}

function moved(state: ConnectionState, at: number, change: Partial<LinkState>): ConnectionState {
  const isNewPhase = change.phase !== undefined && change.phase !== state.link.phase;
  return { ...state, link: { ...state.link, ...change, since: isNewPhase ? at : state.link.since } };
}
