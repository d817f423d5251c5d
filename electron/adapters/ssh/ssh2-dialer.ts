/**
 * The SshDialer port on ssh2: name, TCP, version, handshake, login of one hop, each with its own time limit. A server
 * that hangs up while a person is asked is dialled again with the answer; nothing else is retried here.
 */
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { DialOptions, SshDialer, SshHop } from '#electron/ports/ssh-dialer.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { readCryptoAbilities, type CryptoAbilities } from './algorithms.ts';
import { createAsking, type Asking } from './asking.ts';
import { startDeadline } from './deadline.ts';
import { shakeHands, type HandshakeNeeds } from './handshake.ts';
import { gatherKeys } from './login/gather-keys.ts';
import { createIdentityFiles } from './login/identity-file.ts';
import { createLoginDesk, type LoginDesk } from './login/login-desk.ts';
import { wrapClient } from './session/ssh2-remote-session.ts';
import { awaitBanner } from './wire/await-banner.ts';
import { openTcp, resolveName, systemLookup, type NameLookup } from './wire/open-tcp.ts';

export type SshDialerNeeds = { readonly clock: Clock; readonly timers: Timers; readonly log: Log; readonly lookUp?: NameLookup; readonly limits?: Partial<DialLimits> };
export type DialLimits = { readonly nameMs: number; readonly tcpMs: number; readonly bannerMs: number; readonly stepMs: number };

/** `stepMs` bounds the handshake, then every reply of the login. */
const usualLimits: DialLimits = { nameMs: 8000, tcpMs: 10_000, bannerMs: 10_000, stepMs: 15_000 };
const maxConnections = 5;

type Attempt = { readonly hop: SshHop; readonly options: DialOptions; readonly needs: SshDialerNeeds; readonly limits: DialLimits; readonly abilities: CryptoAbilities; readonly asking: Asking; readonly desk: LoginDesk; readonly trusted: HandshakeNeeds['trusted'] };

export function createSshDialer(needs: SshDialerNeeds): SshDialer {
  const files = createIdentityFiles();
  const abilities = readCryptoAbilities();
  const limits = { ...usualLimits, ...needs.limits };
  return {
    async dial(hop, options) {
      if (options.signal.aborted) return err({ code: 'cancelled' });
      const asking = createAsking();
      const onFault = (error: unknown): void => needs.log.debug('ssh login step failed', { at: hop.at, problem: error instanceof Error ? error.message : String(error) });
      const keys = await gatherKeys(hop, { timers: needs.timers, files });
      const desk = createLoginDesk(hop, keys, { prompts: options.prompts, whileAsking: asking.while, onFault });
      return await dialUntilSettled({ hop, options, needs, limits, abilities, asking, desk, trusted: { blob: null, refusal: null } });
    },
  };
}

async function dialUntilSettled(attempt: Attempt): Promise<Result<RemoteSession, AppError>> {
  let wentWhileAsking = false;
  for (let connections = 1; ; connections += 1) {
    attempt.desk.startConnection(wentWhileAsking);
    const connected = await dialOnce(attempt);
    if (connected.ok) return connected;
    wentWhileAsking = attempt.asking.isAsking();
    await attempt.asking.settled();
    if (attempt.options.signal.aborted) return err({ code: 'cancelled' });
    if (attempt.trusted.refusal !== null) return err(attempt.trusted.refusal);
    if (attempt.desk.isStopped()) return err(attempt.desk.failure());
    const mayGoOn = wentWhileAsking || (connected.error.code === 'ssh-login-refused' && attempt.desk.hasMore());
    if (!mayGoOn || connections >= maxConnections) return connected.error.code === 'ssh-login-refused' || wentWhileAsking ? err(attempt.desk.failure()) : connected;
  }
}

async function dialOnce(attempt: Attempt): Promise<Result<RemoteSession, AppError>> {
  const { hop, options, needs, limits } = attempt;
  const opened = await openWire(attempt);
  if (!opened.ok) return opened;
  const stream = opened.value;
  const version = await awaitBanner(stream, { at: hop.at, timers: needs.timers, limitMs: limits.bannerMs, signal: options.signal });
  if (!version.ok) { abandon(stream); return version; }
  options.onStage('ssh-version', version.value);
  const shaken = await shakeInTurn(attempt, stream);
  if (!shaken.ok) return shaken;
  return ok(wrapClient(shaken.value, { clock: needs.clock, timers: needs.timers, at: hop.at, serverVersion: version.value }));
}

async function openWire(attempt: Attempt): Promise<Result<Duplex, AppError>> {
  const { hop, options, needs, limits } = attempt;
  if (options.openStream !== null) {
    const through = await options.openStream(options.signal);
    if (through.ok) options.onStage('tcp', 'forward');
    return through;
  }
  const named = await resolveName(hop, needs.lookUp ?? systemLookup, { timers: needs.timers, limitMs: limits.nameMs, signal: options.signal });
  if (!named.ok) return named;
  options.onStage('name', named.value.map((each) => each.address).slice(0, 8).join(', '));
  const socket = await openTcp(hop, named.value, { timers: needs.timers, limitMs: limits.tcpMs, signal: options.signal });
  if (socket.ok) options.onStage('tcp', `${socket.value.remoteAddress ?? hop.address}:${hop.port}`);
  return socket;
}

/** The costly part. Only a server that has spoken takes a place, so that dead hosts cannot hold the queue. */
async function shakeInTurn(attempt: Attempt, stream: Duplex): Promise<Result<Client, AppError>> {
  const { hop, options, needs, asking } = attempt;
  const onDropped = (): void => {};
  stream.on('error', onDropped);
  using place = await options.admit(options.signal);
  if (options.signal.aborted) { abandon(stream); return err({ code: 'cancelled' }); }
  using deadline = startDeadline(needs.timers, attempt.limits.stepMs, options.signal);
  asking.attach({ deadline, place });
  const onFault = (error: unknown): void => needs.log.debug('ssh handshake step failed', { at: hop.at, problem: error instanceof Error ? error.message : String(error) });
  const shaken = await shakeHands(stream, hop, options, { abilities: attempt.abilities, asking, desk: attempt.desk, deadline, trusted: attempt.trusted, onFault, onBug: (error) => needs.log.bug(error, 'ssh host key check') });
  asking.attach(null);
  return shaken;
}

function abandon(stream: Duplex): void {
  stream.on('error', () => {});
  stream.destroy();
}
