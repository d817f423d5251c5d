/**
 * Saved copies of messages, made before they are touched. Must stay true: a copy whose `save` succeeded is on the disk,
 * whole, and outlives this process by any signal; progress never rewrites the messages.
 */
import type { BrokerId } from '#shared/domain/ids.ts';
import type { CopyId, MoveOutcome, SavedCopy, UndoOutcome } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type CopiedMessage = {
  readonly tag: string;
  readonly task: string | null;
  readonly name: string | null;
  /** The value in `unacked` (or the element of the list it lay in), byte for byte. */
  readonly raw: Uint8Array;
  /** Its score in the index, as Redis wrote it; null where it had none. */
  readonly score: string | null;
  /** What is pushed, and where to. */
  readonly element: Uint8Array;
  readonly queue: string;
  readonly key: string;
  readonly side: 'L' | 'R';
  /** The list it lay in; null: `unacked`. */
  readonly home: string | null;
};
export type CopyProgress = { readonly outcomes: Readonly<Record<string, MoveOutcome | UndoOutcome>>; readonly state: SavedCopy['state'] };
export type MessageCopy = {
  readonly id: CopyId;
  readonly broker: BrokerId;
  readonly brokerLabel: string;
  readonly at: number;
  readonly why: SavedCopy['why'];
  /** The journal's act. */
  readonly action: string;
  readonly messages: readonly CopiedMessage[];
};

/** `at`: when it was saved. `bytes`: on the disk. One that cannot be read is `unknown`: nobody can say what is in it. */
export type CopyOnDisk = { readonly id: CopyId; readonly at: number; readonly bytes: number; readonly state: SavedCopy['state'] };

export type CopyStore = {
  save(copy: MessageCopy): Promise<Result<void, AppError>>;
  note(id: CopyId, progress: CopyProgress): Promise<Result<void, AppError>>;
  get(id: CopyId): Promise<Result<{ readonly copy: MessageCopy; readonly progress: CopyProgress | null }, AppError>>;
  /** All of them, without their messages. */
  index(): Promise<Result<readonly CopyOnDisk[], AppError>>;
  /** For good. */
  remove(id: CopyId): Promise<Result<void, AppError>>;
  /** Newest first, at most 200; one that is not settled is not pushed out by those that are; those that cannot be read are left out. */
  list(): Promise<Result<readonly SavedCopy[], AppError>>;
};
