/**
 * Speaks with the hand on a host: one question, one answer; or a plan begun there and followed to its end, across cuts.
 * Must stay true: what the hand carries out does not depend on this side; after a cut its words are read again, none twice.
 */
import { Buffer } from 'node:buffer';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { LiveChannel, RemoteSession } from '#electron/ports/remote-shell.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { composeHand, createLineReader, readDoor } from './core/compose-hand.ts';
import { readHandEvent, type HandEvent } from './core/hand-event.ts';
import type { HandPlan, HandRequest } from './core/hand-talk.ts';
import { fieldsOf, textOf } from './core/read-answer.ts';

export type HandNeeds = { readonly session: (host: HostId) => RemoteSession | null; readonly script: string; readonly timers: Timers; readonly random: Random; readonly log: Log };

/** `absent`: the host keeps no word of it; `boot` is the host's boot id at that moment. */
export type HandEnd = { readonly kind: 'ended'; readonly end: NonNullable<HandEvent['end']> } | { readonly kind: 'absent'; readonly boot: string };

export type FollowedHand = {
  /** Told at once, and again after each cut: the hand takes each of them once. */
  tell(word: { readonly go?: true; readonly idle?: true; readonly cancel?: true } | { readonly consent: string; readonly allow: boolean }): void;
  readonly ended: Promise<HandEnd>;
  /** Stops listening; the hand goes on. */
  leave(): void;
  /** A witness has written the end down: the hand may forget it. */
  release(): void;
};

export type Hand = {
  ask(host: HostId, worker: string, request: HandRequest, signal: AbortSignal): Promise<Result<unknown, AppError>>;
  /** Begins the plan there. `locked` and the like are refusals before anything was done. */
  begin(host: HostId, worker: string, plan: HandPlan, signal: AbortSignal): Promise<Result<unknown, AppError>>;
  follow(host: HostId, op: string, onEvent: (event: HandEvent) => void, onLink: (isUp: boolean) => void, how?: Following): FollowedHand;
};

/** A witness only listens: the hand counts no panel by it, and keeps its last word until it is released. */
type Following = { readonly isWitness: boolean };

const askMs = 45_000;
const pingMs = 5_000;
const retryMs = 500;
const goodbyeMs = 3_000;

export function createHand(needs: HandNeeds): Hand {
  const ask: Hand['ask'] = async (host, worker, request, signal) => {
    const session = needs.session(host);
    if (session === null) return err({ code: 'supervision-refused', worker, because: 'host-not-connected', about: '' });
    const marker = needs.random.token(8);
    const text = composeHand(needs.script, marker, request);
    if (text === null) return err({ code: 'supervision-refused', worker, because: 'cannot-look', about: 'too large' });
    const ran = await session.run('exec sh', { signal, deadlineMs: askMs, input: Buffer.from(text) });
    if (!ran.ok) return ran;
    const [said] = createLineReader(marker).feed(`${Buffer.from(ran.value.stdout).toString('utf8')}\n`);
    if (said === undefined) {
      needs.log.warn('the hand gave no answer', { stderr: JSON.stringify(Buffer.from(ran.value.stderr).toString('utf8').slice(-300)) });
      return err({ code: 'supervision-refused', worker, because: 'cannot-look', about: '' });
    }
    const door = readDoor(said);
    return door === null ? ok(said) : err({ code: 'supervision-refused', worker, ...door });
  };
  return { ask, begin: ask, follow: (host, op, onEvent, onLink, how) => follow({ needs, isWitness: how?.isWitness === true }, host, op, onEvent, onLink) };
}

type Follow = {
  readonly isWitness: boolean;
  readonly needs: HandNeeds;
  readonly told: string[];
  readonly ended: PromiseWithResolvers<HandEnd>;
  readonly stop: AbortController;
  lastN: number;
  isOver: boolean;
  channel: LiveChannel | null;
};

