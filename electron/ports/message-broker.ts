/**
 * One Redis as a client sees it. The only implementation outside tests is adapters/redis.
 * Values are foreign bytes decoded as UTF-8 (latin1 never): callers must expect any text.
 */
import type { Duplex } from 'node:stream';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type BrokerAddress = {
  /** For messages: `redis://127.0.0.1:6379/0`, no password. */
  readonly label: string;
  readonly host: string;
  readonly port: number;
  /** Unix socket on the far side; then host and port are unused. */
  readonly socketPath: string | null;
  readonly db: number;
  readonly user: string | null;
  readonly password: string | null;
  readonly tls: { readonly serverName: string; readonly caFile: string | null; readonly verify: boolean } | null;
  /** kombu's global_keyprefix, glued on verbatim by the Celery client itself (never by the library). */
  readonly keyPrefix: string;
};

/** Opens the byte stream to Redis: a forward over SSH, or null for a direct socket. */
export type OpenStream = (signal: AbortSignal) => Promise<Result<Duplex, AppError>>;

/** Redis replies as RESP2 values. Errors inside a pipeline are values too. */
export type RedisReply = string | number | null | readonly RedisReply[];
export type RedisAnswer = Result<RedisReply, AppError>;

/** The same as bytes: what is no UTF-8 stays what it is. */
export type BytesReply = Uint8Array | number | null | readonly BytesReply[];
export type BytesCommand = readonly [string, ...(string | number | Uint8Array)[]];

export type BrokerSession = {
  /** Commands in one pipeline, one answer each, in order. Each argument is sent as is: no prefixing. */
  pipeline(commands: readonly (readonly [string, ...(string | number)[]])[], options: { readonly deadlineMs: number; readonly signal?: AbortSignal }): Promise<Result<readonly RedisAnswer[], AppError>>;
  /** As `pipeline`, with bytes in and out. */
  exchange(commands: readonly BytesCommand[], options: { readonly deadlineMs: number; readonly signal?: AbortSignal }): Promise<Result<readonly Result<BytesReply, AppError>[], AppError>>;
  /** Pattern subscription on the subscriber connection. */
  listen(patterns: readonly string[], onMessage: (channel: string, payload: string) => void): Promise<Result<() => void, AppError>>;
  /** BRPOP on a connection of its own; null on time-out. */
  pop(key: string, options: { readonly timeoutMs: number; readonly signal?: AbortSignal }): Promise<Result<string | null, AppError>>;
  onLost(listen: (cause: AppError) => void): () => void;
  dispose(): Promise<void>;
};

export type MessageBroker = {
  connect(address: BrokerAddress, open: OpenStream | null, options: { readonly deadlineMs: number; readonly signal: AbortSignal }): Promise<Result<BrokerSession, AppError>>;
};
