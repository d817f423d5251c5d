/**
 * Keeps one watch per broker in use: opened through the SSH connection of a host that uses it, closed when none does.
 * Must stay true: a password is held in the watch only; what goes to the window is the label.
 */
import type { BrokerWatch } from '#electron/celery/broker-watch.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Asker } from '#electron/ports/asker.ts';
import type { BrokerAddress, OpenStream } from '#electron/ports/message-broker.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';
import type { CeleryInventory } from '#electron/probes/core/host-observation.ts';
import type { HostConfig } from '#shared/domain/host-config.ts';
import type { BrokerId, HostId } from '#shared/domain/ids.ts';
import type { TaskView } from '#shared/domain/task.ts';
import { emptyDesk, type DeskState, type HostEntry } from './desk-state.ts';
import { announceBroker, reconcileHost, retireBroker } from './reconcile-host.ts';

export type StartBrokerWatch = (address: BrokerAddress, open: OpenStream | null, askPassword: (wasWrong: boolean, signal: AbortSignal) => Promise<string | null>, expectedNodes: () => readonly string[]) => BrokerWatch;

export type BrokerDeskNeeds = {
  readonly clock: Clock;
  readonly keeper: FleetKeeper;
  readonly asker: Asker;
  readonly vault: SecretVault;
  readonly start: StartBrokerWatch;
  readonly onTask: (broker: BrokerId, node: string, task: TaskView) => void;
};

export type BrokerDesk = {
  /** A host's configuration, and what its last scan found (null: not scanned yet). */
  hostSeen(config: HostConfig, inventory: CeleryInventory | null): void;
  sessionChanged(host: HostId, session: RemoteSession | null): void;
  dropHost(host: HostId): Promise<void>;
  watch(broker: BrokerId): BrokerWatch | null;
  dispose(): Promise<void>;
};

export function createBrokerDesk(needs: BrokerDeskNeeds): BrokerDesk {
  const state = emptyDesk();
  return {
    hostSeen: (config, inventory) => {
      const entry = state.hosts.get(config.id);
      // another choice of the operator's: the ways found under the old one are not kept
      if (entry !== undefined && JSON.stringify(entry.config.broker) !== JSON.stringify(config.broker)) forgetWays(needs, state, entry);
      state.hosts.set(config.id, { session: null, wanted: [], databases: new Map(), ...entry, config, inventory: inventory ?? entry?.inventory ?? null });
      reconcileHost(needs, state, config.id);
    },
    sessionChanged: (host, session) => {
      const entry = state.hosts.get(host);
      if (entry === undefined) return;
      entry.session = session;
      if (session === null) return;
      for (const way of entry.wanted) state.brokers.get(way.as)?.watch.retryNow();
    },
    dropHost: async (host) => {
      const entry = state.hosts.get(host);
      state.hosts.delete(host);
      for (const way of entry?.wanted ?? []) announceBroker(needs, state, way.as);
      await Promise.all(state.closing);
    },
    watch: (id) => state.brokers.get(id)?.watch ?? null,
    dispose: async () => {
      state.isEnding = true;
      for (const id of [...state.brokers.keys()]) retireBroker(needs, state, id);
      await Promise.all(state.closing);
    },
  };
}

function forgetWays(needs: BrokerDeskNeeds, state: DeskState, entry: HostEntry): void {
  const ways = entry.wanted;
  entry.wanted = [];
  for (const way of ways) announceBroker(needs, state, way.as);
}
