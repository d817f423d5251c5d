/**
 * One session's following: plans what is followed, gives each report to its source, and keeps batches. Ends with the session.
 */
import { Buffer } from 'node:buffer';
import type { LogSource } from '#shared/domain/log.ts';
import { askCost, askFollow, askLook, askStream } from './core/compose-follower.ts';
import { askUnits, journalArguments, readPastUnits, saysNotReadable, type JournalUnit } from './core/journal-plan.ts';
import { journalUnits, planSources, type PlannedSource } from './core/plan-sources.ts';
import type { HostClock } from './core/read-host-clock.ts';
import type { Report } from './core/split-reports.ts';
import { createLogWatch } from './create-log-watch.ts';
import { become, journalBecomes, newFollowed, type Followed, type FollowingNeeds, type Scene } from './followed.ts';
import { createJournalReading, journalStream, showJournal } from './journal-reading.ts';
import { createDockerReading } from './docker-reading.ts';
import { createKeeping } from './keeping.ts';
import { findSupervisorPlaces } from './supervisor-reading.ts';

export type Following = {
  replan(): void;
  look(): void;
  sources(): readonly LogSource[];
  costMsPerMinute(): number | null;
  ask(what: string): Promise<Uint8Array | null>;
  isCaughtUp(): boolean;
  hostClock(): HostClock | null;
  journalState(): LogSource['state'];
  dispose(): Promise<void>;
};

/** A log never seen is read from here on: enough for its latest crashes, little for a Pi. */
const tailBytes = 262_144;
const planWaitMs = 3000;
const costEveryMs = 60_000;
const idleMs = 2000;
const firstIdleMs = 250;

export function createFollowing(needs: FollowingNeeds): Following {
  const s: Scene = {
    needs, watch: null, hostClock: null, followerKind: 'part-of-reader', marks: new Map(), files: new Map(), entries: new Map(), journal: null, daemons: [], journalState: { state: 'opening', since: needs.clock.now() }, supervisor: null, outputs: [], outputsOf: '',
    lastNumber: 0, stream: 0, pastUnits: null, lister: null, lines: [], cost: null, keeping: null, timers: [], stop: new AbortController(), isOver: false,
  };
  void begin(s).catch((error: unknown) => needs.log.bug(error, 'following'));
  return {
    replan: () => { void replan(s).catch((error: unknown) => needs.log.bug(error, 'following')); },
    // a shell starts processes for each file: it keeps its own pace
    look: () => { if (s.followerKind === 'part-of-reader' && s.files.size > 0) s.watch?.send(askLook); },
    sources: () => [...s.files.values(), ...s.entries.values()].map(view),
    costMsPerMinute: () => s.cost?.perMinute ?? null,
    ask: async (what) => (await s.watch?.ask(what)) ?? null,
    isCaughtUp: () => s.keeping?.isQuiet() === true && s.journalState.state !== 'opening' && [...s.files.values()].every((one) => one.state !== 'opening' && (one.size === null || one.state !== 'following' || one.reading.readTo() >= one.size)),
    hostClock: () => s.hostClock,
    journalState: () => s.journalState.state,
    dispose: async () => {
      s.isOver = true;
      s.stop.abort();
      for (const daemon of s.daemons.splice(0)) daemon.dispose();
      for (const timer of s.timers.splice(0)) timer[Symbol.dispose]();
      await s.watch?.dispose();
      await s.keeping?.dispose();
    },
  };
}

async function begin(s: Scene): Promise<void> {
  const { needs } = s;
  await needs.after;
  if (s.isOver) return;
  s.watch = createLogWatch(needs, {
    started: (clock, kind) => { s.followerKind = kind; void restart(s, clock).catch((error: unknown) => needs.log.bug(error, 'following')); },
    report: (report) => hear(s, report),
    unable: () => { for (const one of [...s.files.values(), ...s.entries.values()]) become(s, one, 'failed'); s.journalState = { state: 'failed', since: needs.clock.now() }; needs.onSources(); },
  });
}

