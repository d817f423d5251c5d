/** Where one login stands. Shared by the parts of the login desk; nothing outside this folder sees it. */
import type { LoginPrompts, SshHop } from '#electron/ports/ssh-dialer.ts';
import type { AppError } from '#shared/errors.ts';
import type { GatheredKeys } from './gather-keys.ts';

export type LoginNeeds = {
  readonly prompts: LoginPrompts;
  /** While a person is asked, time limits stand still. */
  whileAsking<T>(run: () => Promise<T>): Promise<T>;
  onFault(error: unknown): void;
};

export type LoginProgress = {
  readonly hop: SshHop;
  readonly keys: GatheredKeys;
  readonly needs: LoginNeeds;
  readonly tried: string[];
  accepted: readonly string[];
  keyAt: number;
  passwords: number;
  keyboards: number;
  /** A password that was given but never got to the server. */
  unsentPassword: string | null;
  inFlight: 'key' | 'password' | 'keyboard' | null;
  fatal: AppError | null;
  hasSaidNone: boolean;
  hasRefreshed: boolean;
  hasUsedAgentType: boolean;
};

export const maxAnswers = 3;

export function serverTakes(progress: LoginProgress, method: string): boolean {
  return progress.accepted.includes(method);
}
