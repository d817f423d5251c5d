/**
 * What a memory series is: growing without end, level, recycled before it hurts, or still warming up. Pure; rules FO1-FO7.
 * Must stay true: with too little evidence it is `unknown`, and a recycled leak is neither hidden nor called endless.
 */
import type { Interval, MemoryTrend, MemoryTrendKind } from '#shared/domain/forecast.ts';
import { cleanSeries, median, spread, type Cleaned, type Point } from './clean-series.ts';
import { fewestPoints, findSegments } from './find-segments.ts';
import { robustSlope } from './robust-slope.ts';

const hourMs = 3_600_000;
const megabyte = 1_000_000;
/** A judgement wants this many points over this much time. */
const fewestToJudge = 12;
const shortestMs = 1_200_000;
/** Growth over a life must reach this share of the level to be told from drift. */
const growthShare = 0.03;

export type Judged = { readonly trend: MemoryTrend; readonly cleaned: Cleaned; readonly segments: readonly (readonly Point[])[] };
type Life = { readonly points: readonly Point[]; readonly slope: Interval | null; readonly grows: boolean; readonly flattens: boolean; readonly lengthMs: number };

export function judgeMemory(raw: readonly { readonly at: number; readonly bytes: number | null }[]): Judged {
  const cleaned = cleanSeries(raw);
  const segments = findSegments(cleaned);
  const first = cleaned.points[0];
  const last = cleaned.points.at(-1);
  if (first === undefined || last === undefined) return { trend: { kind: 'unknown', confidence: 0, bytesPerHour: null, basis: null }, cleaned, segments };
  const basis = { from: first.at, to: last.at, points: cleaned.points.length, segments: segments.length, spikesIgnored: cleaned.spikes };
  const say = (kind: MemoryTrendKind, confidence: number, bytesPerHour: Interval | null): Judged => ({ trend: { kind, confidence: Math.min(0.99, Math.max(0, confidence)), bytesPerHour, basis }, cleaned, segments });

  const lives = segments.filter((segment) => segment.length >= fewestPoints).map((segment) => judgeLife(segment, cleaned.noise));
  if (cleaned.points.length < fewestToJudge || last.at - first.at < shortestMs || lives.length === 0) return say(isRising(cleaned.points) ? 'warm-up' : 'unknown', 0.3, null);
  if (lives.length >= 3) return judgeLives(lives, say);
  // one or two lives: the present one counts if it is old enough, else the one before
  const present = lives.at(-1);
  const judged = present !== undefined && present.points.length >= fewestToJudge && present.lengthMs >= shortestMs ? present : longest(lives);
  if (judged.points.length < fewestToJudge) return say('unknown', 0.2, null);
  const sure = confidenceOf(judged);
  if (judged.flattens) return say('warm-up', sure, judged.slope);
  return judged.grows ? say('leak', sure, judged.slope) : say('steady', sure, judged.slope);
}

function judgeLives(lives: readonly Life[], say: (kind: MemoryTrendKind, confidence: number, slope: Interval | null) => Judged): Judged {
  const whole = lives.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
  const growing = lives.filter(({ grows }) => grows);
  const share = growing.reduce((sum, { lengthMs }) => sum + lengthMs, 0) / Math.max(1, whole);
  const floor = robustSlope(lives.map(({ points }) => ({ at: points[0]?.at ?? 0, bytes: median(points.slice(0, 3).map(({ bytes }) => bytes)) })));
  const floors = lives.map(({ points }) => median(points.slice(0, 3).map(({ bytes }) => bytes)));
  const spanH = ((lives.at(-1)?.points[0]?.at ?? 0) - (lives[0]?.points[0]?.at ?? 0)) / hourMs;
  const rise = (floor?.mid ?? 0) * spanH;
  // what is left after each recycling grows too: recycling does not contain it
  if (lives.length >= 5 && floor !== null && floor.low > 0 && rise > Math.max(0.1 * median(floors), 3 * spread(floors.map((value, index) => value - (floor.mid * ((lives[index]?.points[0]?.at ?? 0) - (lives[0]?.points[0]?.at ?? 0))) / hourMs)))) return say('leak', 0.8, floor);
  const present = lives.at(-1);
  // one life that has outgrown all before it and is not recycled any more
  if (present !== undefined && present.grows && present.lengthMs > 2.5 * Math.max(...lives.slice(0, -1).map(({ lengthMs }) => lengthMs)) && present.points.length >= fewestToJudge) return say('leak', confidenceOf(present), present.slope);
  if (share >= 0.5) return say('sawtooth', 0.6 + 0.35 * share, pooled(growing));
  const sure = 0.6 + 0.3 * (1 - share);
  return say('steady', sure, pooled(lives));
}

