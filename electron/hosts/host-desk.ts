/**
 * One desk per host: its connection, its probes while connected, and their words to the fleet and the brokers.
 * Must stay true: hosts share nothing here, so that a dead or slow one delays no other.
 */
import type { BrokerDesk } from '#electron/brokers/broker-desk.ts';
import type { LogListener } from '#electron/crashes/create-review.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { ConnectionKeeper, HostConnection } from '#electron/ports/host-connection.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { HostWatch } from '#electron/probes/host-watch.ts';
import type { HostConfig } from '#shared/domain/host-config.ts';
import type { HostId } from '#shared/domain/ids.ts';

export type HostDeskNeeds = {
  readonly connections: ConnectionKeeper;
  readonly keeper: FleetKeeper;
  readonly brokers: BrokerDesk;
  readonly watch: (session: RemoteSession) => HostWatch;
  /** Follows what the host's logs say. */
  readonly logs: LogListener;
  /** A host left the list: drop what else is kept of it. */
  readonly forget: (host: HostId) => void;
};

export type HostDesk = {
  /** Takes a host in, or its changed configuration (which reconnects when the way to it changed). */
  keep(config: HostConfig): Promise<void>;
  drop(id: HostId): Promise<void>;
  retry(id: HostId): boolean;
  scan(id: HostId): void;
  /** The connection as it is now; null while there is none. Whoever acts asks anew each time. */
  session(id: HostId): RemoteSession | null;
  setInterval(everyMs: number): void;
  /** Ends the remote readers, then, when told so, the connections. */
  stopWatching(): Promise<void>;
  dispose(): Promise<void>;
};

type Entry = { config: HostConfig; connection: HostConnection | null; session: RemoteSession | null; watch: HostWatch | null; stop: (() => void)[] };

export function createHostDesk(needs: HostDeskNeeds): HostDesk {
  const entries = new Map<HostId, Entry>();
  return {
    keep: async (config) => {
      const known = entries.get(config.id);
      if (known !== undefined) return change(needs, known, config);
      const entry: Entry = { config, connection: null, session: null, watch: null, stop: [] };
      entries.set(config.id, entry);
      needs.keeper.setHost(config);
      needs.brokers.hostSeen(config, null);
      connect(needs, entry);
    },
    drop: async (id) => {
      const entry = entries.get(id);
      if (entry === undefined) return;
      entries.delete(id);
      await needs.brokers.dropHost(id);
      await disconnect(needs, entry);
      await needs.logs.drop(id);
      needs.keeper.dropHost(id);
      needs.forget(id);
    },
    retry: (id) => {
      const entry = entries.get(id);
      entry?.connection?.retryNow();
      return entry !== undefined;
    },
    scan: (id) => entries.get(id)?.watch?.lookNow(),
    session: (id) => entries.get(id)?.session ?? null,
    setInterval: (everyMs) => { for (const entry of entries.values()) entry.watch?.setInterval(everyMs); },
    stopWatching: async () => { await Promise.all([needs.logs.stop(), ...[...entries.values()].map(endWatch)]); },
    dispose: async () => {
      await Promise.all([...entries.values()].map((entry) => disconnect(needs, entry)));
      entries.clear();
    },
  };
}

async function change(needs: HostDeskNeeds, entry: Entry, config: HostConfig): Promise<void> {
  const mustReconnect = wayOf(entry.config) !== wayOf(config);
  entry.config = config;
  needs.keeper.setHost(config);
  if (mustReconnect) {
    await disconnect(needs, entry);
    if (!config.isOn) needs.keeper.hostLink(config.id, offState(needs.keeper, config.id));
  }
  needs.brokers.hostSeen(config, null);
  needs.logs.replan(config.id);
  if (mustReconnect) connect(needs, entry);
}

function connect(needs: HostDeskNeeds, entry: Entry): void {
  const { id, isOn } = entry.config;
  if (!isOn) return;
  const connection = needs.connections.keep(entry.config);
  entry.connection = connection;
  needs.keeper.hostLink(id, connection.state());
  entry.stop.push(connection.onState((state) => needs.keeper.hostLink(id, state)));
  entry.stop.push(connection.onSession((session) => onSession(needs, entry, session)));
}

function onSession(needs: HostDeskNeeds, entry: Entry, session: RemoteSession | null): void {
  void endWatch(entry);
  entry.session = session;
  if (session !== null) {
    const watch = needs.watch(session);
    entry.watch = watch;
    watch.onObservation((seen) => {
      if (entry.watch !== watch) return;
      needs.keeper.hostSaw(entry.config.id, seen);
      if (seen.kind === 'inventoried') { needs.brokers.hostSeen(entry.config, seen.inventory); needs.logs.inventoried(entry.config.id, seen.inventory); }
      if (seen.kind === 'sampled') { entry.connection?.reportLatency(seen.latencyMs); needs.logs.sampled(entry.config.id, seen.sample, seen.processes); }
    });
  }
  needs.brokers.sessionChanged(entry.config.id, session);
  needs.logs.sessionChanged(entry.config.id, session, entry.watch);
}

async function disconnect(needs: HostDeskNeeds, entry: Entry): Promise<void> {
  for (const stop of entry.stop.splice(0)) stop();
  const { connection } = entry;
  entry.connection = null;
  entry.session = null;
  await endWatch(entry);
  needs.brokers.sessionChanged(entry.config.id, null);
  needs.logs.sessionChanged(entry.config.id, null, null);
  await connection?.dispose();
}

async function endWatch(entry: Entry): Promise<void> {
  const { watch } = entry;
  entry.watch = null;
  await watch?.dispose();
}

/** What decides how the host is reached: a change here needs a new connection; a new name or tag does not. */
function wayOf({ address, port, user, login, jump, sshAlias, isOn }: HostConfig): string {
  return JSON.stringify([address, port, user, login, jump, sshAlias, isOn]);
}

function offState(keeper: FleetKeeper, id: HostId): Parameters<FleetKeeper['hostLink']>[1] {
  const link = keeper.host(id)?.link;
  const base = { attempt: 0, nextTryAt: null, question: null, serverVersion: null, latencyMs: null, route: [], error: null };
  return { ...base, phase: 'off', since: link?.since ?? 0, lastConnectedAt: link?.lastConnectedAt ?? null };
}
