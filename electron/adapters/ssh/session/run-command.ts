/** One command to its end: both outputs drained and bounded, the time limit ends the remote program too. */
import type { Clock } from '#electron/ports/clock.ts';
import type { RemoteSession, RunOutcome } from '#electron/ports/remote-shell.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { onAbort, startDeadline } from '#electron/adapters/ssh/deadline.ts';
import type { Link } from './link.ts';
import { drop, openExec, releaseLater, type OpenExec } from './open-exec.ts';

const defaultMaxBytes = 8 * 1024 * 1024;

export async function runCommand(link: Link, clock: Clock, command: string, options: Parameters<RemoteSession['run']>[1]): Promise<Result<RunOutcome, AppError>> {
  const startedAt = clock.monotonic();
  using deadline = startDeadline(link.timers, options.deadlineMs, options.signal);
  let hasOpened = false;
  const ended = (): AppError => {
    if (!deadline.hasPassed()) return { code: 'cancelled' };
    if (!hasOpened && link.slots.inUse() > 0) return { code: 'sessions-exhausted', at: link.at };
    return { code: 'deadline-passed', waitedMs: clock.monotonic() - startedAt };
  };
  const opened = await openExec(link, command, deadline.signal, ended);
  if (!opened.ok) return opened;
  hasOpened = true;
  return await collect(link, opened.value, options, deadline.signal, ended);
}

function collect(link: Link, { channel, slot }: OpenExec, options: Parameters<RemoteSession['run']>[1], signal: AbortSignal, ended: () => AppError): Promise<Result<RunOutcome, AppError>> {
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  const out = createBoundedBuffer(maxBytes);
  const errors = createBoundedBuffer(maxBytes);
  return new Promise((resolve) => {
    let exitCode: number | null = null;
    let exitSignal: string | null = null;
    let hasExit = false;
    let open = 2;
    const watch = onAbort(signal, () => { drop(channel); releaseLater(link, slot); resolve(err(ended())); });
    const onClose = (): void => {
      open -= 1;
      if (open > 0) return;
      watch[Symbol.dispose]();
      slot[Symbol.dispose]();
      const gone = link.lostBecause();
      if (gone !== null && !hasExit) { resolve(err(gone)); return; }
      resolve(ok({ exitCode, signal: exitSignal, stdout: out.bytes(), stderr: errors.bytes(), wasCut: out.wasCut() || errors.wasCut() }));
    };
    channel.on('exit', (code: number | null, name?: string) => { hasExit = true; exitCode = code; exitSignal = name ?? null; });
    channel.on('data', out.add).on('close', onClose).on('error', () => {});
    channel.stderr.on('data', errors.add).on('close', onClose).on('error', () => {});
    channel.end(options.input === undefined ? undefined : Buffer.from(options.input));
  });
}

function createBoundedBuffer(maxBytes: number): { add(chunk: Buffer): void; bytes(): Uint8Array; wasCut(): boolean } {
  const chunks: Buffer[] = [];
  let size = 0;
  let cut = false;
  return {
    add(chunk) {
      const room = maxBytes - size;
      if (chunk.length > room) cut = true;
      if (room <= 0) return;
      const kept = chunk.length > room ? chunk.subarray(0, room) : chunk;
      chunks.push(kept);
      size += kept.length;
    },
    bytes: () => Buffer.concat(chunks),
    wasCut: () => cut,
  };
}