/** A new follower knows nothing, and what was not kept is read again: everything begins at the kept places. */
async function restart(s: Scene, clock: HostClock): Promise<void> {
  const { needs } = s;
  for (const timer of s.timers.splice(0)) timer[Symbol.dispose]();
  await s.keeping?.dispose();
  s.files.clear();
  s.entries.clear();
  s.journal = null;
  for (const daemon of s.daemons.splice(0)) daemon.dispose();
  s.stream = 0;
  s.pastUnits = s.lister = null;
  s.hostClock = clock;
  s.marks = new Map((await needs.marks()).map((mark) => [mark.id, mark]));
  if (s.isOver) return;
  s.keeping = createKeeping(s);
  showJournal(s);
  s.supervisor = await findSupervisorPlaces(s, s.stop.signal);
  if (s.isOver) return;
  await replan(s);
  s.daemons.push(createDockerReading(s));
  // the units are known with the first scan; without one the kernel's words are still worth having
  s.timers.push(needs.timers.after(planWaitMs, () => { if (s.journal === null) startJournal(s); }));
  s.timers.push(needs.timers.every(costEveryMs, () => s.watch?.send(askCost)));
  s.timers.push(needs.timers.every(idleMs, () => flushIdle(s, idleMs)));
  // what had come before we came is not being written now
  for (let wait = firstIdleMs; wait < planWaitMs; wait += firstIdleMs) s.timers.push(needs.timers.after(wait, () => flushIdle(s, firstIdleMs)));
  s.watch?.send(askCost);
}

async function replan(s: Scene): Promise<void> {
  const { needs } = s;
  if (s.hostClock === null || s.keeping === null || s.isOver) return;
  const inventory = needs.inventory();
  const pids = (inventory?.mains ?? []).map((main) => main.pid);
  if (pids.join(' ') !== s.outputsOf) {
    const answer = pids.length === 0 ? null : await s.watch?.ask(`outputs ${pids.join(' ')}`);
    s.outputsOf = pids.join(' ');
    s.outputs = answer === null || answer === undefined ? [] : readOutputs(Buffer.from(answer).toString('latin1'));
    // a supervisord that was started again writes elsewhere
    if (inventory?.mains.some(({ backend }) => backend.kind === 'supervisord') === true) s.supervisor = (await findSupervisorPlaces(s, s.stop.signal)) ?? s.supervisor;
    if (s.isOver) return;
  }
  const known = [...s.marks.values()].flatMap((mark) => (mark.path === null ? [] : [{ path: mark.path, kind: mark.kind, program: mark.program }]));
  for (const plan of planSources({ host: needs.host, inventory, outputs: s.outputs, supervisor: s.supervisor, named: needs.named(), known })) follow(s, plan);
  if (inventory !== null && s.journal === null) startJournal(s);
  else s.journal?.setUnits(unitsOf(s));
  for (const daemon of s.daemons) daemon.replan();
  needs.onSources();
}

function readOutputs(text: string): { pid: number; target: string }[] {
  return text.split('\n').flatMap((line) => {
    const [pid, , hex] = line.split(' ');
    return hex === undefined ? [] : [{ pid: Number(pid), target: Buffer.from(hex, 'hex').toString('utf8') }];
  });
}

function follow(s: Scene, plan: PlannedSource): void {
  const { needs } = s;
  const old = [...s.files.values()].find((one) => one.reading.plan.id === plan.id);
  const key = needs.workerOf(needs.host, plan.pids);
  if (old !== undefined) {
    if (key !== null && !old.workers.includes(key)) old.workers = [...old.workers, key].slice(0, 50);
    return;
  }
  s.lastNumber += 1;
  const number = s.lastNumber;
  const mark = s.marks.get(plan.id) ?? null;
  const followed = newFollowed(s, plan, mark, number, key);
  s.files.set(number, followed);
  const place = mark === null ? null : { inode: mark.inode, offset: mark.offset - mark.base, headLength: mark.headLength, headCrc: mark.headCrc, modifiedAt: mark.modifiedAt };
  s.watch?.send(askFollow(number, Buffer.from(plan.path ?? '', 'utf8').toString('hex'), tailBytes, place));
}

const unitsOf = (s: Scene): readonly JournalUnit[] => { const now = journalUnits(s.needs.inventory()); return [...now, ...(s.pastUnits ?? []).filter(({ unit }) => !now.some((one) => one.unit === unit))]; };

