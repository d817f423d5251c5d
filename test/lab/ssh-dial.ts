/** Dialling one hop in a test: a real dialer with system time, everything else as plain as can be. */
import { createSshDialer, type SshDialerNeeds } from '#electron/adapters/ssh/index.ts';
import { createSystemClock } from '#electron/adapters/system/system-clock.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { DialOptions, LoginRecipe, SshHop } from '#electron/ports/ssh-dialer.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

export const keyLogin = (...identityFiles: string[]): LoginRecipe => ({ method: 'key', identityFiles, areNamed: true, identitiesOnly: false, agent: null });

export function hopTo(port: number, login: LoginRecipe, user = 'root'): SshHop {
  return { at: `${user}@127.0.0.1:${port}`, address: '127.0.0.1', port, user, login };
}

export function plainOptions(change: Partial<DialOptions> = {}): DialOptions {
  const refuse = (): Promise<Result<never, AppError>> => Promise.resolve(err({ code: 'question-declined', kind: 'test' }));
  return {
    signal: new AbortController().signal, openStream: null, knownKeyTypes: [], checkHostKey: () => Promise.resolve(ok(undefined)),
    prompts: { passphrase: refuse, password: refuse, answers: refuse }, admit: () => Promise.resolve({ [Symbol.dispose]() {} }), onStage() {}, ...change,
  };
}

export function dialOnce(hop: SshHop, change: Partial<DialOptions> = {}, needs: Partial<SshDialerNeeds> = {}): Promise<Result<RemoteSession, AppError>> {
  return createSshDialer({ clock: createSystemClock(), timers: createSystemTimers(), log: createMemoryLog(), ...needs }).dial(hop, plainOptions(change));
}

export async function mustDial(hop: SshHop, change: Partial<DialOptions> = {}): Promise<RemoteSession> {
  const dialled = await dialOnce(hop, change);
  if (!dialled.ok) throw new Error(JSON.stringify(dialled.error));
  return dialled.value;
}
