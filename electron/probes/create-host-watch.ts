/**
 * Watches one host over one SSH session: asks the reader at each tick, reads its answers, says what was seen.
 * What must stay true: one request in flight; no answer means no sample; a death is said once, and only on the
 * reader's proof; after dispose nothing runs here or there. Spec: docs/spec/sampler.md.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { HostNote } from '#shared/domain/host.ts';
import type { HostObservation } from './core/host-observation.ts';
import type { Frame, SamplerMessage } from './core/split-frames.ts';
import { foldDeath, encodeWatch } from './core/watch-list.ts';
import type { WatchList } from './core/watch-list.ts';
import { foldAnswer } from './core/pace.ts';
import { planRequest } from './core/plan-request.ts';
import { beginReading, readFrame } from './core/read-frame.ts';
import type { Reading } from './core/read-frame.ts';
import { createCarriage, type Carriage } from './carriage.ts';
import type { HostWatch } from './host-watch.ts';
import { openSampler } from './open-sampler.ts';
import type { Sampler, SamplerNeeds } from './open-sampler.ts';

export type HostWatchNeeds = SamplerNeeds & { readonly clock: Clock; readonly everyMs: number };

type Watching = {
  readonly needs: HostWatchNeeds;
  readonly listeners: Set<(seen: HostObservation) => void>;
  readonly stop: AbortController;
  everyMs: number;
  sampler: Sampler | null;
  /** Counts readers: what an ended one still says is not heard. */
  generation: number;
  failures: number;
  reading: Reading;
  notes: ReadonlySet<HostNote>;
  inFlight: { readonly id: number; readonly sentAt: number } | null;
  /** The log follower, as far as the present reader has one. */
  readonly logs: Carriage;
  lastId: number;
  askedAt: number;
  next: Disposable | null;
  closing: Promise<void>;
};

const answerMs = 10_000;
const longestBackoffMs = 60_000;
/** A crash loop's deaths may not turn into a flood of requests. */
const leastGapMs = 200;
const searchAfterDeathMs = 60_000;

export function createHostWatch(needs: HostWatchNeeds): HostWatch {
  const w: Watching = {
    needs, listeners: new Set(), stop: new AbortController(), everyMs: needs.everyMs, sampler: null, generation: 0, failures: 0,
    reading: beginReading, notes: new Set(), inFlight: null, logs: createCarriage(needs.timers), lastId: 0, askedAt: Number.NEGATIVE_INFINITY, next: null, closing: Promise.resolve(),
  };
  const unlisten = needs.session.onLost(() => halt(w));
  start(w);
  return {
    carry: (program, marker, listener, signal) => w.logs.carry(program, marker, listener, signal),
    onObservation(listen) {
      w.listeners.add(listen);
      return () => void w.listeners.delete(listen);
    },
    lookNow() {
      w.reading = { ...w.reading, plan: { ...w.reading.plan, isScanWanted: true } };
      askSoon(w);
    },
    setInterval(everyMs) {
      w.everyMs = everyMs;
      if (w.sampler !== null && w.inFlight === null) schedule(w, Math.max(0, w.askedAt + everyMs * w.reading.pace.factor - needs.clock.monotonic()));
    },
    async dispose() {
      unlisten();
      halt(w);
      w.listeners.clear();
      await w.closing;
    },
  };
}

/** Ends for good: the session is gone or nobody wants it any more. */
function halt(w: Watching): void {
  if (w.stop.signal.aborted) return;
  w.stop.abort();
  closeSampler(w);
}

function closeSampler(w: Watching): void {
  w.generation += 1;
  w.next?.[Symbol.dispose]();
  w.next = null;
  w.inFlight = null;
  const sampler = w.sampler;
  w.sampler = null;
  w.logs.ended();
  if (sampler !== null) w.closing = Promise.all([w.closing, sampler.close()]).then(() => {});
}

function start(w: Watching): void {
  w.generation += 1;
  const generation = w.generation;
  const isCurrent = (): boolean => w.generation === generation && !w.stop.signal.aborted;
  const opening = openSampler(w.needs, {
    message: (message) => { if (isCurrent()) hear(w, message); },
    ended: (exitCode) => { if (isCurrent()) fail(w, 'the reader ended', exitCode); },
  }, w.stop.signal);
  const settled = opening.then((opened) => {
    if (!opened.ok) {
      if (isCurrent()) fail(w, opened.error.code, null);
    } else if (isCurrent()) {
      w.sampler = opened.value;
      // A greeting that came before this line was heard already, but could not be answered yet.
      if (w.reading.variant !== null && w.inFlight === null) begin(w);
    } else return opened.value.close();
    return undefined;
  }, (error: unknown) => {
    const reference = w.needs.log.bug(error, 'host-watch');
    if (isCurrent()) fail(w, reference, null);
  });
  w.closing = Promise.all([w.closing, settled]).then(() => {});
}

