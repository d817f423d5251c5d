/**
 * Name, then TCP. Literal addresses skip name resolution; several addresses race with a patient head start, since a
 * Pi on Wi-Fi with power save may need two seconds for its first packet.
 */
import { lookup } from 'node:dns/promises';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { onAbort, startDeadline } from '#electron/adapters/ssh/deadline.ts';
import { mapSocketError } from '#electron/adapters/ssh/map-error.ts';

export type NameLookup = (name: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
export type TcpTarget = { readonly at: string; readonly address: string; readonly port: number };

const headStartMs = 2500;

export const systemLookup: NameLookup = (name) => lookup(name, { all: true, order: 'verbatim' });

export async function resolveName(target: TcpTarget, lookUp: NameLookup, limits: { readonly timers: Timers; readonly limitMs: number; readonly signal: AbortSignal }): Promise<Result<readonly { address: string; family: number }[], AppError>> {
  const bare = target.address.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(bare);
  if (family !== 0) return ok([{ address: bare, family }]);
  if (bare === '' || bare.length > 253 || /[\s/\0]/.test(bare)) return err({ code: 'name-unknown', at: target.at, name: bare });
  using deadline = startDeadline(limits.timers, limits.limitMs, limits.signal);
  return await new Promise((resolve) => {
    const watch = onAbort(deadline.signal, () => resolve(deadline.hasPassed() ? err({ code: 'name-unknown', at: target.at, name: bare }) : err({ code: 'cancelled' })));
    lookUp(bare).then(
      (found) => { watch[Symbol.dispose](); resolve(found.length > 0 ? ok(found) : err({ code: 'name-unknown', at: target.at, name: bare })); },
      (error: unknown) => { watch[Symbol.dispose](); resolve(err(mapSocketError(error, { at: target.at, name: bare }))); },
    );
  });
}

export async function openTcp(target: TcpTarget, addresses: readonly { readonly address: string; readonly family: number }[], limits: { readonly timers: Timers; readonly limitMs: number; readonly signal: AbortSignal }): Promise<Result<Socket, AppError>> {
  if (limits.signal.aborted) return err({ code: 'cancelled' });
  using deadline = startDeadline(limits.timers, limits.limitMs, limits.signal);
  const known: LookupFunction = (_name, options, give) => {
    if (options.all === true) give(null, addresses.map((each) => ({ ...each })));
    else give(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 4);
  };
  return await new Promise((resolve) => {
    const socket = connect({ host: target.address, port: target.port, lookup: known, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: headStartMs });
    const finish = (result: Result<Socket, AppError>): void => {
      watch?.[Symbol.dispose]();
      socket.removeListener('connect', onConnect).removeListener('error', onError);
      if (!result.ok) { socket.on('error', () => {}); socket.destroy(); }
      resolve(result);
    };
    const onConnect = (): void => { socket.setNoDelay(true); finish(ok(socket)); };
    const onError = (error: Error): void => finish(err(mapSocketError(error, { at: target.at, name: target.address })));
    socket.once('connect', onConnect).once('error', onError);
    let watch: Disposable | null = null;
    watch = onAbort(deadline.signal, () => finish(deadline.hasPassed() ? err({ code: 'host-unreachable', at: target.at, because: 'timeout' }) : err({ code: 'cancelled' })));
  });
}
