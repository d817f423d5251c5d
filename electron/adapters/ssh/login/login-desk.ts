/**
 * Decides the next thing to try in one login and remembers what was tried. It outlives a connection: when the server
 * hangs up while a person is typing, or after too many attempts, the next connection goes on where this one ended.
 * A method is tried only if the server says that it takes it.
 */
import type { AnyAuthMethod } from 'ssh2';
import type { SshHop } from '#electron/ports/ssh-dialer.ts';
import type { AppError } from '#shared/errors.ts';
import type { GatheredKeys } from './gather-keys.ts';
import { maxAnswers, serverTakes, type LoginNeeds, type LoginProgress } from './login-progress.ts';
import { tryKeyboard, tryPassword } from './try-answer.ts';
import { tryNextKey } from './try-key.ts';

export type LoginDesk = {
  /** A new connection. What was being asked when the last one went is not lost and not counted as refused. */
  startConnection(previousWentWhileAsking: boolean): void;
  /** null when there is nothing left. `accepted` is null before the server has said anything. */
  next(accepted: readonly string[] | null, signal: AbortSignal): Promise<AnyAuthMethod | null>;
  /** True when another connection could still get in. */
  hasMore(): boolean;
  /** A declined question or a shut key of the operator's choice ends the login. */
  isStopped(): boolean;
  /** The last thing tried: with it the login succeeded. */
  lastTried(): string;
  failure(): AppError;
};

/** Asking for the list anew counts as an attempt: after five keys it would be the one too many. */
const attemptsToSpare = 5;

export function createLoginDesk(hop: SshHop, keys: GatheredKeys, needs: LoginNeeds): LoginDesk {
  const progress: LoginProgress = { hop, keys, needs, tried: [], accepted: [], keyAt: 0, passwords: 0, keyboards: 0, unsentPassword: null, inFlight: null, fatal: null, hasSaidNone: false, hasRefreshed: false, hasUsedAgentType: false };
  return {
    startConnection(previousWentWhileAsking) {
      progress.hasSaidNone = false;
      progress.hasRefreshed = false;
      progress.hasUsedAgentType = false;
      if (previousWentWhileAsking) takeBack(progress);
      else progress.unsentPassword = null;
      progress.inFlight = null;
    },
    next: (accepted, signal) => nextMethod(progress, accepted, signal),
    hasMore: () => progress.fatal === null && (keys.candidates.length > progress.keyAt || isAnswering(progress)),
    isStopped: () => progress.fatal !== null,
    lastTried: () => progress.tried.at(-1) ?? 'none',
    failure: () => failureOf(progress),
  };
}

async function nextMethod(progress: LoginProgress, accepted: readonly string[] | null, signal: AbortSignal): Promise<AnyAuthMethod | null> {
  if (progress.fatal !== null) return null;
  const none: AnyAuthMethod = { type: 'none', username: progress.hop.user };
  if (!progress.hasSaidNone) { progress.hasSaidNone = true; return none; }
  // Being asked again means that the last one was refused.
  if (progress.inFlight === 'password') progress.unsentPassword = null;
  progress.inFlight = null;
  if (accepted !== null) progress.accepted = accepted.slice(0, 10).map((name) => String(name).slice(0, 64));
  const key = tryNextKey(progress, signal);
  if (key !== null) return key;
  // After an agent key the library still reports the server's earlier list, so that a second factor stays unseen.
  const mayHideSecondFactor = progress.hasUsedAgentType && !serverTakes(progress, 'password') && !serverTakes(progress, 'keyboard-interactive');
  if (mayHideSecondFactor && !progress.hasRefreshed && progress.keyAt < attemptsToSpare) { progress.hasRefreshed = true; return none; }
  const password = await tryPassword(progress, signal);
  if (password !== null || progress.fatal !== null) return password;
  return tryKeyboard(progress, signal);
}

function takeBack(progress: LoginProgress): void {
  if (progress.inFlight === 'key') { progress.keyAt = Math.max(0, progress.keyAt - 1); progress.tried.pop(); }
  if (progress.inFlight === 'password' && progress.unsentPassword !== null && progress.passwords > 0) { progress.passwords -= 1; progress.tried.pop(); }
  if (progress.inFlight === 'keyboard') { progress.keyboards = Math.max(0, progress.keyboards - 1); progress.tried.pop(); }
}

function isAnswering(progress: LoginProgress): boolean {
  const answers = Math.max(progress.passwords, progress.keyboards);
  return answers > 0 && answers < maxAnswers;
}

function failureOf(progress: LoginProgress): AppError {
  if (progress.fatal !== null) return progress.fatal;
  const [problem] = progress.keys.problems;
  const isOnlyWay = progress.hop.login.method === 'key' || progress.hop.login.method === 'agent';
  if (problem !== undefined && isOnlyWay && progress.tried.length === 0) return problem;
  const unusable = progress.keys.problems.flatMap((each) => (each.code === 'key-unusable' ? [`key ${each.path} (${each.because})`] : each.code === 'agent-unavailable' ? [`agent (${each.because})`] : []));
  return { code: 'ssh-login-refused', at: progress.hop.at, tried: [...new Set([...progress.tried, ...unusable])], accepted: [...progress.accepted] };
}
