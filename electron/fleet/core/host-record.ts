/** What is known of one host, folded from its link and its probes. Records are replaced, never changed in place. */
import type { CeleryInventory, HostObservation } from '#electron/probes/core/host-observation.ts';
import type { HostConfig } from '#shared/domain/host-config.ts';
import type { HostIdentity, HostNote, HostSample, HostView, LinkState, WatchCost } from '#shared/domain/host.ts';
import type { BrokerId } from '#shared/domain/ids.ts';
import { addToSpark, emptySpark, type MinuteSpark } from './minute-spark.ts';

export type HostRecord = {
  readonly config: HostConfig;
  readonly link: LinkState;
  readonly identity: HostIdentity | null;
  readonly sample: HostSample | null;
  readonly sampledAt: number | null;
  readonly inventory: CeleryInventory | null;
  readonly inventoriedAt: number | null;
  readonly probeNotes: readonly HostNote[];
  /** Set by the broker finder. */
  readonly ownNotes: readonly HostNote[];
  readonly cost: WatchCost | null;
  readonly memory: MinuteSpark;
  readonly load: MinuteSpark;
};

export function newHost(config: HostConfig, now: number): HostRecord {
  return {
    config,
    link: { phase: config.isOn ? 'idle' : 'off', since: now, error: null, attempt: 0, nextTryAt: null, question: null, lastConnectedAt: null, serverVersion: null, latencyMs: null, route: [] },
    identity: null, sample: null, sampledAt: null, inventory: null, inventoriedAt: null,
    probeNotes: [], ownNotes: [], cost: null, memory: emptySpark, load: emptySpark,
  };
}

export function foldLink(record: HostRecord, link: LinkState): HostRecord {
  return { ...record, link };
}

export function foldHostSeen(record: HostRecord, seen: HostObservation): HostRecord {
  switch (seen.kind) {
    case 'identified': return { ...record, identity: seen.identity };
    case 'inventoried': return { ...record, inventory: seen.inventory, inventoriedAt: seen.at };
    case 'noted': return { ...record, probeNotes: seen.notes };
    case 'cost': return { ...record, cost: seen.cost };
    case 'died': return record;
    case 'sampled':
      return {
        ...record, sample: seen.sample, sampledAt: seen.at,
        memory: addToSpark(record.memory, memoryUsedPercent(seen.sample), seen.at),
        load: addToSpark(record.load, seen.sample.load1, seen.at),
      };
  }
}

/** The kernel's own estimate: what cannot be given out without swapping. */
export function memoryUsedPercent(sample: HostSample): number | null {
  if (sample.memTotal === null || sample.memAvailable === null || sample.memTotal <= 0) return null;
  return (100 * (sample.memTotal - sample.memAvailable)) / sample.memTotal;
}

export function toHostView(record: HostRecord, brokers: readonly BrokerId[]): HostView {
  return {
    id: record.config.id, config: record.config, link: record.link, identity: record.identity, sample: record.sample,
    notes: [...new Set([...record.probeNotes, ...record.ownNotes, ...inventoryNotes(record)])],
    cost: record.cost, brokers: [...brokers],
    memorySpark: [...record.memory.points], loadSpark: [...record.load.points],
    beats: (record.inventory?.beats ?? []).map((beat) => ({ pid: beat.pid, since: beat.startedAt })),
  };
}

function inventoryNotes(record: HostRecord): readonly HostNote[] {
  if (record.inventory === null || record.inventory.mains.length > 0) return [];
  return record.inventory.isComplete ? ['no-worker-found'] : [];
}
