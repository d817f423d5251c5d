/**
 * Keeps one follower running on one connected host: starts it, learns the host's clock, hears its reports, starts it
 * again when it ends. What to follow is told by the listener at each start, from what was kept: a new follower knows nothing.
 * What must stay true: nothing is heard from an ended follower; after dispose nothing runs here or there.
 */
import type { Clock } from '#electron/ports/clock.ts';
import { askLook } from './core/compose-follower.ts';
import type { HostClock } from './core/read-host-clock.ts';
import { readHostClock } from './core/read-host-clock.ts';
import type { Report } from './core/split-reports.ts';
import { openFollower, type Follower, type FollowerNeeds } from './open-follower.ts';

export type LogWatchNeeds = FollowerNeeds & { readonly clock: Clock };

/** `shell`: it looks only when told, and runs journalctl to its end instead of following it. */
export type FollowerKind = 'part-of-reader' | 'shell';

export type LogWatchListener = {
  /** A follower is there and follows nothing yet. */
  started(clock: HostClock, kind: FollowerKind): void;
  report(report: Report): void;
  /** No follower can run there; not tried again in this session. */
  unable(): void;
};

export type LogWatch = {
  send(line: string): void;
  /** null: no answer (the follower ended, or took longer than ten seconds). */
  ask(what: string): Promise<Uint8Array | null>;
  dispose(): Promise<void>;
};

type Watching = {
  readonly needs: LogWatchNeeds;
  readonly listener: LogWatchListener;
  readonly stop: AbortController;
  follower: Follower | null;
  generation: number;
  failures: number;
  lastQuestion: number;
  readonly questions: Map<number, (answer: Uint8Array | null) => void>;
  next: Disposable | null;
  /** Looks for a follower that has no tick of its own. */
  ticking: Disposable | null;
  closing: Promise<void>;
};

const answerMs = 10_000;
const longestBackoffMs = 60_000;
/** A look by a shell starts a few processes for each file. */
const shellLookMs = 5000;

export function createLogWatch(needs: LogWatchNeeds, listener: LogWatchListener): LogWatch {
  const w: Watching = { needs, listener, stop: new AbortController(), follower: null, generation: 0, failures: 0, lastQuestion: 0, questions: new Map(), next: null, ticking: null, closing: Promise.resolve() };
  const unlisten = needs.session.onLost(() => halt(w));
  start(w);
  return {
    send: (line) => w.follower?.send(line),
    ask: (what) => ask(w, what),
    async dispose() {
      unlisten();
      halt(w);
      await w.closing;
    },
  };
}

function halt(w: Watching): void {
  if (w.stop.signal.aborted) return;
  w.stop.abort();
  shut(w);
}

function shut(w: Watching): void {
  w.generation += 1;
  w.next?.[Symbol.dispose]();
  w.next = null;
  w.ticking?.[Symbol.dispose]();
  w.ticking = null;
  const { follower } = w;
  w.follower = null;
  for (const answer of w.questions.values()) answer(null);
  w.questions.clear();
  if (follower !== null) w.closing = Promise.all([w.closing, follower.close()]).then(() => {});
}

function start(w: Watching): void {
  w.generation += 1;
  const mine = w.generation;
  const isCurrent = (): boolean => w.generation === mine && !w.stop.signal.aborted;
  const hasGreeted = Promise.withResolvers<string>();
  const opening = openFollower(w.needs, {
    report: (report) => {
      if (!isCurrent()) return;
      if (report.kind === 'greeting') hasGreeted.resolve(report.variant);
      else hear(w, report);
    },
    ended: () => { if (isCurrent()) fail(w, 'ended'); },
  }, w.stop.signal);
  const settled = opening.then(async (opened) => {
    if (!opened.ok) return isCurrent() ? fail(w, opened.error.code) : undefined;
    if (!isCurrent()) return opened.value.close();
    w.follower = opened.value;
    void hasGreeted.promise.then((variant) => { if (isCurrent()) return variant === 'python' || variant === 'sh' ? begin(w, variant, isCurrent) : giveUp(w); return undefined; });
    return undefined;
  }, (error: unknown) => { w.needs.log.bug(error, 'log-watch'); if (isCurrent()) fail(w, 'bug'); });
  w.closing = Promise.all([w.closing, settled]).then(() => {});
}

async function begin(w: Watching, variant: 'python' | 'sh', isCurrent: () => boolean): Promise<void> {
  const sentAt = w.needs.clock.now();
  const answer = await ask(w, 'clock');
  if (!isCurrent()) return;
  if (answer === null) return fail(w, 'no clock');
  const now = w.needs.clock.now();
  if (variant === 'sh') w.ticking = w.needs.timers.every(shellLookMs, () => w.follower?.send(askLook));
  w.listener.started(readHostClock(latin1(answer), sentAt + (now - sentAt) / 2), variant === 'sh' ? 'shell' : 'part-of-reader');
}

function giveUp(w: Watching): void {
  w.needs.log.info('logs of a host cannot be followed');
  shut(w);
  w.listener.unable();
}

function fail(w: Watching, why: string): void {
  w.needs.log.warn('the log follower on a host ended', { why, failures: w.failures });
  shut(w);
  const waitMs = Math.min(longestBackoffMs, 1000 * 2 ** w.failures);
  w.failures = Math.min(w.failures + 1, 10);
  w.next = w.needs.timers.after(waitMs, () => start(w));
}

function hear(w: Watching, report: Report): void {
  if (report.kind === 'answer') {
    w.questions.get(report.id)?.(report.bytes);
    w.questions.delete(report.id);
  } else if (report.kind === 'broken') fail(w, 'not our protocol');
  else {
    if (report.kind === 'bytes' || report.kind === 'output') w.failures = 0;
    w.listener.report(report);
  }
}

function ask(w: Watching, what: string): Promise<Uint8Array | null> {
  const { follower } = w;
  if (follower === null) return Promise.resolve(null);
  w.lastQuestion += 1;
  const id = w.lastQuestion;
  const { promise, resolve } = Promise.withResolvers<Uint8Array | null>();
  const deadline = w.needs.timers.after(answerMs, () => { w.questions.delete(id); resolve(null); });
  w.questions.set(id, (answer) => { deadline[Symbol.dispose](); resolve(answer); });
  follower.send(`r ${id} ${what}`);
  return promise;
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
