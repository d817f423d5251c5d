/**
 * All worker records, by key, host and broker, and the joining of three views of one worker:
 * a process on a host, a node name on a broker, a pid in an event. Names may be shared by several hosts; pids may too.
 */
import type { CeleryInventory, CeleryMain } from '#electron/probes/core/host-observation.ts';
import type { BrokerId, HostId, WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import { findCelery } from '#electron/probes/core/find-celery.ts';
import { parseCeleryArgv } from '#electron/probes/core/parse-celery-argv.ts';
import { foldEnd, foldMain, newWorker, type WorkerRecord } from './core/worker-record.ts';

export type WorkerRoster = {
  get(key: WorkerKey): WorkerRecord | null;
  put(record: WorkerRecord): void;
  drop(key: WorkerKey): void;
  all(): IterableIterator<WorkerRecord>;
  onHost(host: HostId): readonly WorkerRecord[];
  onBroker(broker: BrokerId): readonly WorkerRecord[];
  /** Takes over what a scan found; returns the keys that changed and those whose main ended unseen. */
  meet(host: HostId, hostname: string, inventory: CeleryInventory, now: number): { readonly changed: readonly WorkerKey[]; readonly ended: readonly { key: WorkerKey; pid: number }[]; readonly started: readonly WorkerKey[] };
  /** The worker that this node name (and pid, as the worker sees it) on this broker is; made when there is none. */
  byNode(broker: BrokerId, hosts: readonly HostId[], node: string, pid: number | null, now: number): WorkerRecord;
};

/** `onDrop`: the record of this key is gone, also when it only got another key. */
export function createWorkerRoster(onDrop: (key: WorkerKey) => void = () => undefined): WorkerRoster {
  const records = new Map<WorkerKey, WorkerRecord>();
  const keysOfHost = new Map<HostId, Set<WorkerKey>>();
  const keysOfBroker = new Map<BrokerId, Set<WorkerKey>>();

  const index = (record: WorkerRecord, add: boolean): void => {
    if (record.host !== null) touch(keysOfHost, record.host, record.key, add);
    if (record.broker !== null) touch(keysOfBroker, record.broker, record.key, add);
  };
  const drop = (key: WorkerKey): void => {
    const old = records.get(key);
    if (old === undefined) return;
    index(old, false);
    records.delete(key);
    onDrop(key);
  };
  const put = (record: WorkerRecord): void => {
    const old = records.get(record.key);
    if (old === undefined || old.host !== record.host || old.broker !== record.broker) {
      if (old !== undefined) index(old, false);
      index(record, true);
    }
    records.set(record.key, record);
  };
  const pick = (keys: Set<WorkerKey> | undefined): readonly WorkerRecord[] => [...(keys ?? [])].map((key) => records.get(key)).filter((record) => record !== undefined);

  const roster: WorkerRoster = {
    get: (key) => records.get(key) ?? null,
    put, drop,
    all: () => records.values(),
    onHost: (host) => pick(keysOfHost.get(host)),
    onBroker: (broker) => pick(keysOfBroker.get(broker)),
    meet: (host, hostname, inventory, now) => meet(roster, host, hostname, inventory, now),
    byNode: (broker, hosts, node, pid, now) => byNode(roster, broker, hosts, node, pid, now),
  };
  return roster;
}

function touch<K>(map: Map<K, Set<WorkerKey>>, at: K, key: WorkerKey, add: boolean): void {
  const keys = map.get(at);
  if (add) {
    if (keys === undefined) map.set(at, new Set([key]));
    else keys.add(key);
  } else if (keys !== undefined) {
    keys.delete(key);
    if (keys.size === 0) map.delete(at);
  }
}

const keyOnHost = (host: HostId, name: string): WorkerKey => `${host}|${name}` as WorkerKey;
const keyOnBroker = (broker: BrokerId, name: string): WorkerKey => `broker:${broker}|${name}` as WorkerKey;

function meet(roster: WorkerRoster, host: HostId, hostname: string, inventory: CeleryInventory, now: number): ReturnType<WorkerRoster['meet']> {
  const changed: WorkerKey[] = [];
  const started: WorkerKey[] = [];
  const ended: { key: WorkerKey; pid: number }[] = [];
  const alive = new Set(inventory.mains.map(identity));
  for (const record of roster.onHost(host)) {
    const main = record.process?.main;
    if (main === undefined || alive.has(identity(main)) || !inventory.isComplete) continue;
    roster.put(foldEnd(record, main, now));
    ended.push({ key: record.key, pid: main.pid });
    changed.push(record.key);
  }
  for (const main of inventory.mains) {
    const known = roster.onHost(host).find((record) => record.process !== null && identity(record.process.main) === identity(main));
    const record = known ?? claim(roster, host, hostname, main, now);
    if (known === undefined) started.push(record.key);
    roster.put(foldMain(record, main, now));
    changed.push(record.key);
  }
  return { changed, ended, started };
}

const identity = (main: { readonly pid: number; readonly startTicks: number }): string => `${String(main.pid)}:${String(main.startTicks)}`;

/** The record a newly found process belongs to: the same name without a process, or one only the broker knew, or a new one. */
function claim(roster: WorkerRoster, host: HostId, hostname: string, main: CeleryMain, now: number): WorkerRecord {
  const name = (main.predictedName ?? `pid-${String(main.pid)}@${hostname}`) as WorkerName;
  const own = roster.get(keyOnHost(host, name));
  if (own !== null && own.process === null) return own;
  if (own !== null) return newWorker(keyOnHost(host, `${name}#${String(main.pid)}`), name, host, own.broker, now);
  const adopted = [...roster.all()].find((record) => record.host === null && record.name === name && (record.eventPid === null || record.eventPid === main.innerPid));
  const key = keyOnHost(host, name);
  if (adopted === undefined) return newWorker(key, name, host, null, now);
  roster.drop(adopted.key);
  return { ...adopted, key, host };
}

function byNode(roster: WorkerRoster, broker: BrokerId, hosts: readonly HostId[], node: string, pid: number | null, now: number): WorkerRecord {
  const near = [...roster.onBroker(broker), ...hosts.flatMap((host) => roster.onHost(host)).filter((record) => record.broker === null)];
  const named = near.filter((record) => record.name === node);
  const hasPid = (record: WorkerRecord): boolean => pid !== null && record.process?.main.innerPid === pid;
  const exact = named.find(hasPid) ?? named.find((record) => record.process !== null) ?? named[0];
  // a process in a container does not tell its whole name; it and a record that knows the name alone are one worker
  const byPid = exact !== undefined && exact.process !== null ? [] : near.filter((record) => hasPid(record) && record.process?.main.predictedName === null && mayBeNamed(record, node));
  const [only] = byPid;
  if (exact !== undefined) return only?.host !== null && only?.process !== null && only?.process !== undefined && byPid.length === 1 && (exact.host === null || exact.host === only.host) ? join(roster, exact, only, only.host, broker, now) : withBroker(roster, exact, broker);
  if (only !== undefined && byPid.length === 1 && only.host !== null) {
    roster.drop(only.key);
    const renamed = { ...only, key: keyOnHost(only.host, node), name: node as WorkerName, broker };
    roster.put(renamed);
    return renamed;
  }
  const made = newWorker(keyOnBroker(broker, node), node as WorkerName, null, broker, now);
  roster.put(made);
  return made;
}

/** What the command line says before the @, where it says anything. */
function mayBeNamed(record: WorkerRecord, node: string): boolean {
  const said = parseCeleryArgv(findCelery(record.process?.main.argv ?? [])?.options ?? []).nodeName?.split('@')[0] ?? null;
  return said === null || said.includes('%') || said === node.split('@')[0];
}

function join(roster: WorkerRoster, named: WorkerRecord, found: WorkerRecord, host: HostId, broker: BrokerId, now: number): WorkerRecord {
  const main = found.process?.main;
  roster.drop(found.key);
  const key = keyOnHost(host, named.name);
  if (named.key !== key) roster.drop(named.key);
  const joined = { ...named, key, host, broker };
  const whole = main === undefined ? joined : { ...foldMain(joined, main, now), children: found.children };
  roster.put(whole);
  return whole;
}

function withBroker(roster: WorkerRoster, record: WorkerRecord, broker: BrokerId): WorkerRecord {
  if (record.broker === broker) return record;
  const joined = { ...record, broker };
  roster.put(joined);
  return joined;
}
