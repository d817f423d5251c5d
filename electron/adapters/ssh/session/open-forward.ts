/** A byte stream from the host to a TCP port or a unix socket on its side. Forwards do not count as sessions. */
import type { Duplex } from 'node:stream';
import type { Clock } from '#electron/ports/clock.ts';
import type { ForwardTarget, RemoteSession } from '#electron/ports/remote-shell.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { onAbort, startDeadline } from '#electron/adapters/ssh/deadline.ts';
import { mapForwardError } from '#electron/adapters/ssh/map-error.ts';
import type { Link } from './link.ts';

export async function openForward(link: Link, clock: Clock, to: ForwardTarget, options: Parameters<RemoteSession['forward']>[1]): Promise<Result<Duplex, AppError>> {
  const gone = link.lostBecause();
  if (gone !== null) return err(gone);
  const startedAt = clock.monotonic();
  using deadline = startDeadline(link.timers, options.deadlineMs, options.signal);
  const target = 'socketPath' in to ? to.socketPath : `${to.host}:${to.port}`;
  return await new Promise((resolve) => {
    let isDone = false;
    let watch: Disposable | null = null;
    const finish = (result: Result<Duplex, AppError>): void => { if (isDone) return; isDone = true; watch?.[Symbol.dispose](); resolve(result); };
    watch = onAbort(deadline.signal, () => finish(err(deadline.hasPassed() ? { code: 'deadline-passed', waitedMs: clock.monotonic() - startedAt } : { code: 'cancelled' })));
    const failed = (error: unknown): void => finish(err(link.lostBecause() ?? mapForwardError(error, { at: link.at, name: link.at }, target)));
    const onOpened = (error: Error | undefined, stream: Duplex): void => {
      if (error !== undefined && error !== null) { failed(error); return; }
      // Without a listener a broken forward would be an unhandled error event.
      stream.on('error', () => {});
      if (isDone) stream.destroy();
      else finish(ok(stream));
    };
    try {
      if ('socketPath' in to) link.client.openssh_forwardOutStreamLocal(to.socketPath, onOpened);
      else link.client.forwardOut('127.0.0.1', 0, to.host, to.port, onOpened);
    } catch (error) {
      failed(error);
    }
  });
}
