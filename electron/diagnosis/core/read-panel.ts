/** What the fleet knew before the round: verdicts, samples, latency, the run before. */
import type { HostRecord } from '#electron/fleet/core/host-record.ts';
import type { Action } from '#shared/domain/action.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import type { PanelEvidence } from './evidence-panel.ts';
import { had, notHad } from './piece-of.ts';

export type PanelParts = {
  readonly at: number;
  readonly record: HostRecord;
  readonly workers: readonly WorkerView[];
  readonly brokers: readonly BrokerView[];
  /** Round trips of the last minutes, oldest first. */
  readonly latencies: readonly number[];
  /** What was done here, newest first, and what task events told. */
  readonly actions: readonly Pick<Action, 'at' | 'kind' | 'outcome' | 'target'>[];
  readonly tasks: Pick<PanelEvidence, 'taskRuntimesS' | 'taskOutcomes'>;
  readonly before: { readonly earlier: PanelEvidence['earlier']; readonly findings: PanelEvidence['earlierFindings']; readonly boots: PanelEvidence['boots'] };
};

const dayMs = 86_400_000;

export function readPanel({ at, record, workers, brokers, latencies, actions, tasks, before }: PanelParts): PanelEvidence {
  const { link, sample, identity } = record;
  const sorted = [...latencies].sort((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const lastMs = latencies.at(-1);
  const bootId = identity?.bootId ?? null;
  const known = before.boots.filter(({ firstSeenMs }) => at - firstSeenMs < dayMs || before.boots.length === 1);
  return {
    workers, brokers, notes: [...new Set([...record.probeNotes, ...record.ownNotes])],
    sample: sample === null ? notHad('panel.sample', at, 'sampler', 'missing', 'no sample yet', 'connection') : had('panel.sample', at, 'sampler', sample, JSON.stringify(sample)),
    latency: lastMs === undefined ? notHad('panel.latency', at, 'SSH round trip', 'missing', 'no round trip yet', 'connection') : had('panel.latency', at, 'SSH round trip', { lastMs, medianMs: quantile(0.5), p95Ms: quantile(0.95), samples: sorted.length }, `${lastMs.toFixed(0)} ms`),
    memoryPercent: [...record.memory.points], load: [...record.load.points],
    connectedSinceMs: link.phase === 'connected' ? link.since : null, hostKeyChanged: link.error?.code === 'host-key-changed',
    boots: bootId === null || known.some((boot) => boot.bootId === bootId) ? known : [...known, { bootId, firstSeenMs: at }],
    // what was refused or failed changed nothing here
    actions: actions.filter(({ outcome }) => outcome !== 'refused' && outcome !== 'failed').map(({ at: atMs, kind, target }) => ({ atMs, what: kind, worker: target.worker })).reverse(),
    earlier: before.earlier, earlierFindings: before.findings, ...tasks,
  };
}
