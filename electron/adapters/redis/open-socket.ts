/**
 * Opens the byte stream to Redis: over a given opener (SSH), or a direct TCP or unix socket, with TLS on top when asked.
 * Our own deadline holds for every step, because a forwarded channel has no time-outs of its own.
 */
import { readFile } from 'node:fs/promises';
import { connect as connectTcp, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { BrokerAddress, OpenStream } from '#electron/ports/message-broker.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';
import { raceDeadline } from './race-deadline.ts';

type Needs = { readonly timers: Timers; readonly mapError: (error: unknown) => AppError };
type Limits = { readonly deadlineMs: number; readonly signal: AbortSignal };

const keepAliveMs = 15_000;

export async function openSocket(needs: Needs, address: BrokerAddress, open: OpenStream | null, limits: Limits): Promise<Result<Duplex, AppError>> {
  const plain = open === null ? await openDirect(needs, address, limits) : await openGiven(needs, address, open, limits);
  if (!plain.ok || address.tls === null) return plain;
  return secure(needs, address, address.tls, plain.value, limits);
}

async function openGiven(needs: Needs, address: BrokerAddress, open: OpenStream, limits: Limits): Promise<Result<Duplex, AppError>> {
  const opened = await raceDeadline(needs.timers, open(limits.signal), {
    ...limits,
    onDeadline: { code: 'broker-unreachable', broker: address.label, because: 'timeout' },
    tooLate: (late) => {
      if (late.ok) late.value.destroy();
    },
    mapError: needs.mapError,
  });
  return opened.ok ? opened.value : opened;
}

function openDirect(needs: Needs, address: BrokerAddress, limits: Limits): Promise<Result<Duplex, AppError>> {
  const socket = address.socketPath === null ? connectTcp({ host: address.host, port: address.port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs }) : connectTcp({ path: address.socketPath });
  return settled(needs, socket, 'connect', { code: 'broker-unreachable', broker: address.label, because: 'timeout' }, limits);
}

async function secure(needs: Needs, address: BrokerAddress, tls: NonNullable<BrokerAddress['tls']>, plain: Duplex, limits: Limits): Promise<Result<Duplex, AppError>> {
  const ca = tls.caFile === null ? null : await readFile(tls.caFile).catch(() => 'unreadable' as const);
  if (ca === 'unreadable') {
    plain.destroy();
    return err({ code: 'file-failed', path: tls.caFile ?? '', because: 'not-readable' });
  }
  // An IP address may not be sent as the server's name, but it is still checked against the certificate.
  const name = isIP(tls.serverName) === 0 ? { servername: tls.serverName } : { host: tls.serverName };
  const socket = connectTls({ socket: plain, rejectUnauthorized: tls.verify, ...name, ...(ca === null ? {} : { ca }) });
  socket.once('close', () => plain.destroy());
  return settled(needs, socket, 'secureConnect', { code: 'broker-tls-failed', broker: address.label, because: 'not-tls' }, limits);
}

async function settled(needs: Needs, socket: Duplex, event: 'connect' | 'secureConnect', onDeadline: AppError, limits: Limits): Promise<Result<Duplex, AppError>> {
  const opened = new Promise<Duplex>((resolve, reject) => {
    socket.once(event, () => resolve(socket));
    socket.once('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  });
  const result = await raceDeadline(needs.timers, opened, { ...limits, onDeadline, mapError: needs.mapError });
  if (!result.ok) {
    // The error has been told; a second one must not become an uncaught exception.
    socket.on('error', () => undefined);
    socket.destroy();
  }
  return result;
}
