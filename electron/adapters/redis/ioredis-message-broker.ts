/**
 * ioredis as a MessageBroker: one connection for commands, one for subscriptions, one for BRPOP, the last two opened
 * when first used. Losing the commands or the subscriber connection loses the session; a lost BRPOP connection does
 * not (it is reopened). Every call ends by its deadline.
 */
import type { BrokerAddress, BrokerSession, MessageBroker, OpenStream, RedisAnswer } from '#electron/ports/message-broker.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';
import { openConnection, toBytes, toReply } from './ioredis-connection.ts';
import type { ConnectionNeeds, IoredisConnection } from './ioredis-connection.ts';
import { createSubscriber } from './subscriber.ts';
import { createPopper } from './popper.ts';
import { raceDeadline } from './race-deadline.ts';

const sideConnectionDeadlineMs = 10_000;

export function createIoredisMessageBroker(needs: ConnectionNeeds): MessageBroker {
  return {
    async connect(address, open, options) {
      const commands = await openConnection(needs, address, open, options);
      return commands.ok ? ok(createSession(needs, address, open, commands.value)) : commands;
    },
  };
}

function createSession(needs: ConnectionNeeds, address: BrokerAddress, open: OpenStream | null, commands: IoredisConnection): BrokerSession {
  const ended = new AbortController();
  const lostListeners = new Set<(cause: AppError) => void>();
  const closed: AppError = { code: 'broker-unreachable', broker: address.label, because: 'closed' };
  let lost: AppError | null = null;

  const lose = (cause: AppError): void => {
    if (lost !== null || ended.signal.aborted) return;
    lost = cause;
    ended.abort();
    commands.close();
    for (const listen of lostListeners) listen(cause);
  };
  commands.onLost(lose);
  const openSide = (): Promise<Result<IoredisConnection, AppError>> => openConnection(needs, address, open, { deadlineMs: sideConnectionDeadlineMs, signal: ended.signal });
  const why = (): AppError => lost ?? closed;
  const subscriber = createSubscriber({ timers: needs.timers, open: openSide, ended: ended.signal, lose, why });
  const popper = createPopper({ timers: needs.timers, open: openSide, ended: ended.signal });

  return {
    async pipeline(list, options) {
      if (!commands.isOpen() || ended.signal.aborted) return err(why());
      const batch = commands.redis.pipeline(list.map((command) => ['call', ...command]));
      const answers = await raceDeadline(needs.timers, batch.exec(), {
        deadlineMs: options.deadlineMs,
        signal: options.signal === undefined ? ended.signal : AbortSignal.any([options.signal, ended.signal]),
        onDeadline: { code: 'deadline-passed', waitedMs: options.deadlineMs },
        mapError: commands.mapError,
      });
      if (!answers.ok) return err(ended.signal.aborted ? (why()) : answers.error);
      return ok((answers.value ?? []).map(([error, value]): RedisAnswer => (error === null ? ok(toReply(value)) : err(commands.mapError(error)))));
    },

    exchange: (list, options) => exchange(needs, commands, ended.signal, why, list, options),

    listen: (patterns, onMessage) => subscriber.listen(patterns, onMessage),

    pop: popper.pop,

    onLost(listen) {
      if (lost !== null) {
        listen(lost);
        return () => undefined;
      }
      lostListeners.add(listen);
      return () => void lostListeners.delete(listen);
    },

    async dispose() {
      ended.abort();
      lostListeners.clear();
      commands.close();
      await subscriber.dispose();
      await popper.dispose();
    },
  };
}

/** Bytes in and out; each command answers for itself. */
async function exchange(needs: ConnectionNeeds, commands: IoredisConnection, ended: AbortSignal, why: () => AppError, ...[list, options]: Parameters<BrokerSession['exchange']>): ReturnType<BrokerSession['exchange']> {
  if (!commands.isOpen() || ended.aborted) return err(why());
  const sent = list.map(([name, ...rest]) => commands.redis.callBuffer(name, ...rest.map((value) => (value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value))));
  const answers = await raceDeadline(needs.timers, Promise.allSettled(sent), {
    deadlineMs: options.deadlineMs,
    signal: options.signal === undefined ? ended : AbortSignal.any([options.signal, ended]),
    onDeadline: { code: 'deadline-passed', waitedMs: options.deadlineMs },
    mapError: commands.mapError,
  });
  if (!answers.ok) return err(ended.aborted ? why() : answers.error);
  return ok(answers.value.map((one) => (one.status === 'fulfilled' ? ok(toBytes(one.value)) : err(commands.mapError(one.reason)))));
}
