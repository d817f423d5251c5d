/** What the parts of one session share: the library's client, whether it still stands, and why it does not. */
import type { Client } from 'ssh2';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import type { SessionSlots } from './session-slots.ts';

export type Link = {
  readonly client: Client;
  readonly at: string;
  readonly timers: Timers;
  readonly slots: SessionSlots;
  /** The reason once the connection is gone, else null. */
  lostBecause(): AppError | null;
};
