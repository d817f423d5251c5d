/**
 * The connection for pattern subscriptions, opened when first used. Losing it loses the session: silence on it could
 * not be told from quiet workers.
 */
import type { BrokerSession } from '#electron/ports/message-broker.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';
import type { IoredisConnection } from './ioredis-connection.ts';
import { raceDeadline } from './race-deadline.ts';

type Needs = {
  readonly timers: Timers;
  readonly open: () => Promise<Result<IoredisConnection, AppError>>;
  readonly ended: AbortSignal;
  readonly lose: (cause: AppError) => void;
  /** Why a session that has ended did so. */
  readonly why: () => AppError;
};
export type Subscriber = { readonly listen: BrokerSession['listen']; dispose(): Promise<void> };

const subscribeDeadlineMs = 10_000;

export function createSubscriber(needs: Needs): Subscriber {
  let connection: Promise<Result<IoredisConnection, AppError>> | null = null;

  const openOnce = async (): Promise<Result<IoredisConnection, AppError>> => {
    const opened = await needs.open();
    if (!opened.ok) {
      connection = null;
      return needs.ended.aborted ? err(needs.why()) : opened;
    }
    opened.value.onLost(needs.lose);
    needs.ended.addEventListener('abort', () => opened.value.close(), { once: true });
    if (needs.ended.aborted) opened.value.close();
    return opened;
  };

  return {
    async listen(patterns, onMessage) {
      connection ??= openOnce();
      const opened = await connection;
      if (!opened.ok) return opened;
      const { redis, mapError } = opened.value;
      const wanted = new Set(patterns);
      const hear = (pattern: string, channel: string, payload: string): void => {
        if (wanted.has(pattern)) onMessage(channel, payload);
      };
      redis.on('pmessage', hear);
      const subscribed = await raceDeadline(needs.timers, redis.psubscribe(...patterns), {
        deadlineMs: subscribeDeadlineMs,
        signal: needs.ended,
        onDeadline: { code: 'deadline-passed', waitedMs: subscribeDeadlineMs },
        mapError,
      });
      if (subscribed.ok) return ok(() => void redis.off('pmessage', hear));
      redis.off('pmessage', hear);
      return err(needs.ended.aborted ? needs.why() : subscribed.error);
    },
    async dispose() {
      const opened = await connection;
      if (opened?.ok === true) opened.value.close();
    },
  };
}