function follow({ needs, isWitness }: Pick<Follow, 'needs' | 'isWitness'>, host: HostId, op: string, onEvent: (event: HandEvent) => void, onLink: (isUp: boolean) => void): FollowedHand {
  const f: Follow = { needs, isWitness, told: [], ended: Promise.withResolvers<HandEnd>(), stop: new AbortController(), lastN: 0, isOver: false, channel: null };
  const hear = (said: unknown): void => {
    const event = readHandEvent(said);
    if (event === null) {
      if (fieldsOf(said)['attached'] === true) { onLink(true); for (const word of f.told) f.channel?.write(word); }
      if (fieldsOf(said)['absent'] === true) { finish(f, { kind: 'absent', boot: textOf(fieldsOf(said)['boot'], 100) ?? '' }); f.needs.timers.after(goodbyeMs, () => f.stop.abort()); }
      return;
    }
    if (event.n <= f.lastN) return;
    f.lastN = event.n;
    onEvent(event);
    if (event.end !== null) { if (!isWitness) goodbye(f); finish(f, { kind: 'ended', end: event.end }); }
  };
  void keepAttached(f, host, op, hear, onLink);
  return {
    tell: (word) => { const line = `${JSON.stringify(word)}\n`; f.told.push(line); f.channel?.write(line); },
    ended: f.ended.promise,
    leave: () => f.stop.abort(),
    release: () => goodbye(f),
  };
}

/** The hand ends the channel itself once it has read the goodbye; one that does not is left after a moment. */
function goodbye(f: Follow): void {
  f.channel?.write('{"bye":true}\n');
  f.needs.timers.after(goodbyeMs, () => f.stop.abort());
}

function finish(f: Follow, end: HandEnd): void {
  f.isOver = true;
  f.ended.resolve(end);
}

/** One channel after the other until the hand has said its end, or nobody listens any more. */
async function keepAttached(f: Follow, host: HostId, op: string, hear: (said: unknown) => void, onLink: (isUp: boolean) => void): Promise<void> {
  const isOver = (): boolean => f.isOver || f.stop.signal.aborted;
  while (!isOver()) {
    const session = f.needs.session(host);
    const channel = session === null ? null : await session.open('exec sh', { signal: f.stop.signal }).then((opened) => (opened.ok ? opened.value : null));
    if (channel !== null) await attached(f, channel, op, hear);
    if (isOver()) return;
    onLink(false);
    await pause(f, retryMs);
  }
}

function attached(f: Follow, channel: LiveChannel, op: string, hear: (said: unknown) => void): Promise<void> {
  const marker = f.needs.random.token(8);
  const reader = createLineReader(marker);
  f.channel = channel;
  const ping = f.isWitness ? null : f.needs.timers.every(pingMs, () => void channel.write('{"ping":1}\n'));
  const over = Promise.withResolvers<void>();
  const close = (): void => { channel.close(); over.resolve(); };
  f.stop.signal.addEventListener('abort', close, { once: true });
  channel.onData((chunk) => { for (const said of reader.feed(Buffer.from(chunk).toString('utf8'))) hear(said); });
  channel.onErrorData(() => undefined);
  channel.onEnd(() => over.resolve());
  channel.write(composeHand(f.needs.script, marker, { mode: 'attach', op, after: f.lastN }) ?? 'exit\n');
  if (f.stop.signal.aborted) close();
  return over.promise.finally(() => {
    ping?.[Symbol.dispose]();
    f.stop.signal.removeEventListener('abort', close);
    f.channel = null;
    channel.close();
  });
}

function pause(f: Follow, ms: number): Promise<void> {
  const over = Promise.withResolvers<void>();
  const timer = f.needs.timers.after(ms, () => over.resolve());
  const end = (): void => over.resolve();
  f.stop.signal.addEventListener('abort', end, { once: true });
  return over.promise.finally(() => { timer[Symbol.dispose](); f.stop.signal.removeEventListener('abort', end); });
}
