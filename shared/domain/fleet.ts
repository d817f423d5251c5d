/**
 * The one read model. A subscriber gets one snapshot, then patches numbered without a gap;
 * each patch replaces whole entities by id.
 */
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { BrokerView } from './broker.ts';
import { HostView } from './host.ts';
import { EpochMs } from './units.ts';
import { Question } from './question.ts';
import { Settings } from './settings.ts';
import { WorkerView } from './worker.ts';

export const EngineView = z.object({
  version: z.string(),
  startedAt: EpochMs,
  /** Where secrets rest: the system's keychain, or only this process's memory. */
  vault: z.enum(['keychain', 'memory']),
  settings: Settings,
  /** Read-only by the session or the command line, whatever the settings say. */
  isForcedReadOnly: z.boolean(),
  isDemo: z.boolean(),
  /** The settings file could not be read (`error`), or was damaged and moved aside (`setAside`: where to). */
  settingsTrouble: z.object({ error: AppError.nullable(), setAside: z.string().nullable() }).nullable(),
});
export type EngineView = z.infer<typeof EngineView>;

export const FleetSnapshot = z.object({
  seq: z.number().int(),
  at: EpochMs,
  engine: EngineView,
  hosts: z.array(HostView),
  workers: z.array(WorkerView),
  brokers: z.array(BrokerView),
  questions: z.array(Question),
});
export type FleetSnapshot = z.infer<typeof FleetSnapshot>;

export const FleetPatch = z.object({
  /** Exactly one more than the one before; a gap means: take a new snapshot. */
  seq: z.number().int(),
  at: EpochMs,
  engine: EngineView.optional(),
  hosts: z.array(HostView).optional(),
  workers: z.array(WorkerView).optional(),
  brokers: z.array(BrokerView).optional(),
  questions: z.array(Question).optional(),
  gone: z.object({ hosts: z.array(z.string()).optional(), workers: z.array(z.string()).optional(), brokers: z.array(z.string()).optional(), questions: z.array(z.string()).optional() }).optional(),
});
export type FleetPatch = z.infer<typeof FleetPatch>;

export const FleetChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), snapshot: FleetSnapshot }),
  z.object({ kind: z.literal('patch'), patch: FleetPatch }),
]);
export type FleetChange = z.infer<typeof FleetChange>;
