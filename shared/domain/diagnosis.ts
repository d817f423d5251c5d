/**
 * A diagnosis run of one host: its findings, the score with its whole arithmetic, and what it cost the Pi.
 * Must stay true: 100 minus the points of all rows is the value; too little evidence gives no value at all.
 */
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { CheckId, Finding } from './finding.ts';
import { HostId } from './ids.ts';
import { EpochMs, Milliseconds } from './units.ts';

export const RunId = z.string().min(1).max(100).brand<'RunId'>();
export type RunId = z.infer<typeof RunId>;

/** The field reports' words, in every language. */
export const ScoreWord = z.enum(['EXCELLENT', 'MOYEN', 'CRITIQUE', 'INCONNU']);
export type ScoreWord = z.infer<typeof ScoreWord>;

export const ScoreCategory = z.enum(['runtime', 'redis', 'crashes', 'system', 'storage', 'power', 'supervision', 'configuration', 'network']);
export type ScoreCategory = z.infer<typeof ScoreCategory>;

export const ScoreCap = z.enum(['any-critical', 'three-critical', 'blocking', 'any-warning', 'six-warnings']);
export type ScoreCap = z.infer<typeof ScoreCap>;

/** One reason for points lost. Exactly one of `finding` and `cap` is set. */
export const ScoreRow = z.object({
  /** In tenths exactly: all rows add up to 100 minus the value. A cap's row is what it takes beyond the findings'. */
  points: z.number().min(0).max(100),
  finding: z.string().max(800).nullable(),
  cap: ScoreCap.nullable(),
  /** The value a cap allows; null for a finding. */
  limit: z.number().nullable(),
  category: ScoreCategory.nullable(),
  /** Findings of the same cause that cost nothing more. */
  consequences: z.array(z.string().max(800)).max(600),
});
export type ScoreRow = z.infer<typeof ScoreRow>;

export const CategoryScore = z.object({
  category: ScoreCategory,
  /** Percent of the whole that it weighs here; categories without evidence weigh nothing. */
  weight: z.number(),
  /** 0..100; null without evidence. */
  score: z.number().nullable(),
  known: z.number().int(),
  applicable: z.number().int(),
});
export type CategoryScore = z.infer<typeof CategoryScore>;

export const Score = z.object({
  /** 0..100, whole; null: INCONNU. */
  value: z.number().int().min(0).max(100).nullable(),
  word: ScoreWord,
  /** As a command line ends: 0 EXCELLENT, 1 MOYEN, 2 CRITIQUE, 3 INCONNU. */
  exitCode: z.number().int().min(0).max(3),
  /** Before any cap. */
  raw: z.number().nullable(),
  /** Weight of the judged checks among all that apply, 0..100. */
  coverage: z.number().min(0).max(100),
  rows: z.array(ScoreRow).max(700),
  categories: z.array(CategoryScore).max(9),
  /** Against the median of the last 24 hours' runs; null without one. */
  median24h: z.number().nullable(),
});
export type Score = z.infer<typeof Score>;

/** Taken from the Pi's own accounting, not from the clock here. */
export const RoundCost = z.object({
  cpuMs: Milliseconds.nullable(),
  wallMs: Milliseconds,
  bytes: z.number().int(),
  commands: z.number().int(),
  redisCommands: z.number().int(),
  controlRequests: z.number().int(),
  /** `python`: a one-shot on the Pi's python3; `sh`: the smaller one for a Pi without. null: nothing ran there. */
  variant: z.enum(['python', 'sh']).nullable(),
});
export type RoundCost = z.infer<typeof RoundCost>;

export const SeverityCounts = z.object({ ok: z.number().int(), info: z.number().int(), warn: z.number().int(), crit: z.number().int(), unknown: z.number().int(), muted: z.number().int() });
export type SeverityCounts = z.infer<typeof SeverityCounts>;

export const RunSummary = z.object({
  id: RunId,
  host: HostId,
  /** The host's name when it ran. */
  hostName: z.string().max(300),
  startedAt: EpochMs,
  endedAt: EpochMs,
  /** `fix`: a fix or profile had been applied or taken back. */
  by: z.enum(['person', 'schedule', 'fix', 'replay']),
  value: z.number().int().nullable(),
  word: ScoreWord,
  coverage: z.number(),
  counts: SeverityCounts,
  /** The findings that cost most, worst first. */
  worst: z.array(z.object({ finding: z.string().max(800), check: CheckId, severity: z.enum(['warn', 'crit']), points: z.number() })).max(5),
});
export type RunSummary = z.infer<typeof RunSummary>;

export const DiagnosisRun = RunSummary.extend({
  version: z.string().max(60),
  findings: z.array(Finding).max(1000),
  score: Score,
  cost: RoundCost,
  /** Part of the evidence could not be had at all: the host, its broker or its workers did not answer. */
  gaps: z.array(z.object({ part: z.enum(['host', 'redis', 'workers', 'logs']), error: AppError })).max(50),
});
export type DiagnosisRun = z.infer<typeof DiagnosisRun>;

export const RunProgress = z.object({
  host: HostId,
  /** null while it waits its turn. */
  run: RunId.nullable(),
  step: z.enum(['waiting', 'collecting', 'judging', 'done', 'failed']),
  /** Which parts have answered: the host's own round, Redis, the workers. */
  parts: z.object({ host: z.enum(['waiting', 'had', 'failed']), redis: z.enum(['waiting', 'had', 'failed', 'none']), workers: z.enum(['waiting', 'had', 'failed', 'none']) }),
  at: EpochMs,
  startedAt: EpochMs,
  error: AppError.nullable(),
});
export type RunProgress = z.infer<typeof RunProgress>;

/** `until` null: for good. `host` null: everywhere. */
export const CheckMute = z.object({ check: CheckId, host: HostId.nullable(), until: EpochMs.nullable() });
export type CheckMute = z.infer<typeof CheckMute>;

/** The newest run of each host, what runs now, and what is muted. */
export const DiagnosisOverview = z.object({
  latest: z.array(RunSummary).max(500),
  running: z.array(RunProgress).max(500),
  mutes: z.array(CheckMute).max(500),
  /** Hours between runs by themselves; null: only when asked. */
  everyHours: z.number().int().min(1).max(168).nullable(),
});
export type DiagnosisOverview = z.infer<typeof DiagnosisOverview>;

export const DiagnosisChange = z.object({
  /** In the first change, and again when mutes or the schedule change: replaces everything before. */
  overview: DiagnosisOverview.nullable(),
  /** One for each host that moved; replaces the host's earlier one. */
  progress: z.array(RunProgress).max(500),
  /** Runs that ended, oldest first. */
  finished: z.array(RunSummary).max(500),
});
export type DiagnosisChange = z.infer<typeof DiagnosisChange>;

export const BundleOptions = z.object({
  /** Arguments of tasks and their results are left out unless asked for. */
  withTaskArguments: z.boolean(),
  /** Names of hosts, users and addresses are replaced by `host-1`, `user-1`, `address-1`. */
  isAnonymous: z.boolean(),
});
export type BundleOptions = z.infer<typeof BundleOptions>;

/** A bundle opened: the runs judged again from its evidence by this version's rules. */
export const OpenedBundle = z.object({
  savedAt: EpochMs,
  version: z.string().max(60),
  options: BundleOptions,
  runs: z.array(DiagnosisRun).max(100),
});
export type OpenedBundle = z.infer<typeof OpenedBundle>;
