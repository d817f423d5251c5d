/**
 * A broker: one Redis database as Celery uses it, reached through a host's SSH connection or directly.
 */
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { BrokerId, HostId, WorkerName } from './ids.ts';
import { Bytes, EpochMs, Milliseconds } from './units.ts';

export const QueueView = z.object({
  name: z.string(),
  /** Sum over all priority keys. */
  depth: z.number().int(),
  /** Depth at priority steps 0, 3, 6, 9 (0 is served first). */
  byPriority: z.array(z.number().int()).length(4),
  consumers: z.array(WorkerName),
  /** The message at the head has been there at least since then (it carries no time of its own); null when empty. */
  oldestSeenAt: EpochMs.nullable(),
  /** Change of depth per minute over the last 5 minutes; null until known. */
  growthPerMinute: z.number().nullable(),
  at: EpochMs,
});
export type QueueView = z.infer<typeof QueueView>;

export const UnackedView = z.object({
  at: EpochMs,
  count: z.number().int(),
  /** Oldest delivery by the consumer's clock, as read from unacked_index; null when none. */
  oldestDeliveredAt: EpochMs.nullable(),
  visibilityTimeoutS: z.number().nullable(),
  /** Counts by age: under 1 min, under 5 min, under 1 h, under the visibility timeout, over it. */
  byAge: z.object({ minute: z.number().int(), fiveMinutes: z.number().int(), hour: z.number().int(), withinTimeout: z.number().int(), overTimeout: z.number().int() }),
});
export type UnackedView = z.infer<typeof UnackedView>;

export const RedisView = z.object({
  at: EpochMs,
  version: z.string().nullable(),
  usedMemory: Bytes.nullable(),
  /** 0 = no limit. */
  maxMemory: Bytes.nullable(),
  evictionPolicy: z.string().nullable(),
  connectedClients: z.number().int().nullable(),
  /** `last_bgsave_status` / `aof_last_write_status`: writes are refused when not ok. */
  persistenceOk: z.boolean().nullable(),
  role: z.string().nullable(),
  pingMs: Milliseconds.nullable(),
});
export type RedisView = z.infer<typeof RedisView>;

export const BrokerView = z.object({
  id: BrokerId,
  /** `redis://127.0.0.1:6379/0`, never with a password. */
  label: z.string(),
  /** How it was found. */
  foundBy: z.enum(['given', 'command-line', 'environment', 'connection', 'worker-config']),
  /** Reached through this host's SSH connection; null = direct. */
  through: HostId.nullable(),
  hosts: z.array(HostId),
  phase: z.enum(['connecting', 'asking', 'ready', 'waiting', 'blocked']),
  since: EpochMs,
  error: AppError.nullable(),
  redis: RedisView.nullable(),
  queues: z.array(QueueView),
  unacked: UnackedView.nullable(),
  /** Subscribers of the control channel: how many workers listen (a frozen one still counts). */
  listeners: z.number().int().nullable(),
});
export type BrokerView = z.infer<typeof BrokerView>;
