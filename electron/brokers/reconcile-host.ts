/**
 * Brings the watches in step with what the hosts use: starts what is new, lets go what nobody uses,
 * and knows one Redis behind two ways as one broker.
 */
import type { BrokerObservation, RedisClient } from '#electron/celery/core/broker-observation.ts';
import type { BrokerId, HostId } from '#shared/domain/ids.ts';
import type { BrokerDeskNeeds } from './broker-desk.ts';
import { chooseBrokers, keepUnused, underAliases, type WantedBroker } from './core/choose-brokers.ts';
import { usersOf, waysOf, type DeskState } from './desk-state.ts';
import { askBrokerPassword, openThrough } from './open-broker.ts';

export function reconcileHost(needs: BrokerDeskNeeds, state: DeskState, host: HostId): void {
  const entry = state.hosts.get(host);
  if (entry === undefined || state.isEnding) return;
  const before = entry.wanted;
  const isAuto = entry.config.broker.find === 'auto';
  const { wanted, problems } = chooseBrokers(entry.config, entry.inventory?.mains ?? [], entry.databases);
  // before the first scan nothing is known of brokers to be found: keep what there was
  entry.wanted = underAliases(entry.inventory === null && isAuto ? before : isAuto ? keepUnused(before, wanted, needs.clock.now()) : wanted.map((one) => ({ ...one, unusedSince: null })), state.aliases);
  for (const way of entry.wanted) if (!state.brokers.has(way.as)) start(needs, state, way);
  for (const way of entry.wanted) for (const pid of way.pids) needs.keeper.attach(host, pid, way.as);
  for (const id of new Set([...before, ...entry.wanted].map((way) => way.as))) announceBroker(needs, state, id);
  const isMissing = isAuto && (entry.inventory?.mains.length ?? 0) > 0 && (wanted.length === 0 || problems.length > 0);
  needs.keeper.noteHost(host, isMissing ? ['broker-not-found'] : []);
}

/** Tells the fleet who uses a broker now; one that nobody uses is let go. */
export function announceBroker(needs: BrokerDeskNeeds, state: DeskState, id: BrokerId): void {
  const users = usersOf(state, id);
  if (users.length === 0) { retireBroker(needs, state, id); return; }
  const wanted = state.brokers.get(id)?.wanted;
  if (wanted === undefined) return;
  needs.keeper.setBroker({ id, label: wanted.address.label, foundBy: wanted.foundBy, through: wanted.isDirect ? null : (users[0] ?? null), hosts: users });
}

export function retireBroker(needs: BrokerDeskNeeds, state: DeskState, id: BrokerId): void {
  const entry = state.brokers.get(id);
  if (entry === undefined) return;
  state.brokers.delete(id);
  // ways that led here stand for themselves again
  for (const [other, first] of state.aliases) if (first === id) state.aliases.delete(other);
  entry.stop();
  needs.keeper.dropBroker(id);
  const done = entry.watch.dispose().finally(() => state.closing.delete(done));
  state.closing.add(done);
}

function start(needs: BrokerDeskNeeds, state: DeskState, wanted: WantedBroker): void {
  const watch = needs.start(wanted.address, wanted.isDirect ? null : openThrough(state, wanted.id), askBrokerPassword(needs, state, wanted), () => needs.keeper.expectedNodes(wanted.id));
  state.brokers.set(wanted.id, { wanted, watch, stop: watch.onObservation((seen) => hear(needs, state, wanted, seen)) });
}

function hear(needs: BrokerDeskNeeds, state: DeskState, wanted: WantedBroker, seen: BrokerObservation): void {
  needs.keeper.brokerSaw(wanted.id, seen);
  if (seen.kind === 'task') needs.onTask(wanted.id, seen.node, seen.task);
  if (seen.kind === 'redis' && typeof seen.runId === 'string') recognise(needs, state, wanted, seen.runId);
  if (seen.kind === 'clients' && seen.clients !== null && wanted.foundBy === 'connection') learnDatabase(needs, state, wanted, seen.clients);
}

/** The same Redis process behind another way: the first way stays, the second becomes another name of it. */
function recognise(needs: BrokerDeskNeeds, state: DeskState, wanted: WantedBroker, runId: string): void {
  const { db, keyPrefix, user } = wanted.address;
  const name = JSON.stringify([runId, db, keyPrefix, user]);
  const first = state.processes.get(name);
  if (first === undefined || !state.brokers.has(first)) { state.processes.set(name, wanted.id); return; }
  if (first === wanted.id) return;
  const users = usersOf(state, wanted.id);
  state.aliases.set(wanted.id, first);
  for (const host of users) reconcileHost(needs, state, host);
}

/** No URL named a database: the worker's own connection shows which one it selected. */
function learnDatabase(needs: BrokerDeskNeeds, state: DeskState, wanted: WantedBroker, clients: readonly RedisClient[]): void {
  const mains = usersOf(state, wanted.id).flatMap((host) => state.hosts.get(host)?.inventory?.mains ?? []);
  const ports = new Set(mains.filter((main) => wanted.pids.includes(main.pid)).flatMap((main) => main.sockets ?? []).map((socket) => socket.localPort));
  const numbers = new Set(clients.filter((client) => ports.has(client.port) && !client.isSubscriber).map((client) => client.db));
  const [db] = numbers;
  if (numbers.size !== 1 || db === undefined || db === wanted.address.db) return;
  const users = usersOf(state, wanted.id);
  for (const entry of waysOf(state, wanted.id)) {
    entry.databases.set(`${wanted.address.host}:${String(wanted.address.port)}`, db);
    // the guess was wrong: it is no way that was ever used
    entry.wanted = entry.wanted.filter((way) => way.id !== wanted.id);
  }
  for (const host of users) reconcileHost(needs, state, host);
  announceBroker(needs, state, wanted.id);
}
