/**
 * How each event may be held back and joined on its way to a client: one row per event, the compiler asks for it.
 * `merge` returning null means: too much was held back, subscribe to the source anew (its first emission is whole).
 */
import type { EventName, PayloadOf } from '#shared/contract.ts';
import { mergeActionChange } from './core/merge-action-change.ts';
import { mergeAlertChange } from './core/merge-alert-change.ts';
import { isUrgentChange, mergeFleetChange, renumber } from './core/merge-fleet-change.ts';
import { mergeCrashChange, mergeLogBatch } from './core/merge-crash-change.ts';
import { mergeOperationChange } from './core/merge-operation-change.ts';
import { mergeDiagnosisChange } from './core/merge-diagnosis-change.ts';
import { mergeTrendBlock } from './core/merge-trend-block.ts';

export type EventPolicy<E extends EventName> = {
  readonly merge: (earlier: PayloadOf<E>, later: PayloadOf<E>) => PayloadOf<E> | null;
  readonly isUrgent: (payload: PayloadOf<E>) => boolean;
  /** Stamps the number of this delivery, counted per subscription from 1. */
  readonly number: (payload: PayloadOf<E>, seq: number) => PayloadOf<E>;
};

export const eventPolicies: { readonly [E in EventName]: EventPolicy<E> } = {
  'fleet.changed': { merge: mergeFleetChange, isUrgent: isUrgentChange, number: renumber },
  'trend.sampled': { merge: mergeTrendBlock, isUrgent: () => false, number: (payload) => payload },
  'crashes.changed': { merge: mergeCrashChange, isUrgent: ({ groups }) => groups.length > 0, number: (payload, seq) => ({ ...payload, seq }) },
  'actions.changed': { merge: mergeActionChange, isUrgent: () => false, number: (payload) => payload },
  'operations.changed': { merge: mergeOperationChange, isUrgent: () => true, number: (payload) => payload },
  'alerts.changed': { merge: mergeAlertChange, isUrgent: ({ notices }) => notices.length > 0, number: (payload) => payload },
  'diagnosis.changed': { merge: mergeDiagnosisChange, isUrgent: ({ finished }) => finished.length > 0, number: (payload) => payload },
  'logs.followed': { merge: mergeLogBatch, isUrgent: () => false, number: (payload) => payload },
  /** Whole lists each time: the latest wins. */
  'tasks.changed': { merge: (_earlier, later) => later, isUrgent: () => false, number: (payload) => payload },
};
