/**
 * A logged-in ssh2 client as the RemoteSession port. Knows once and for all whether the connection stands: every
 * later call answers with the reason instead of throwing, and listeners hear of the loss exactly once.
 */
import type { Client } from 'ssh2';
import type { Clock } from '#electron/ports/clock.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { mapClientError } from '#electron/adapters/ssh/map-error.ts';
import type { Link } from './link.ts';
import { openLive } from './live-channel.ts';
import { openForward } from './open-forward.ts';
import { runCommand } from './run-command.ts';
import { createSessionSlots } from './session-slots.ts';

/** Of the server's MaxSessions, 10 by default: the rest belongs to the operator's own terminals. */
const maxSessions = 5;
const goodbyeMs = 1000;

export function wrapClient(client: Client, needs: { readonly clock: Clock; readonly timers: Timers; readonly at: string; readonly serverVersion: string }): RemoteSession {
  const lostListeners = new Set<(cause: AppError) => void>();
  let lost: AppError | null = null;
  let lastError: AppError | null = null;
  let isDisposed = false;
  const onGone = (): void => {
    if (lost !== null) return;
    lost = lastError ?? { code: 'host-unreachable', at: needs.at, because: 'closed' };
    if (!isDisposed) for (const listen of [...lostListeners]) listen(lost);
    lostListeners.clear();
  };
  client.on('error', (error) => {
    lastError ??= afterLogin(mapClientError(error, { at: needs.at, name: needs.at }), needs.at);
    // The library leaves a connection half open after a protocol error.
    client.destroy();
  });
  client.on('end', onGone).on('close', onGone);
  const link: Link = { client, at: needs.at, timers: needs.timers, slots: createSessionSlots(maxSessions), lostBecause: () => lost };
  return {
    serverVersion: needs.serverVersion,
    route: [needs.at],
    run: (command, options) => runCommand(link, needs.clock, command, options),
    open: (command, options) => openLive(link, command, options.signal),
    forward: (to, options) => openForward(link, needs.clock, to, options),
    onLost(listen) {
      if (lost !== null) { if (!isDisposed) listen(lost); return () => {}; }
      lostListeners.add(listen);
      return () => { lostListeners.delete(listen); };
    },
    async dispose() {
      if (isDisposed) return;
      isDisposed = true;
      if (lost !== null) return;
      await sayGoodbye(client, needs.timers);
      onGone();
    },
  };
}

/** After the login a broken protocol is a broken connection. */
function afterLogin(error: AppError, at: string): AppError {
  return error.code === 'host-unreachable' ? error : { code: 'host-unreachable', at, because: 'closed' };
}

function sayGoodbye(client: Client, timers: Timers): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => { timer[Symbol.dispose](); client.removeListener('close', done); client.destroy(); resolve(); };
    const timer = timers.after(goodbyeMs, done);
    client.once('close', done);
    client.end();
  });
}