function judgeLife(points: readonly Point[], noise: number): Life {
  const first = points[0];
  const last = points.at(-1);
  const lengthMs = (last?.at ?? 0) - (first?.at ?? 0);
  // the start of a life loads code and fills caches: the later part tells where it is going
  const settled = points.slice(Math.floor(points.length * (points.length >= fewestToJudge ? 0.25 : 0)));
  const late = points.slice(Math.floor(points.length * 0.55));
  const slope = robustSlope(settled);
  const lateSlope = robustSlope(late);
  const level = median(points.map(({ bytes }) => bytes));
  const rises = (seen: Interval | null, part: readonly Point[], factor: number): boolean => {
    if (seen === null || seen.low <= 0) return false;
    const growth = (seen.mid * ((part.at(-1)?.at ?? 0) - (part[0]?.at ?? 0))) / hourMs;
    return growth > factor * Math.max(growthShare * level, 3 * noise, 2 * megabyte);
  };
  const roseAtAll = rises(robustSlope(points), points, 1);
  const risesLate = rises(lateSlope, late, 0.4) && (slope === null || slope.mid <= 0 || (lateSlope?.mid ?? 0) > 0.3 * slope.mid);
  const slowing = fadesOut(points);
  const grows = rises(slope, settled, 0.7) && (points.length < fewestToJudge || risesLate) && !slowing;
  return { points, slope, grows, flattens: !grows && (roseAtAll || slowing) && rises(robustSlope(points.slice(0, Math.max(4, Math.floor(points.length * 0.5)))), points.slice(0, Math.max(4, Math.floor(points.length * 0.5))), 0.7), lengthMs };
}

/** Thirds of a life, each slower than the one before by far: it is filling something up, not leaking. */
function fadesOut(points: readonly Point[]): boolean {
  if (points.length < 3 * fewestPoints) return false;
  const third = Math.floor(points.length / 3);
  const [a, b, c] = [0, 1, 2].map((part) => robustSlope(points.slice(part * third, part === 2 ? points.length : (part + 1) * third))?.mid ?? 0);
  return a !== undefined && b !== undefined && c !== undefined && a > 0 && b < 0.6 * a && c < 0.6 * Math.max(b, 0.3 * a) && c < 0.25 * a;
}

function isRising(points: readonly Point[]): boolean {
  const slope = robustSlope(points);
  return slope !== null && slope.low > 0;
}

const longest = (lives: readonly Life[]): Life => [...lives].sort((a, b) => b.points.length - a.points.length)[0] ?? { points: [], slope: null, grows: false, flattens: false, lengthMs: 0 };

/** More time and a narrower interval make surer. */
function confidenceOf({ slope, lengthMs, points }: Life): number {
  const width = slope === null || slope.mid === 0 ? 1 : Math.min(1, (slope.high - slope.low) / (2 * Math.abs(slope.mid)));
  return 0.5 + 0.2 * Math.min(1, lengthMs / (6 * hourMs)) + 0.15 * Math.min(1, points.length / 60) + 0.14 * (1 - width);
}

function pooled(lives: readonly Life[]): Interval | null {
  const slopes = lives.map(({ slope }) => slope).filter((slope) => slope !== null);
  if (slopes.length === 0) return null;
  return { low: median(slopes.map(({ low }) => low)), mid: median(slopes.map(({ mid }) => mid)), high: median(slopes.map(({ high }) => high)) };
}
