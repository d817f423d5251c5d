/**
 * The levels of history and the blocks each is stored in. Rules HS2 and HS3 in docs/spec/history.md.
 * Must stay true: a block of one level is a whole number of blocks of the finer one, so that a block is rolled up whole
 * and removed whole, and no bucket is ever computed from half of its figures.
 */
import { bucketMs, historyLevels, type HistoryLevel } from '#shared/domain/history.ts';

/** 0 is raw, 4 the coarsest. */
export type LevelIndex = 0 | 1 | 2 | 3 | 4;
export const allLevels: readonly LevelIndex[] = [0, 1, 2, 3, 4];
export const rolledLevels: readonly LevelIndex[] = [1, 2, 3, 4];

const minute = 60_000;
const hour = 60 * minute;
/** 300 samples at 2 s, then 360 buckets each. */
const blockLengths: readonly [number, number, number, number, number] = [10 * minute, hour, 6 * hour, 60 * hour, 360 * hour];

export const levelName = (level: LevelIndex): HistoryLevel => historyLevels[level];
export const bucketOf = (level: LevelIndex): number => bucketMs[levelName(level)];
export const blockMs = (level: LevelIndex): number => blockLengths[level];
export const blockAt = (level: LevelIndex, at: number): number => Math.floor(at / blockLengths[level]);
export const blockStart = (level: LevelIndex, block: number): number => block * blockLengths[level];
export const finer = (level: LevelIndex): LevelIndex => Math.max(0, level - 1) as LevelIndex;

const seriesFactor = 2 ** 27;
const levelFactor = 2 ** 24;
/**
 * One number for (series, level, block), in that order of weight: the key of a block in the file, so that a range of one
 * series at one level lies together. Holds until the year 2288 and for 67 million series.
 */
export const blockKey = (series: number, level: LevelIndex, block: number): number => series * seriesFactor + level * levelFactor + block;
export const blockOfKey = (key: number): number => key % levelFactor;
