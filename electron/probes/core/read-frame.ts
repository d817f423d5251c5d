/**
 * Everything one answer of the reader means: samples, inventory, identity, cost, notes, and the new watch list.
 * Pure: (reading, frame) to {reading, observations, notes}. Observations come in the order they should be told.
 */
import type { HostIdentity, HostNote, WatchCost } from '#shared/domain/host.ts';
import type { HostObservation } from './host-observation.ts';
import { fullPace } from './pace.ts';
import type { Pace } from './pace.ts';
import { firstPlan } from './plan-request.ts';
import type { RequestPlan } from './plan-request.ts';
import { readCost } from './read-cost.ts';
import type { OwnReading } from './read-cost.ts';
import { noFigures, readFigures } from './read-figures.ts';
import type { FiguresState } from './read-figures.ts';
import { readClock, readIdentity } from './read-identity.ts';
import { readInventory } from './read-inventory.ts';
import type { Scan } from './read-inventory.ts';
import type { Frame } from './split-frames.ts';
import { foldChildren, foldScan, identityKey } from './watch-list.ts';
import type { WatchList } from './watch-list.ts';

export type Reading = {
  readonly variant: WatchCost['variant'] | null;
  readonly hasPidfd: boolean;
  readonly wasNoisy: boolean;
  /** It can take the log follower in. */
  readonly canFollowLogs: boolean;
  readonly identity: HostIdentity | null;
  readonly figures: FiguresState;
  readonly list: WatchList;
  readonly plan: RequestPlan;
  readonly pace: Pace;
  /** What the present reader told of its own CPU time, oldest first. */
  readonly own: readonly OwnReading[];
  /** The kernel tells children: a dead child's successor is then seen without a scan. */
  readonly seesChildren: boolean;
  /** Notes that only a scan can set or clear. */
  readonly scanNotes: readonly HostNote[];
};

export const beginReading: Reading = {
  variant: null, hasPidfd: false, wasNoisy: false, canFollowLogs: false, identity: null, figures: noFigures, list: new Map(), plan: firstPlan, pace: fullPace,
  own: [], seesChildren: false, scanNotes: [],
};

/** Below this, a changed clock difference is measurement noise and not worth telling. */
const skewStepMs = 1000;
const skewNoteMs = 5000;

type Answer = { readonly at: number; readonly latencyMs: number };
type Read = { readonly reading: Reading; readonly observations: readonly HostObservation[]; readonly notes: ReadonlySet<HostNote> };

export function readFrame(before: Reading, frame: Frame, answer: Answer): Read {
  const observations: HostObservation[] = [];
  const identity = identify(before, frame, answer);
  if (identity !== null && identity !== before.identity) observations.push({ kind: 'identified', at: answer.at, identity });
  const hz = identity?.clockTicksPerSecond ?? 100;
  const startedAt = (ticks: number): number | null => (identity === null ? null : Math.round(identity.bootedAt + (ticks * 1000) / hz));

  const facts = { at: answer.at, pageSize: identity?.pageSize ?? 4096, clockTicksPerSecond: hz, startedAt, watched: before.list };
  const { state: figures, sample, processes } = readFigures(before.figures, frame, facts);
  const scan = readInventory(frame, { hostname: identity?.hostname ?? null, startedAt });
  // The scan first: a child that a main reports is believed even if the scan did not meet it.
  const list = foldChildren(scan === null ? before.list : foldScan(before.list, scan), frame);
  const scanNotes = scan === null ? before.scanNotes : notesOf(scan);
  if (scan !== null) observations.push({ kind: 'inventoried', at: answer.at, inventory: withoutOrphans(scan, before.list) });
  observations.push({ kind: 'sampled', at: answer.at, latencyMs: answer.latencyMs, sample, processes });

  const own = before.variant === null ? null : readCost(frame, before.own, { frames: before.plan.frames, pageSize: facts.pageSize, clockTicksPerSecond: hz, variant: before.variant });
  if (own !== null) observations.push({ kind: 'cost', at: answer.at, cost: own.cost });
  const plan = { ...before.plan, identityDone: identity !== null };
  const seesChildren = before.seesChildren || frame.pieces.some((piece) => piece.name === 'children');
  const reading: Reading = { ...before, seesChildren, identity, figures, list, plan, own: own?.readings ?? before.own, scanNotes };
  return { reading, observations, notes: collectNotes(reading, frame) };
}

function identify(before: Reading, frame: Frame, answer: Answer): HostIdentity | null {
  const whole = readIdentity(frame, answer.at, answer.latencyMs);
  if (whole !== null || before.identity === null) return whole;
  const skew = readClock(frame, answer.at, answer.latencyMs);
  if (skew === null || Math.abs(skew - (before.identity.clockSkewMs ?? 0)) < skewStepMs) return before.identity;
  return { ...before.identity, clockSkewMs: skew };
}

/** A pool child that outlived its main has a main's command line; it is not a new worker. */
function withoutOrphans(scan: Scan, list: WatchList): Scan['inventory'] {
  return { ...scan.inventory, mains: scan.inventory.mains.filter((main) => list.get(identityKey(main))?.role !== 'child') };
}

function notesOf(scan: Scan): readonly HostNote[] {
  const notes: HostNote[] = [];
  if (!scan.inventory.isComplete) notes.push('processes-hidden');
  if (scan.isEnvironUnreadable) notes.push('environ-unreadable');
  if (scan.inventory.mains.length === 0) notes.push('no-worker-found');
  return notes;
}

function collectNotes(reading: Reading, frame: Frame): ReadonlySet<HostNote> {
  const notes = new Set<HostNote>(reading.scanNotes);
  if (reading.variant === 'sh') notes.add('no-python');
  if (!reading.hasPidfd) notes.add('no-pidfd');
  if (reading.wasNoisy) notes.add('shell-noisy');
  if (reading.pace.factor > 1) notes.add('sampler-slow');
  if (!frame.pieces.some((piece) => piece.name === 'psi')) notes.add('no-psi');
  const identity = reading.identity;
  if (identity !== null && !(identity.model ?? '').startsWith('Raspberry Pi')) notes.add('not-a-pi');
  if (typeof identity?.clockSkewMs === 'number' && Math.abs(identity.clockSkewMs) > skewNoteMs) notes.add('clock-skewed');
  return notes;
}
