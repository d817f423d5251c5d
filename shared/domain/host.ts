/**
 * A host as the engine sees it now. Every group of figures carries `at`, the engine's time of the sample;
 * what could not be read is null, never zero.
 */
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { HostConfig } from './host-config.ts';
import { BrokerId, HostId, QuestionId } from './ids.ts';
import { Bytes, EpochMs, Milliseconds, Percent } from './units.ts';

/** One state machine per host; drawn in docs/spec/connection.md. */
export const LinkState = z.object({
  phase: z.enum(['off', 'idle', 'connecting', 'asking', 'connected', 'waiting', 'blocked']),
  since: EpochMs,
  /** Why it is not connected; kept while `waiting` and `blocked`. */
  error: AppError.nullable(),
  attempt: z.number().int(),
  /** When the next attempt starts by itself; null when it will not. */
  nextTryAt: EpochMs.nullable(),
  /** The question that holds the connection up, while `asking`. */
  question: QuestionId.nullable(),
  /** The last moment the link was connected and answering; null when never. */
  lastConnectedAt: EpochMs.nullable(),
  serverVersion: z.string().nullable(),
  /** Round trip of the last sample request. */
  latencyMs: Milliseconds.nullable(),
  /** Hops in order, `user@host:port`, the host itself last. */
  route: z.array(z.string()),
});
export type LinkState = z.infer<typeof LinkState>;

export const HostIdentity = z.object({
  hostname: z.string(),
  /** `Raspberry Pi 4 Model B Rev 1.4`, from the device tree; null when not a Pi or not readable. */
  model: z.string().nullable(),
  osName: z.string().nullable(),
  kernel: z.string().nullable(),
  architecture: z.string().nullable(),
  cores: z.number().int().positive(),
  memTotal: Bytes,
  pageSize: z.number().int().positive(),
  clockTicksPerSecond: z.number().int().positive(),
  bootId: z.string(),
  bootedAt: EpochMs,
  pythonVersion: z.string().nullable(),
  /** Host clock minus engine clock, corrected by half a round trip. */
  clockSkewMs: Milliseconds.nullable(),
});
export type HostIdentity = z.infer<typeof HostIdentity>;

/** `vcgencmd get_throttled` bits, now and since boot. */
export const Throttling = z.object({
  underVoltageNow: z.boolean(),
  frequencyCappedNow: z.boolean(),
  throttledNow: z.boolean(),
  softTempLimitNow: z.boolean(),
  underVoltageSinceBoot: z.boolean(),
  frequencyCappedSinceBoot: z.boolean(),
  throttledSinceBoot: z.boolean(),
  softTempLimitSinceBoot: z.boolean(),
});
export type Throttling = z.infer<typeof Throttling>;

/** PSI `avg10` in percent; `some` = at least one task waited, `full` = all did. */
export const Pressure = z.object({
  cpuSome: Percent.nullable(),
  memorySome: Percent.nullable(),
  memoryFull: Percent.nullable(),
  ioSome: Percent.nullable(),
  ioFull: Percent.nullable(),
});
export type Pressure = z.infer<typeof Pressure>;

export const HostSample = z.object({
  at: EpochMs,
  load1: z.number().nullable(),
  load5: z.number().nullable(),
  load15: z.number().nullable(),
  /** All cores together, 0..100. */
  cpu: Percent.nullable(),
  ioWait: Percent.nullable(),
  memTotal: Bytes.nullable(),
  memAvailable: Bytes.nullable(),
  swapTotal: Bytes.nullable(),
  swapUsed: Bytes.nullable(),
  /** null when the kernel was started without `psi=1`. */
  pressure: Pressure.nullable(),
  temperatureC: z.number().nullable(),
  throttling: Throttling.nullable(),
  disk: z.object({ path: z.string(), total: Bytes, available: Bytes }).nullable(),
  diskReadPerSecond: Bytes.nullable(),
  diskWritePerSecond: Bytes.nullable(),
  netInPerSecond: Bytes.nullable(),
  netOutPerSecond: Bytes.nullable(),
  processCount: z.number().int().nullable(),
  /** The kernel's count of processes killed for memory since it booted; absent where it tells none. */
  oomKills: z.number().int().nonnegative().nullable().optional(),
});
export type HostSample = z.infer<typeof HostSample>;

/** What cannot be seen on this host, and why. Each has a sentence with what to do. */
export const HostNote = z.enum([
  'no-python', 'no-pidfd', 'processes-hidden', 'no-psi', 'clock-skewed', 'shell-noisy', 'sampler-slow', 'sampler-failed',
  'broker-not-found', 'no-worker-found', 'environ-unreadable', 'not-a-pi',
]);
export type HostNote = z.infer<typeof HostNote>;

/** What watching costs the host, from the sampler's own /proc accounting. */
export const WatchCost = z.object({
  cpuMsPerSample: Milliseconds.nullable(),
  residentBytes: Bytes.nullable(),
  variant: z.enum(['python', 'sh']),
});
export type WatchCost = z.infer<typeof WatchCost>;

export const HostView = z.object({
  id: HostId,
  config: HostConfig,
  link: LinkState,
  identity: HostIdentity.nullable(),
  sample: HostSample.nullable(),
  notes: z.array(HostNote),
  cost: WatchCost.nullable(),
  brokers: z.array(BrokerId),
  /** Used memory in percent, oldest first, one point a minute, at most 60; null is a gap. */
  memorySpark: z.array(z.number().nullable()),
  /** One-minute load, the same grid. */
  loadSpark: z.array(z.number().nullable()),
  /** Celery beat processes seen here. */
  beats: z.array(z.object({ pid: z.number().int(), since: EpochMs.nullable() })),
});
export type HostView = z.infer<typeof HostView>;