function fail(w: Watching, why: string, exitCode: number | null): void {
  w.needs.log.warn('the reader on a host failed', { why, exitCode, failures: w.failures });
  closeSampler(w);
  // What was counted before stays: the processes are the same, the reader is a new one.
  w.reading = { ...w.reading, variant: null, own: [], plan: { ...w.reading.plan, readerFrames: 0 } };
  note(w, new Set([...w.notes, 'sampler-failed']));
  const waitMs = Math.min(longestBackoffMs, 1000 * 2 ** w.failures);
  w.failures = Math.min(w.failures + 1, 10);
  w.next = w.needs.timers.after(waitMs, () => start(w));
}

function hear(w: Watching, message: SamplerMessage): void {
  switch (message.kind) {
    case 'greeting':
      w.reading = { ...w.reading, variant: message.variant, hasPidfd: message.extras.includes('pidfd'), canFollowLogs: message.extras.includes('logs'), wasNoisy: message.wasNoisy };
      if (w.sampler !== null) begin(w);
      return;
    case 'carried': return w.logs.heard(message.text);
    case 'logs-ended': return w.logs.failed();
    case 'frame':
      hearFrame(w, message.frame);
      return;
    case 'died':
      hearDeath(w, message.pid, message.startTicks);
      return;
    case 'dropped':
      w.needs.log.warn('an answer of the reader was too long and was dropped');
      w.inFlight = null;
  }
}

/** A restarted reader knows nothing: it is told the list before the first question. */
function begin(w: Watching): void {
  if (w.reading.list.size > 0) w.sampler?.send(encodeWatch(w.reading.list));
  ask(w);
  // after the first question: figures come before logs
  const { sampler } = w;
  w.logs.began((line) => sampler?.send(line), w.reading.canFollowLogs);
}

function ask(w: Watching): void {
  if (w.sampler === null || w.reading.variant === null) return;
  const now = w.needs.clock.monotonic();
  if (w.inFlight !== null) {
    if (now - w.inFlight.sentAt > answerMs) fail(w, 'no answer', null);
    else schedule(w, w.everyMs);
    return;
  }
  const { plan, parts } = planRequest(w.reading.plan, now);
  w.reading = { ...w.reading, plan };
  w.lastId += 1;
  w.inFlight = { id: w.lastId, sentAt: now };
  w.askedAt = now;
  w.sampler.send(`t ${w.lastId} ${parts}`);
  schedule(w, w.everyMs * w.reading.pace.factor);
}

function schedule(w: Watching, afterMs: number): void {
  w.next?.[Symbol.dispose]();
  w.next = w.needs.timers.after(afterMs, () => ask(w));
}

/** Sooner than the next tick, but not in a flood; after the answer under way. */
function askSoon(w: Watching): void {
  if (w.sampler === null || w.reading.variant === null || w.inFlight !== null) return;
  const waitMs = w.askedAt + leastGapMs - w.needs.clock.monotonic();
  if (waitMs <= 0) ask(w);
  else schedule(w, waitMs);
}

function hearFrame(w: Watching, frame: Frame): void {
  if (w.inFlight === null || frame.id !== w.inFlight.id) return;
  const latencyMs = w.needs.clock.monotonic() - w.inFlight.sentAt;
  w.inFlight = null;
  w.failures = 0;
  const before = w.reading.list;
  const pace = foldAnswer(w.reading.pace, latencyMs, w.everyMs);
  const read = readFrame({ ...w.reading, pace }, frame, { at: w.needs.clock.now(), latencyMs });
  w.reading = read.reading;
  const hasNew = tellWatch(w, before);
  for (const seen of read.observations) emit(w, seen);
  note(w, read.notes);
  if (hasNew || w.reading.plan.isScanWanted) askSoon(w);
}

/** Sends the list if it changed; true when it grew, so that the new ones have figures at once. */
function tellWatch(w: Watching, before: WatchList): boolean {
  const after = w.reading.list;
  const grew = [...after.keys()].some((key) => !before.has(key));
  if (grew || after.size !== before.size) w.sampler?.send(encodeWatch(after));
  if (grew) w.reading = { ...w.reading, plan: { ...w.reading.plan, isPssWanted: true } };
  return grew;
}

function hearDeath(w: Watching, pid: number, startTicks: number): void {
  const { list, entry } = foldDeath(w.reading.list, { pid, startTicks });
  if (entry === null) return;
  const isMain = entry.role !== 'child';
  const isScanWanted = w.reading.plan.isScanWanted || isMain || !w.reading.seesChildren;
  // the slow figures at once, too: did the kernel's count of memory kills rise with it?
  const plan = { ...w.reading.plan, isScanWanted, slowAt: null, searchUntil: isMain ? w.needs.clock.monotonic() + searchAfterDeathMs : w.reading.plan.searchUntil };
  w.reading = { ...w.reading, list, plan };
  emit(w, { kind: 'died', at: w.needs.clock.now(), role: entry.role, mainPid: entry.mainPid, pid, startTicks });
  askSoon(w);
}

function note(w: Watching, notes: ReadonlySet<HostNote>): void {
  if (notes.size === w.notes.size && [...notes].every((n) => w.notes.has(n))) return;
  w.notes = notes;
  emit(w, { kind: 'noted', at: w.needs.clock.now(), notes: [...notes] });
}

function emit(w: Watching, seen: HostObservation): void {
  for (const listen of w.listeners) listen(seen);
}
