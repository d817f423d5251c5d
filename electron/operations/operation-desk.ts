/**
 * Every long action of ours: begun, followed step by step, cancelled, ended. (Door type of the room; built by create-operation-desk.ts.)
 * Must stay true: an operation ends exactly once, also when its work throws; after its end nothing of it changes.
 */
import type { Operation, OperationChange, OperationId, OperationKind, OperationTarget, ProofWanted, StepWord, TargetOutcome } from '#shared/domain/operation.ts';
import type { AppError } from '#shared/errors.ts';

export type OperationPlan = {
  readonly kind: OperationKind;
  readonly subject?: string;
  readonly targets: readonly OperationTarget[];
  /** False: it runs to its end once begun. */
  readonly canCancel?: boolean;
};

export type StepEnd = {
  readonly state: 'done' | 'skipped' | 'failed' | 'cancelled' | 'unverified';
  readonly error?: AppError | null;
  readonly missing?: readonly ProofWanted[];
  readonly detail?: string;
};

export type RunningStep = {
  readonly id: string;
  /** A new wait, a new detail. Without effect once it has ended. */
  change(next: { readonly until?: number | null; readonly detail?: string }): void;
  /** True: go on. False: refused, cancelled, or nobody answered until `until`. */
  askConsent(until: number | null): Promise<boolean>;
  end(end: StepEnd): void;
};

export type RunningOperation = {
  readonly id: OperationId;
  readonly who: string;
  /** Aborted by cancel and by the end of the engine. */
  readonly signal: AbortSignal;
  /** `target`: place in the plan's list, null: all. */
  begin(what: StepWord, at?: { readonly target?: number | null; readonly until?: number | null; readonly detail?: string }): RunningStep;
  say(text: string, target?: number | null): void;
  /** How a target stands; steps alone decide nothing about it. */
  settle(target: number, outcome: { readonly state: TargetOutcome['state']; readonly error?: AppError | null; readonly missing?: readonly ProofWanted[]; readonly tookMs?: number | null }): void;
  /** The operation as it stands, for the journal. */
  now(): Operation;
};

/** What an operation's work may say of the whole; `null`: made out of the targets' outcomes. */
export type WorkEnd = { readonly state: 'done' | 'failed' | 'cancelled' | 'unverified'; readonly error?: AppError | null } | null;

export type OperationDesk = {
  readonly who: string;
  begin(plan: OperationPlan, work: (operation: RunningOperation) => Promise<WorkEnd>): OperationId;
  list(): readonly Operation[];
  get(id: OperationId): Operation | null;
  /** False: there is no such operation under way. */
  cancel(id: OperationId): boolean;
  consent(id: OperationId, step: string, allow: boolean): boolean;
  /** Resolves with the operation once it has ended; null when there is none. */
  ended(id: OperationId): Promise<Operation | null>;
  watch(emit: (change: OperationChange) => void): () => void;
  /** Cancels what is under way and waits for it, a bounded time. */
  dispose(): Promise<void>;
};
