/**
 * Which limits the recorded past justifies: room for a child's own work, and no more than its share of the host. Pure; FO8-FO12.
 * Must stay true: without growth there is nothing to advise; every advice carries its back-test.
 */
import type { Forecast, LimitSource, MemoryAdvice, MemoryTrend } from '#shared/domain/forecast.ts';
import type { PoolKind } from '#shared/domain/worker.ts';
import { median } from './clean-series.ts';
import { backTest, perChild } from './back-test.ts';
import type { Judged } from './judge-memory.ts';

export type Setting = {
  readonly pool: PoolKind;
  readonly children: number;
  readonly mainBytes: number | null;
  readonly maxMemoryPerChildKiB: number | null;
  readonly hostMemory: number | null;
  /** Pool children of all workers of the host. */
  readonly childrenOnHost: number;
  readonly tasksPerHour: number | null;
};

/** Share of the host's memory that all children together may take; the rest is the system's, Redis's and the mains'. */
const shareOfHost = 0.6;
/** Headroom over a child's start, below which it would be recycled for doing its work. */
const leastRoom = 1.5;
/** Recycling more often than this costs more than the leak: forking and importing on a Pi take seconds. */
const mostRecyclesPerDay = 200;
const hourMs = 3_600_000;

/** The sum of the worker that hurts, and where that comes from. */
export function findLimit({ maxMemoryPerChildKiB, children, mainBytes, hostMemory, childrenOnHost }: Setting): Forecast['limit'] {
  const candidates: { bytes: number; source: LimitSource }[] = [];
  // a limit above the host's memory never acts: it is no limit
  if (maxMemoryPerChildKiB !== null && children > 0 && (hostMemory === null || maxMemoryPerChildKiB * 1024 < hostMemory)) candidates.push({ bytes: (mainBytes ?? 0) + maxMemoryPerChildKiB * 1024 * children, source: 'max-memory-per-child' });
  if (hostMemory !== null) candidates.push({ bytes: (mainBytes ?? 0) + hostShare(hostMemory, children, childrenOnHost), source: 'host-memory' });
  return candidates.sort((a, b) => a.bytes - b.bytes)[0] ?? null;
}

const hostShare = (hostMemory: number, children: number, childrenOnHost: number): number => (shareOfHost * hostMemory * Math.max(1, children)) / Math.max(1, childrenOnHost, children);

export function timeToLimit(trend: MemoryTrend, now: number | null, limit: Forecast['limit']): Forecast['timeToLimitMs'] {
  if (trend.kind !== 'leak' || trend.bytesPerHour === null || now === null || limit === null) return null;
  const room = Math.max(0, limit.bytes - now);
  const reach = (slope: number): number | null => (slope > 0 ? (room / slope) * hourMs : null);
  const low = reach(trend.bytesPerHour.high);
  const mid = reach(trend.bytesPerHour.mid);
  return low === null || mid === null ? null : { low, mid, high: reach(trend.bytesPerHour.low) };
}

export function advise({ trend, segments }: Judged, setting: Setting): MemoryAdvice | null {
  const { hostMemory, mainBytes, pool } = setting;
  if ((trend.kind !== 'leak' && trend.kind !== 'sawtooth') || trend.bytesPerHour === null || hostMemory === null) return null;
  // a solo worker is its own only child
  const isOwnChild = pool !== 'prefork' || setting.children === 0;
  const children = isOwnChild ? 1 : setting.children;
  const shape = { children, mainBytes: isOwnChild ? 0 : (mainBytes ?? 0) };
  const lives = segments.filter((segment) => segment.length >= 3);
  if (lives.length === 0) return null;
  const startBytes = median(lives.map((life) => perChild(Math.min(...life.slice(0, Math.max(3, Math.floor(life.length / 4))).map(({ bytes }) => bytes)), shape)));
  const share = hostShare(hostMemory, children, Math.max(setting.childrenOnHost, children)) / children;
  const wanted = Math.min(share, Math.max(leastRoom * startBytes, (startBytes + share) / 2));
  if (startBytes <= 0 || wanted <= startBytes * 1.1) return { maxMemoryPerChildKiB: null, maxTasksPerChild: null, worksInPool: pool === 'prefork', backTest: null };
  const limitKiB = Math.floor(wanted / 1024 / 1000) * 1000 || Math.floor(wanted / 1024);
  const tasksPerHour = setting.tasksPerHour;
  const tested = backTest({ ...shape, segments: lives, startBytes, limitBytes: limitKiB * 1024, ceilingBytes: shape.mainBytes + share * children, tasksPerHour });
  const tooOften = tested.recyclesPerDay > mostRecyclesPerDay * children;
  const hoursToLimit = (limitKiB * 1024 - startBytes) / Math.max(1, trend.bytesPerHour.mid / children);
  const tasks = tasksPerHour === null ? null : Math.floor((tasksPerHour / children) * hoursToLimit);
  return {
    maxMemoryPerChildKiB: tooOften ? null : limitKiB,
    maxTasksPerChild: tooOften || tasks === null || tasks < 1 ? null : round(tasks),
    worksInPool: pool === 'prefork', backTest: tested,
  };
}

/** Two figures say all that is known. */
function round(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.max(1, Math.floor(value / unit) * unit);
}
