/** What the parts of one visit to a broker share: the session, its names, and where observations go. */
import type { Clock } from '#electron/ports/clock.ts';
import type { BrokerSession, RedisAnswer } from '#electron/ports/message-broker.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';
import type { BrokerNaming } from './core/broker-names.ts';
import type { BrokerObservation } from './core/broker-observation.ts';
import type { RedisCommandText } from './core/redis-command-text.ts';

type Untimed<O> = O extends unknown ? Omit<O, 'at'> : never;

export type VisitContext = {
  readonly session: BrokerSession;
  readonly naming: BrokerNaming;
  readonly clock: Clock;
  /** Stamps the observation with the time of arrival. */
  readonly emit: (seen: Untimed<BrokerObservation>) => void;
  /** Redis' own clock, epoch seconds. */
  readonly redisNowS: () => number;
  readonly ask: (commands: readonly RedisCommandText[], signal: AbortSignal) => Promise<Result<readonly RedisAnswer[], AppError>>;
};
