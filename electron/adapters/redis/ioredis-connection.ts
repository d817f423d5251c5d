/**
 * One connection to Redis: open stream, log in, select, name. RESP2, no reconnecting and no queueing by the library:
 * the watch above decides when to try again. AUTH and SELECT are sent by us so that each refusal is told apart.
 */
import { Redis } from 'ioredis';
import type { BrokerAddress, BytesReply, OpenStream, RedisReply } from '#electron/ports/message-broker.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';
import { givenStreamConnector } from './given-stream-connector.ts';
import { isNeedlessPassword, mapRedisError, notRedisCode } from './map-error.ts';
import { openSocket } from './open-socket.ts';
import { raceDeadline } from './race-deadline.ts';

export type ConnectionNeeds = { readonly timers: Timers; readonly log: Log };
export type RedisCommand = readonly [string, ...(string | number)[]];

export type IoredisConnection = {
  readonly redis: Redis;
  isOpen(): boolean;
  call(command: RedisCommand): Promise<unknown>;
  mapError(error: unknown): AppError;
  /** Called once, with the cause, unless closed by us. */
  onLost(listen: (cause: AppError) => void): void;
  close(): void;
};

/** All connections of ours carry a name that begins so; the watch leaves them out of its lists. */
export const connectionName = 'fleetbeat';

const firstBytes = new Set(['+', '-', ':', '$', '*'].map((character) => character.charCodeAt(0)));

export async function openConnection(needs: ConnectionNeeds, address: BrokerAddress, open: OpenStream | null, limits: { readonly deadlineMs: number; readonly signal: AbortSignal }): Promise<Result<IoredisConnection, AppError>> {
  const mapError = (error: unknown): AppError => mapRedisError(error, address.label, (bug) => needs.log.bug(bug, 'redis'));
  const stream = await openSocket({ timers: needs.timers, mapError }, address, open, limits);
  if (!stream.ok) return stream;
  const redis = new Redis({
    Connector: givenStreamConnector(stream.value) as never,
    protocol: 2,
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
    connectTimeout: 0,
  });
  const connection = wrap(redis, address, mapError);
  redis.once('connect', () => {
    stream.value.prependOnceListener('data', (chunk: Buffer) => {
      if (chunk.length === 0 || firstBytes.has(chunk[0] ?? 0)) return;
      // Said before the library's parser sees the bytes and stumbles over them in its own words.
      redis.emit('error', Object.assign(new Error('not RESP'), { code: notRedisCode }));
      stream.value.destroy();
    });
  });
  const ready = await raceDeadline(needs.timers, redis.connect().then(() => logIn(connection, address)), {
    ...limits,
    onDeadline: { code: 'broker-unreachable', broker: address.label, because: 'timeout' },
    mapError: (error) => connection.lostBy() ?? mapError(error),
  });
  if (ready.ok) return ok(connection);
  connection.close();
  return err(ready.error);
}

async function logIn(connection: IoredisConnection, address: BrokerAddress): Promise<void> {
  if (address.password !== null) {
    const credentials = address.user === null ? [address.password] : [address.user, address.password];
    await connection.call(['AUTH', ...credentials]).catch((error: unknown) => {
      if (!isNeedlessPassword(error)) throw error;
    });
  }
  if (address.db !== 0) await connection.call(['SELECT', address.db]);
  // A name is a courtesy: an ACL may forbid it.
  const named = connection.call(['CLIENT', 'SETNAME', connectionName]).catch(() => null);
  await connection.call(['PING']);
  await named;
}

function wrap(redis: Redis, address: BrokerAddress, mapError: (error: unknown) => AppError): IoredisConnection & { lostBy(): AppError | null } {
  let isClosedByUs = false;
  let lost: AppError | null = null;
  let cause: unknown = null;
  const listeners: ((cause: AppError) => void)[] = [];
  redis.on('error', (error: unknown) => {
    cause ??= error;
  });
  redis.once('close', () => {
    if (isClosedByUs) return;
    lost = cause === null ? { code: 'broker-unreachable', broker: address.label, because: 'closed' } : mapError(cause);
    for (const listen of listeners) listen(lost);
  });
  return {
    redis,
    mapError,
    isOpen: () => redis.status === 'ready',
    call: (command) => redis.call(...(command as [string, ...(string | number)[]])),
    onLost: (listen) => {
      if (lost === null) listeners.push(listen);
      else listen(lost);
    },
    close() {
      isClosedByUs = true;
      redis.disconnect();
    },
    lostBy: () => (cause === null ? lost : mapError(cause)),
  };
}

/** The same for an answer in bytes. */
export function toBytes(value: unknown): BytesReply {
  if (value instanceof Uint8Array || typeof value === 'number' || value === null) return value;
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  if (Array.isArray(value)) return value.map(toBytes);
  return typeof value === 'bigint' ? Number(value) : null;
}

/** What the library hands out, reduced to RESP2 values. Errors inside a reply become their own text's absence: null. */
export function toReply(value: unknown): RedisReply {
  if (typeof value === 'string' || typeof value === 'number' || value === null) return value;
  if (Array.isArray(value)) return value.map(toReply);
  return typeof value === 'bigint' ? Number(value) : null;
}
