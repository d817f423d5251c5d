/** How this window looks at the crashes: what is shown, in which order, where the keyboard is. Lost with the window. */
import type { SignatureId } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';

export type CrashStateChoice = 'open' | 'muted' | 'resolved' | 'all';
export type CrashSort = 'last' | 'count' | 'first' | 'title';

export type CrashView = {
  readonly search: string;
  readonly state: CrashStateChoice;
  readonly host: HostId | null;
  readonly sort: CrashSort;
  /** The row the keyboard is on. */
  readonly cursor: SignatureId | null;
};

export const initialCrashView: CrashView = { search: '', state: 'open', host: null, sort: 'last', cursor: null };
