/**
 * The journal of acts on the fleet. (Door type of the room.)
 * Must stay true: `begin` has written the intent before it returns; nothing is done to the fleet when it failed.
 */
import type { Action, ActionChange, ActionFact, ActionId, ActionKind, ActionPage, ActionQuery, ActionTarget, ActionUndo } from '#shared/domain/action.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type ActionIntent = {
  readonly kind: ActionKind;
  readonly what?: string | null;
  readonly by?: Action['by'];
  /** What is known of the target; names are filled in from the fleet. */
  readonly target: Partial<ActionTarget>;
  readonly before?: readonly ActionFact[];
  readonly undo?: ActionUndo | null;
  readonly operation?: string | null;
};

export type ActionEnd = {
  readonly outcome: Exclude<Action['outcome'], 'begun'>;
  readonly after?: readonly ActionFact[];
  readonly error?: AppError | null;
  readonly undo?: ActionUndo | null;
};

/** One act under way. Ending it twice changes nothing. */
export type OpenAction = { readonly id: ActionId; end(end: ActionEnd): Promise<void> };

export type RecordAction = (intent: ActionIntent) => Promise<Result<OpenAction, AppError>>;

export type ActionJournal = {
  readonly record: RecordAction;
  /** What became known later of an act that ended as `unknown`; any other is left alone. */
  settle(id: ActionId, end: ActionEnd): Promise<void>;
  /** The action was taken back by another. */
  markUndone(id: ActionId, by: ActionId): Promise<void>;
  /** The action that made this saved copy or has this undo. */
  list(query: ActionQuery): Promise<Result<ActionPage, AppError>>;
  /** The latest first, then changes. */
  watch(emit: (change: ActionChange) => void): () => void;
  /** Ends of a former engine become `unknown`. */
  start(): Promise<void>;
  dispose(): Promise<void>;
};
