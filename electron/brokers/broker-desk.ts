/**
 * Keeps one watch per broker in use: opened through the SSH connection of a host that uses it, closed when none does.
 * Must stay true: a password is held here and in the watch only; what goes to the window is the label.
 */
import type { BrokerWatch } from '#electron/celery/broker-watch.ts';
import type { BrokerObservation, RedisClient } from '#electron/celery/core/broker-observation.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { Asker } from '#electron/ports/asker.ts';
import type { BrokerAddress, OpenStream } from '#electron/ports/message-broker.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';
import type { CeleryInventory } from '#electron/probes/core/host-observation.ts';
import type { HostConfig } from '#shared/domain/host-config.ts';
import type { HostNote } from '#shared/domain/host.ts';
import type { BrokerId, HostId } from '#shared/domain/ids.ts';
import type { TaskView } from '#shared/domain/task.ts';
import { err } from '#shared/result.ts';
import { chooseBrokers, underAliases, type WantedBroker } from './core/choose-brokers.ts';

export type StartBrokerWatch = (address: BrokerAddress, open: OpenStream | null, askPassword: (wasWrong: boolean, signal: AbortSignal) => Promise<string | null>, expectedNodes: () => readonly string[]) => BrokerWatch;

export type BrokerDeskNeeds = {
  readonly keeper: FleetKeeper;
  readonly asker: Asker;
  readonly vault: SecretVault;
  readonly start: StartBrokerWatch;
  readonly onTask: (broker: BrokerId, node: string, task: TaskView) => void;
};

export type BrokerDesk = {
  hostSeen(config: HostConfig, inventory: CeleryInventory | null): void;
  sessionChanged(host: HostId, session: RemoteSession | null): void;
  dropHost(host: HostId): Promise<void>;
  watch(broker: BrokerId): BrokerWatch | null;
  dispose(): Promise<void>;
};

/** `id` is this host's own way to the broker, `as` the broker it is known as. */
type Way = WantedBroker & { readonly as: BrokerId };
type HostEntry = { config: HostConfig; readonly databases: Map<string, number>; inventory: CeleryInventory | null; session: RemoteSession | null; wanted: readonly Way[] };
type BrokerEntry = { readonly wanted: WantedBroker; readonly watch: BrokerWatch; readonly stop: () => void; hosts: readonly HostId[] };

