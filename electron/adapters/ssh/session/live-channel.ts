/**
 * A running remote program. Both outputs flow from the start, also before anyone listens (what came before the
 * first listener is kept for it), because an unread stream never reports that the connection has gone.
 */
import type { ClientChannel } from 'ssh2';
import type { ChannelEnd, LiveChannel } from '#electron/ports/remote-shell.ts';
import type { AppError } from '#shared/errors.ts';
import { ok, type Result } from '#shared/result.ts';
import { onAbort } from '#electron/adapters/ssh/deadline.ts';
import type { Link } from './link.ts';
import { drop, openExec, releaseLater } from './open-exec.ts';

/** Held for a listener that comes a moment later; more than this is dropped. */
const maxHeldBytes = 256 * 1024;
const closePatienceMs = 1500;

export async function openLive(link: Link, command: string, signal: AbortSignal): Promise<Result<LiveChannel, AppError>> {
  const opened = await openExec(link, command, signal, () => ({ code: 'cancelled' }));
  if (!opened.ok) return opened;
  return ok(wrap(link, opened.value.channel, opened.value.slot, signal));
}

function wrap(link: Link, channel: ClientChannel, slot: Disposable, signal: AbortSignal): LiveChannel {
  const data = createTap();
  const errorData = createTap();
  const endListeners = new Set<(end: ChannelEnd) => void>();
  let end: ChannelEnd | null = null;
  let exitCode: number | null = null;
  let exitSignal: string | null = null;
  let hasExit = false;
  let open = 2;
  let patience: Disposable | null = null;
  const onClose = (): void => {
    open -= 1;
    if (open > 0) return;
    slot[Symbol.dispose]();
    finish();
  };
  const finish = (): void => {
    if (end !== null) return;
    watch[Symbol.dispose]();
    patience?.[Symbol.dispose]();
    end = { exitCode, signal: exitSignal, lost: !hasExit && link.lostBecause() !== null };
    for (const listen of [...endListeners]) listen(end);
    endListeners.clear();
  };
  channel.on('exit', (code: number | null, name?: string) => { hasExit = true; exitCode = code; exitSignal = name ?? null; });
  channel.on('data', data.push).on('close', onClose).on('error', () => {});
  channel.stderr.on('data', errorData.push).on('close', onClose).on('error', () => {});
  const close = (): void => {
    if (end !== null || patience !== null) return;
    drop(channel);
    releaseLater(link, slot);
    // A program that does not care about its closed pipes must not keep its caller.
    patience = link.timers.after(closePatienceMs, finish);
  };
  const watch = onAbort(signal, close);
  return {
    write(text) {
      if (end !== null || !channel.writable) return false;
      // Bytes that stay queued mean that the far side's window is full.
      return channel.write(text) && channel.writableLength === 0;
    },
    onData: data.listen,
    onErrorData: errorData.listen,
    onEnd(listen) {
      if (end !== null) { listen(end); return () => {}; }
      endListeners.add(listen);
      return () => { endListeners.delete(listen); };
    },
    close,
  };
}

function createTap(): { push(chunk: Buffer): void; listen(listener: (chunk: Uint8Array) => void): () => void } {
  const listeners = new Set<(chunk: Uint8Array) => void>();
  let held: Buffer[] | null = [];
  let heldBytes = 0;
  return {
    push(chunk) {
      if (held === null) { for (const listener of [...listeners]) listener(chunk); return; }
      if (heldBytes + chunk.length > maxHeldBytes) return;
      held.push(chunk);
      heldBytes += chunk.length;
    },
    listen(listener) {
      listeners.add(listener);
      const waiting = held;
      held = null;
      for (const chunk of waiting ?? []) listener(chunk);
      return () => { listeners.delete(listener); };
    },
  };
}
