/** What the broker desk holds, and the two questions everyone asks of it. */
import type { BrokerWatch } from '#electron/celery/broker-watch.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { CeleryInventory } from '#electron/probes/core/host-observation.ts';
import type { HostConfig } from '#shared/domain/host-config.ts';
import type { BrokerId, HostId } from '#shared/domain/ids.ts';
import type { WantedBroker } from './core/choose-brokers.ts';

/** `id` is this host's own way to the broker, `as` the broker it is known as. */
export type Way = WantedBroker & { readonly as: BrokerId; readonly unusedSince: number | null };
export type HostEntry = { config: HostConfig; readonly databases: Map<string, number>; inventory: CeleryInventory | null; session: RemoteSession | null; wanted: readonly Way[] };
export type BrokerEntry = { readonly wanted: WantedBroker; readonly watch: BrokerWatch; readonly stop: () => void };

export type DeskState = {
  readonly hosts: Map<HostId, HostEntry>;
  readonly brokers: Map<BrokerId, BrokerEntry>;
  /** The second way to a Redis process, to the first. */
  readonly aliases: Map<BrokerId, BrokerId>;
  /** Redis process (run id, database, prefix, user) to the broker it is known as. */
  readonly processes: Map<string, BrokerId>;
  readonly closing: Set<Promise<void>>;
  /** Hosts go on being seen while the brokers are let go: none of them may start another watch. */
  isEnding: boolean;
};

export const emptyDesk = (): DeskState => ({ hosts: new Map(), brokers: new Map(), aliases: new Map(), processes: new Map(), closing: new Set(), isEnding: false });

/** Hosts whose workers use this broker, by whatever way. */
export function usersOf(state: DeskState, id: BrokerId): readonly HostId[] {
  return [...state.hosts.entries()].filter(([, entry]) => entry.wanted.some((way) => way.as === id)).map(([host]) => host);
}

/** Hosts for which the broker's own address is the right one. */
export function waysOf(state: DeskState, id: BrokerId): readonly HostEntry[] {
  return [...state.hosts.values()].filter((entry) => entry.wanted.some((way) => way.id === id));
}
