/** Evidence that the panel has of its own: what the fleet knew, what the log review counted, and the round before. */
import type { CauseCode } from '#shared/domain/crash.ts';
import type { Finding } from '#shared/domain/finding.ts';
import type { HostNote, HostSample } from '#shared/domain/host.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import type { Piece } from './evidence.ts';

export type IncidentFact = {
  readonly id: string;
  readonly kind: string;
  readonly signature: string;
  readonly worker: string | null;
  readonly unit: string | null;
  readonly atMs: number;
  readonly times: number;
  readonly signal: string | null;
  readonly exitCode: number | null;
  readonly cause: CauseCode;
  readonly confidence: number;
  readonly exception: string | null;
  readonly taskId: string | null;
  readonly taskName: string | null;
};

/** One kind of line in the last 24 hours. `lines`: the newest few. */
export type LineCount = { readonly count24h: number; readonly count1h: number; readonly lastAtMs: number | null; readonly lines: readonly { readonly atMs: number; readonly source: string; readonly text: string }[] };

export type LogEvidence = {
  /** Incidents of the last 24 hours, newest first, at most 300. */
  readonly incidents: Piece<readonly IncidentFact[]>;
  /** By the kind of event (shared/domain/crash.ts CrashEventKind), last 24 hours. A kind that is absent was not seen. */
  readonly events: Piece<Readonly<Record<string, LineCount>>>;
  /** Since when the logs are followed without a gap; what is older is not known. */
  readonly followedSinceMs: number | null;
  /** Lines of the last day that match log-marks.ts, oldest first, at most 200. Absent in evidence of older versions. */
  readonly marks?: Piece<LineCount['lines']>;
  readonly sources: Piece<readonly { readonly kind: string; readonly name: string; readonly path: string | null; readonly lines: number; readonly lastLineAtMs: number | null }[]>;
  /** `readable`, `not-readable`, `absent`. */
  readonly journal: Piece<string>;
};

/** Counters and times of the previous run's evidence that a rule may compare with. */
export type EarlierEvidence = {
  readonly atMs: number;
  readonly bootId: string | null;
  /** `evidence path` → number: redis evicted_keys, slow log length, vmstat, sectors written, carrier changes, restarts … */
  readonly counters: Readonly<Record<string, number>>;
};

export type PanelEvidence = {
  /** As the window shows it: verdicts with their proofs. */
  readonly workers: readonly WorkerView[];
  readonly brokers: readonly BrokerView[];
  readonly sample: Piece<HostSample>;
  readonly notes: readonly HostNote[];
  /** Median, and the slowest of the last minutes. */
  readonly latency: Piece<{ readonly lastMs: number; readonly medianMs: number; readonly p95Ms: number; readonly samples: number }>;
  /** One point a minute, oldest first, at most 60; null: a gap. Percent of memory, one-minute load. */
  readonly memoryPercent: readonly (number | null)[];
  readonly load: readonly (number | null)[];
  readonly connectedSinceMs: number | null;
  readonly hostKeyChanged: boolean;
  /** Boot ids seen in the last 24 hours, newest last. */
  readonly boots: readonly { readonly bootId: string; readonly firstSeenMs: number }[];
  /** What was done to this host through the panel in the last 24 hours, newest last; `what` is the kind of the action (shared/domain/action.ts). */
  readonly actions: readonly { readonly atMs: number; readonly what: string; readonly worker: string | null }[];
  readonly earlier: EarlierEvidence | null;
  /** Findings of the previous run, for «twice in a row». */
  readonly earlierFindings: readonly Pick<Finding, 'id' | 'check' | 'severity' | 'since'>[];
  /** p95 runtime in seconds by task name, from task events; empty without them. */
  readonly taskRuntimesS: Readonly<Record<string, { readonly p95: number; readonly longest: number; readonly count: number }>>;
  /** How tasks ended in the last hour (or since `overMs`), by node; a node whose task events nobody heard is not in it. Absent in evidence of older versions. */
  readonly taskOutcomes?: readonly { readonly node: string; readonly overMs: number; readonly succeeded: number; readonly failed: number; readonly retried: number; readonly revoked: number }[];
};
