/** What passes between the engine's thread and the store's thread. */
import type { HistoryStatus, RecordingState } from '#shared/domain/history.ts';
import type { parts } from './parts.ts';

export type Parts = typeof parts;
export type PartName = keyof Parts;
type StatementsOf<P extends PartName> = ReturnType<Parts[P]['reads']> & ReturnType<Parts[P]['writes']>;
export type StatementName<P extends PartName> = keyof StatementsOf<P> & string;
export type InputOf<P extends PartName, S extends StatementName<P>> = StatementsOf<P>[S] extends (input: infer I) => unknown ? I : never;
export type OutputOf<P extends PartName, S extends StatementName<P>> = StatementsOf<P>[S] extends (input: never) => infer O ? O : never;

/** On the file as a whole, beside the parts' own statements. */
export type FileRequest =
  | { readonly kind: 'bytes' }
  | { readonly kind: 'limit'; readonly bytes: number }
  | { readonly kind: 'backup'; readonly name: string }
  | { readonly kind: 'backups' }
  | { readonly kind: 'restore'; readonly name: string }
  | { readonly kind: 'close' };
export type Request = FileRequest | { readonly kind: 'statement'; readonly part: string; readonly statement: string; readonly input: unknown };

export type FailureReason = 'disk-full' | 'over-limit' | 'busy' | 'corrupt' | 'not-writable' | 'closed' | 'missing' | 'other';
export type Failure = { readonly because: FailureReason; readonly text: string };

export type FileState = {
  readonly state: Exclude<RecordingState, 'off'>;
  readonly because: HistoryStatus['because'];
  readonly setAside: string | null;
};

export type ToWorker = { readonly id: number; readonly request: Request };
export type FromWorker =
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly failure: Failure }
  | { readonly type: 'state'; readonly state: FileState }
  | { readonly type: 'log'; readonly level: 'info' | 'warn'; readonly message: string; readonly text: string };

export type WorkerNeeds = { readonly path: string };
