/**
 * Who may knock at the loopback door: pure decisions on Host, Origin and wrong tokens. Spec: LD1-LD5.
 * Must stay true: a page of another site (DNS rebinding included) never reaches the engine; absence of proof is refusal.
 */

const loopbackNames: readonly string[] = ['127.0.0.1', 'localhost'];

/** The Host header must name this very door: any other name is a rebound one. */
export function isOwnHost(hostHeader: string | undefined, port: number): boolean {
  if (hostHeader === undefined) return false;
  const host = hostHeader.toLowerCase();
  return loopbackNames.some((name) => host === `${name}:${port}` || (port === 80 && host === name));
}

/** A WebSocket must come from a page we served; a client that is no browser sends no Origin and still needs the token. */
export function isOwnOrigin(originHeader: string | undefined, port: number): boolean {
  if (originHeader === undefined) return true;
  const origin = originHeader.toLowerCase();
  return loopbackNames.some((name) => origin === `http://${name}:${port}` || (port === 80 && origin === `http://${name}`));
}

export type AttemptsState = { readonly wrongAt: readonly number[] };
export const noAttempts: AttemptsState = { wrongAt: [] };

/** A person mistypes; a guesser does not stop. 10 wrong tokens within a minute close the door for that minute. */
export const maxWrongPerMinute = 10;
const minuteMs = 60_000;

export function isLockedOut(state: AttemptsState, nowMs: number): boolean {
  return state.wrongAt.filter((at) => nowMs - at < minuteMs).length >= maxWrongPerMinute;
}

export function afterWrongToken(state: AttemptsState, nowMs: number): AttemptsState {
  return { wrongAt: [...state.wrongAt.filter((at) => nowMs - at < minuteMs), nowMs].slice(-maxWrongPerMinute) };
}