export function createBrokerDesk(needs: BrokerDeskNeeds): BrokerDesk {
  const hosts = new Map<HostId, HostEntry>();
  const brokers = new Map<BrokerId, BrokerEntry>();
  const aliases = new Map<BrokerId, BrokerId>();
  const processes = new Map<string, BrokerId>();
  const closing = new Set<Promise<void>>();

  const usersOf = (id: BrokerId): readonly HostId[] => [...hosts.entries()].filter(([, entry]) => entry.wanted.some((way) => way.as === id)).map(([host]) => host);
  const waysOf = (id: BrokerId): readonly HostEntry[] => [...hosts.values()].filter((entry) => entry.wanted.some((way) => way.id === id));
  const open = (id: BrokerId): OpenStream => async (signal) => {
    // a session that lives beats one that is on its way back
    const through = waysOf(id).map((entry) => entry.session).find((session) => session !== null);
    const address = brokers.get(id)?.wanted.address;
    if (through === undefined || through === null || address === undefined) return err({ code: 'broker-unreachable', broker: address?.label ?? '', because: 'closed' });
    const target = address.socketPath === null ? { host: address.host === '0.0.0.0' ? '127.0.0.1' : address.host, port: address.port } : { socketPath: address.socketPath };
    return through.forward(target, { signal, deadlineMs: 8_000 });
  };
  const askPassword = (wanted: WantedBroker) => async (wasWrong: boolean, signal: AbortSignal): Promise<string | null> => {
    const secret = `broker:${wanted.id}:password`;
    if (!wasWrong) {
      const kept = await needs.vault.get(secret);
      if (kept.ok && kept.value !== null) return kept.value;
    }
    const [first] = usersOf(wanted.id);
    const name = first === undefined ? '' : (hosts.get(first)?.config.name ?? '');
    const answer = await needs.asker.ask({ kind: 'broker-password', host: first ?? null, hostName: name, at: wanted.address.label, broker: wanted.id, label: wanted.address.label, user: wanted.address.user, wasWrong }, signal);
    if (answer.kind !== 'secret') return null;
    if (answer.remember) await needs.vault.set(secret, answer.value);
    return answer.value;
  };
  const start = (wanted: WantedBroker): void => {
    const watch = needs.start(wanted.address, wanted.isDirect ? null : open(wanted.id), askPassword(wanted), () => needs.keeper.expectedNodes(wanted.id));
    const entry: BrokerEntry = { wanted, watch, hosts: [], stop: watch.onObservation((seen) => hear(wanted, seen)) };
    brokers.set(wanted.id, entry);
  };
  const hear = (wanted: WantedBroker, seen: BrokerObservation): void => {
    needs.keeper.brokerSaw(wanted.id, seen);
    if (seen.kind === 'task') needs.onTask(wanted.id, seen.node, seen.task);
    if (seen.kind === 'redis' && typeof seen.runId === 'string') recognise(wanted, seen.runId);
    if (seen.kind === 'clients' && seen.clients !== null && wanted.foundBy === 'connection') learnDatabase(wanted, seen.clients);
  };
  /** No URL named a database: the worker's own connection shows which one it selected. */
  const learnDatabase = (wanted: WantedBroker, clients: readonly RedisClient[]): void => {
    const ports = new Set(usersOf(wanted.id).flatMap((host) => hosts.get(host)?.inventory?.mains ?? []).filter((main) => wanted.pids.includes(main.pid)).flatMap((main) => main.sockets ?? []).map((socket) => socket.localPort));
    const numbers = new Set(clients.filter((client) => ports.has(client.port) && !client.isSubscriber).map((client) => client.db));
    const [db] = numbers;
    if (numbers.size !== 1 || db === undefined || db === wanted.address.db) return;
    const users = usersOf(wanted.id);
    for (const entry of waysOf(wanted.id)) entry.databases.set(`${wanted.address.host}:${String(wanted.address.port)}`, db);
    for (const host of users) reconcile(host);
  };
  /** The same Redis process behind another way: the first way stays, the second becomes another name of it. */
  const recognise = (wanted: WantedBroker, runId: string): void => {
    const { db, keyPrefix, user } = wanted.address;
    const name = JSON.stringify([runId, db, keyPrefix, user]);
    const first = processes.get(name);
    if (first === undefined || !brokers.has(first)) { processes.set(name, wanted.id); return; }
    if (first === wanted.id) return;
    const users = usersOf(wanted.id);
    aliases.set(wanted.id, first);
    for (const host of users) reconcile(host);
  };
  const retire = (id: BrokerId): void => {
    const entry = brokers.get(id);
    if (entry === undefined) return;
    brokers.delete(id);
    // ways that led here stand for themselves again
    for (const [other, first] of aliases) if (first === id) aliases.delete(other);
    entry.stop();
    needs.keeper.dropBroker(id);
    const done = entry.watch.dispose().finally(() => closing.delete(done));
    closing.add(done);
  };
  const reconcile = (host: HostId): void => {
    const entry = hosts.get(host);
    if (entry === undefined) return;
    const before = entry.wanted;
    const { wanted, problems } = chooseBrokers(entry.config, entry.inventory?.mains ?? [], entry.databases);
    // before the first scan nothing is known of auto brokers: keep what there was
    entry.wanted = underAliases(entry.inventory === null && entry.config.broker.find === 'auto' ? before : wanted, aliases);
    for (const way of entry.wanted) if (!brokers.has(way.as)) start(way);
    for (const way of entry.wanted) for (const pid of way.pids) needs.keeper.attach(host, pid, way.as);
    for (const id of new Set([...before, ...entry.wanted].map((way) => way.as))) announce(id);
    const missing = entry.config.broker.find === 'auto' && (entry.inventory?.mains.length ?? 0) > 0 && (entry.wanted.length === 0 || problems.length > 0);
    const notes: HostNote[] = missing ? ['broker-not-found'] : [];
    needs.keeper.noteHost(host, notes);
  };
  const announce = (id: BrokerId): void => {
    const users = usersOf(id);
    if (users.length === 0) { retire(id); return; }
    const entry = brokers.get(id);
    if (entry === undefined) return;
    entry.hosts = users;
    const { wanted } = entry;
    needs.keeper.setBroker({ id, label: wanted.address.label, foundBy: wanted.foundBy, through: wanted.isDirect ? null : (users[0] ?? null), hosts: users });
  };
  return {
    hostSeen: (config, inventory) => {
      const entry = hosts.get(config.id);
      hosts.set(config.id, { session: null, wanted: [], databases: new Map(), ...entry, config, inventory: inventory ?? entry?.inventory ?? null });
      reconcile(config.id);
    },
    sessionChanged: (host, session) => {
      const entry = hosts.get(host);
      if (entry === undefined) return;
      entry.session = session;
      if (session === null) return;
      for (const way of entry.wanted) brokers.get(way.as)?.watch.retryNow();
    },
    dropHost: async (host) => {
      const entry = hosts.get(host);
      hosts.delete(host);
      for (const way of entry?.wanted ?? []) announce(way.as);
      await Promise.all(closing);
    },
    watch: (id) => brokers.get(id)?.watch ?? null,
    dispose: async () => {
      for (const id of [...brokers.keys()]) retire(id);
      await Promise.all(closing);
    },
  };
}