/** Its answer comes in milliseconds, or the journal is read without it. */
function listPastUnits(s: Scene): void {
  s.stream += 1;
  const stream = s.stream;
  const done = (): void => {
    if (s.lister?.stream !== stream) return;
    s.pastUnits = readPastUnits(s.lister.text);
    s.lister = null;
    deadline[Symbol.dispose]();
    startJournal(s);
  };
  const deadline = s.needs.timers.after(planWaitMs, done);
  s.timers.push(deadline);
  s.lister = { stream, text: '', done };
  s.watch?.send(askStream(stream, askUnits.map((word) => Buffer.from(word, 'utf8').toString('hex'))));
}

function startJournal(s: Scene): void {
  const { needs } = s;
  if (s.hostClock === null || s.isOver || s.journal !== null || s.lister !== null) return;
  if (s.pastUnits === null) return listPastUnits(s);
  const mark = s.marks.get(journalStream(needs.host)) ?? null;
  s.journal = createJournalReading(s, mark, (units, from, isFollowed) => {
    // what an earlier reader still says is not heard: the new one begins where we stand
    if (s.stream > 0) s.watch?.send(`k ${s.stream}`);
    s.stream += 1;
    s.watch?.send(askStream(s.stream, journalArguments(units, from, isFollowed).map((word) => Buffer.from(word, 'utf8').toString('hex'))));
  });
  s.journal.setUnits(unitsOf(s));
}

function hear(s: Scene, report: Report): void {
  switch (report.kind) {
    case 'output': if (report.stream === s.lister?.stream) s.lister.text = (s.lister.text + Buffer.from(report.bytes).toString('latin1')).slice(0, 100_000); else if (report.stream === s.stream) s.journal?.output(report.bytes); s.keeping?.came(report.bytes.length); return;
    case 'complaint': return complain(s, Buffer.from(report.bytes).toString('latin1'));
    case 'ended': if (report.stream === s.lister?.stream) return s.lister.done(); if (report.stream !== s.stream) return; if (report.exitCode === 127) journalBecomes(s, 'missing'); else s.journal?.ended(report.exitCode); return;
    case 'cost': return foldCost(s, report.cpuMs);
    case 'state': case 'opened': case 'head': case 'size': case 'gap': case 'bytes': {
      const followed = s.files.get(report.source);
      if (followed !== undefined) hearFile(s, followed, report);
      return;
    }
    case 'greeting': case 'answer': case 'broken': return;
  }
}

type FileReport = Extract<Report, { source: number }>;

function hearFile(s: Scene, one: Followed, report: FileReport): void {
  switch (report.kind) {
    case 'state': return become(s, one, report.state);
    case 'opened':
      one.size = report.size;
      one.reading.opened(report);
      return;
    case 'head': return one.reading.head(report.length, report.crc, report.modifiedAt);
    case 'size': one.size = report.size; return;
    case 'gap': if (report.because === 'lost') one.gaps += 1; return;
    case 'bytes':
      one.reading.bytes(report.bytes);
      s.keeping?.came(report.bytes.length);
  }
}

function complain(s: Scene, text: string): void {
  if (saysNotReadable(text)) journalBecomes(s, 'not-readable');
  else s.needs.log.debug('journalctl complained', { text: JSON.stringify(text.slice(0, 500)) });
}

function foldCost(s: Scene, cpuMs: number): void {
  const at = s.needs.clock.monotonic();
  const before = s.cost;
  const perMinute = before === null || at - before.at < 1000 ? null : Math.max(0, ((cpuMs - before.cpuMs) * 60_000) / (at - before.at));
  s.cost = { at, cpuMs, perMinute: perMinute ?? before?.perMinute ?? null };
}

/** A record that waits for a line that does not come is complete. */
function flushIdle(s: Scene, forMs: number): void {
  if (s.keeping?.isIdle(forMs) !== true) return;
  let any = false;
  for (const one of [...s.files.values(), ...s.entries.values()]) if (one.reading.isHolding()) { one.reading.flush(); any = true; }
  if (any) s.keeping.soon();
}

function view({ reading, state, since, size, lines, gaps, workers }: Followed): LogSource {
  const { plan } = reading;
  return {
    id: plan.id, host: plan.host, kind: plan.kind, name: plan.name, path: plan.path, program: plan.program, workers: [...workers], state, since,
    size: plan.path === null ? null : size, readTo: plan.path === null || state !== 'following' ? null : Math.max(0, reading.readTo()), lastLineAt: reading.lastLineAt(), lines, gaps,
  };
}
