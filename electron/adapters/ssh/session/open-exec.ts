/**
 * Opens one exec channel within our share of sessions. The library throws when the connection is already gone; here
 * that is a Result like every other failure. A refusal while others of ours are open waits for one of them to end.
 */
import type { ClientChannel } from 'ssh2';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { mapSessionOpenError } from '#electron/adapters/ssh/map-error.ts';
import type { Link } from './link.ts';

export type OpenExec = { readonly channel: ClientChannel; readonly slot: Disposable };

/** The server frees a session a moment after its channel has closed: a lone refused caller tries again. */
const retryAloneMs = 60;
const maxTriesAlone = 8;
const keptAfterDropMs = 10_000;

export async function openExec(link: Link, command: string, signal: AbortSignal, onEnded: () => AppError): Promise<Result<OpenExec, AppError>> {
  for (let alone = 0; ;) {
    const slot = await link.slots.take(signal);
    const gone = link.lostBecause();
    if (gone !== null) { slot?.[Symbol.dispose](); return err(gone); }
    if (slot === null) return err(onEnded());
    const opened = await requestExec(link, command, signal, onEnded);
    if (opened.ok) return ok({ channel: opened.value, slot });
    if (opened.error.code === 'sessions-exhausted' && link.lostBecause() === null) {
      const isAlone = link.slots.inUse() <= 1;
      if (!isAlone || alone < maxTriesAlone) {
        link.slots.lower();
        slot[Symbol.dispose]();
        if (isAlone) { alone += 1; await pause(link, retryAloneMs, signal); }
        continue;
      }
    }
    slot[Symbol.dispose]();
    return opened;
  }
}

function requestExec(link: Link, command: string, signal: AbortSignal, onEnded: () => AppError): Promise<Result<ClientChannel, AppError>> {
  return new Promise((resolve) => {
    let isDone = false;
    const finish = (result: Result<ClientChannel, AppError>): void => {
      if (isDone) return;
      isDone = true;
      signal.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const onAbort = (): void => finish(err(onEnded()));
    signal.addEventListener('abort', onAbort, { once: true });
    const failed = (error: unknown): void => finish(err(link.lostBecause() ?? mapSessionOpenError(error, { at: link.at, name: link.at })));
    try {
      link.client.exec(command, (error, channel) => {
        if (error !== undefined && error !== null) { failed(error); return; }
        if (isDone) { drop(channel); return; }
        finish(ok(channel));
      });
    } catch (error) {
      failed(error);
    }
  });
}

/**
 * A dropped program that ignores its closed pipes still holds a session of the server, and sshd confirms the close
 * only when it ends. Its place is kept for a while, but not for ever: a few such must not lock us out.
 */
export function releaseLater(link: Link, slot: Disposable): void {
  const release = (): void => {
    timer[Symbol.dispose]();
    link.client.removeListener('close', release);
    slot[Symbol.dispose]();
  };
  const timer = link.timers.after(keptAfterDropMs, release);
  // the connection's end frees the place, and leaves no timer behind
  link.client.once('close', release);
}

/** Ends a remote program that nobody wants any more: sshd by itself sends it nothing, and as root refuses to. */
export function drop(channel: ClientChannel): void {
  channel.on('error', () => {}).resume();
  channel.stderr.on('error', () => {}).resume();
  try { channel.signal('TERM'); } catch { /* the connection went first */ }
  try { channel.close(); } catch { /* the connection went first */ }
}

function pause(link: Link, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => { timer[Symbol.dispose](); signal.removeEventListener('abort', done); resolve(); };
    const timer = link.timers.after(ms, done);
    signal.addEventListener('abort', done, { once: true });
  });
}
