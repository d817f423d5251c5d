/**
 * Waits until the other side has introduced itself as SSH, without taking its bytes away: what was read is put back
 * for the SSH library. So a web server, a frozen sshd and a closing one are told apart before any handshake.
 */
import type { Duplex } from 'node:stream';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { onAbort, startDeadline } from '#electron/adapters/ssh/deadline.ts';
import { mapSocketError } from '#electron/adapters/ssh/map-error.ts';

/** RFC 4253 lets a server send lines before its version; more than this is no SSH server. */
const maxPreambleBytes = 8192;

/** The server's version line, such as `SSH-2.0-OpenSSH_9.2p1 Debian-2`, cut to 255 characters and made printable. */
export async function awaitBanner(stream: Duplex, limits: { readonly at: string; readonly timers: Timers; readonly limitMs: number; readonly signal: AbortSignal }): Promise<Result<string, AppError>> {
  using deadline = startDeadline(limits.timers, limits.limitMs, limits.signal);
  return await new Promise((resolve) => {
    let seen = Buffer.alloc(0);
    const finish = (result: Result<string, AppError>): void => {
      watch?.[Symbol.dispose]();
      stream.removeListener('readable', onReadable).removeListener('end', onEnd).removeListener('close', onEnd).removeListener('error', onError);
      if (result.ok) stream.unshift(seen);
      resolve(result);
    };
    const handshakeFailed = (because: 'not-ssh' | 'closed-early' | 'timeout'): Result<string, AppError> => err({ code: 'ssh-handshake-failed', at: limits.at, because });
    const onReadable = (): void => {
      for (let chunk = stream.read() as Buffer | null; chunk !== null; chunk = stream.read() as Buffer | null) seen = Buffer.concat([seen, chunk]);
      const verdict = readVersionLine(seen.toString('latin1'));
      if (verdict.kind === 'version') finish(ok(verdict.line));
      else if (verdict.kind === 'not-ssh') finish(handshakeFailed('not-ssh'));
    };
    const onEnd = (): void => finish(handshakeFailed(seen.length > 0 && !isRefusalOfSshd(seen.toString('latin1')) ? 'not-ssh' : 'closed-early'));
    const onError = (error: Error): void => finish(err(mapSocketError(error, { at: limits.at, name: limits.at })));
    stream.on('readable', onReadable).once('end', onEnd).once('close', onEnd).once('error', onError);
    let watch: Disposable | null = null;
    watch = onAbort(deadline.signal, () => finish(deadline.hasPassed() ? handshakeFailed('timeout') : err({ code: 'cancelled' })));
    if (stream.readableEnded || stream.destroyed) onEnd();
  });
}

export function readVersionLine(text: string): { kind: 'version'; line: string } | { kind: 'not-ssh' } | { kind: 'more' } {
  const lines = text.split('\n');
  const complete = lines.slice(0, -1);
  for (const line of complete) if (/^SSH-\d/.test(line)) return /^SSH-(2\.0|1\.99)-/.test(line) ? { kind: 'version', line: printable(line) } : { kind: 'not-ssh' };
  if (complete.some((line) => /^(HTTP\/|220[ -]|[-+]ERR |-DENIED|<|\* OK)/.test(line)) || text.length > maxPreambleBytes) return { kind: 'not-ssh' };
  return { kind: 'more' };
}

/** sshd says this in clear text when it has too many unfinished logins. */
function isRefusalOfSshd(text: string): boolean {
  return /exceeded maxstartups|not allowed at this time/i.test(text);
}

function printable(line: string): string {
  return line.replace(/[^\x20-\x7e]/g, '').slice(0, 255);
}
