/**
 * What the panel sees by itself, as events beside those of the logs: memory and heat of a host, the kernel's count of memory
 * kills, tasks as the broker tells them, what was done here. Must stay true: told once when it begins and again while it
 * lasts, at most each minute; these events are not kept: after a restart of the app only logs speak.
 */
import type { Action } from '#shared/domain/action.ts';
import type { CrashEventKind, Incident } from '#shared/domain/crash.ts';
import type { CeleryInventory, ProcessSample } from '#electron/probes/core/host-observation.ts';
import type { HostSample } from '#shared/domain/host.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LogSourceId } from '#shared/domain/log.ts';
import type { TaskView } from '#shared/domain/task.ts';
import type { CrashEvent, Detail } from './core/crash-event.ts';

export type PanelFacts = {
  /** Events of a sample; none most of the time. */
  sampled(host: HostId, sample: HostSample): readonly CrashEvent[];
  /** Which processes may not have all the addresses they want; null: nothing known. */
  limited(host: HostId, inventory: Pick<CeleryInventory, 'addressLimits' | 'mains'>): void;
  /** How much of that they use. */
  ran(host: HostId, at: number, processes: readonly ProcessSample[]): readonly CrashEvent[];
  task(host: HostId, node: string, task: TaskView): CrashEvent | null;
  /** The kept result of one of an incident's tasks says that it was lost. */
  result(incident: Pick<Incident, 'host' | 'at' | 'worker'>, task: { readonly id: string; readonly name: string | null }, exception: string): CrashEvent;
  /** Something was done to a worker through the panel: a stop, a restart, a kill. */
  acted(host: HostId, action: Action): CrashEvent;
  forget(host: HostId): void;
};

type Known = { oomKills: number | null; oomAt: number; readonly toldAt: Map<CrashEventKind, number>; limits: Map<string, Limited>; nodes: Map<number, string | null> };
type Limited = { readonly bytes: number; toldAt: number; wasShort: boolean };

const againMs = 60_000;
const highMemoryPercent = 90;
const highPressure = 20;
const hotC = 80;
/** Of the address space allowed: what is left may be too little for the next thread or arena. */
const shortShare = 0.85;
/** Lies within the ten minutes that an incident looks back. */
const limitAgainMs = 540_000;

export function createPanelFacts(): PanelFacts {
  const hosts = new Map<HostId, Known>();
  const knownOf = (host: HostId): Known => {
    const known = hosts.get(host) ?? { oomKills: null, oomAt: 0, toldAt: new Map(), limits: new Map(), nodes: new Map() };
    hosts.set(host, known);
    return known;
  };
  return {
    sampled: (host, sample) => {
      const known = knownOf(host);
      const events: CrashEvent[] = [];
      const say = (kind: CrashEventKind, label: string, detail: { readonly [name: string]: Detail }): void => {
        const last = known.toldAt.get(kind);
        if (last !== undefined && sample.at - last < againMs) return;
        known.toldAt.set(kind, sample.at);
        events.push(eventOf(host, kind, sample.at, label, { detail }));
      };
      const memory = usedPercent(sample);
      const pressure = sample.pressure?.memoryFull ?? null;
      if (memory !== null && memory >= highMemoryPercent) say('memory-high', `memory ${Math.round(memory)} % used`, { percent: Math.round(memory) });
      else if (pressure !== null && pressure > highPressure) say('memory-high', `memory pressure: all programs stood still ${Math.round(pressure)} % of the time`, { pressure: Math.round(pressure) });
      if (sample.throttling?.underVoltageNow === true) say('under-voltage', 'under-voltage', { by: 'panel' });
      if (sample.temperatureC !== null && sample.temperatureC >= hotC) say('throttled', `${Math.round(sample.temperatureC)} °C`, { celsius: Math.round(sample.temperatureC) });
      else if (sample.throttling?.throttledNow === true) say('throttled', 'throttled by the firmware', { by: 'panel' });
      const counted = countOomKills(host, known, sample);
      if (counted !== null) events.push(counted);
      return events;
    },
    limited: (host, inventory) => learnLimits(knownOf(host), inventory),
    ran: (host, at, processes) => tellAddresses(host, knownOf(host), at, processes),
    task: (host, node, task) => {
      const isBegun = task.state === 'started' || task.state === 'received' || task.state === 'active';
      const isEnded = task.state === 'succeeded' || task.state === 'failed' || task.state === 'retried' || task.state === 'revoked' || task.state === 'rejected';
      if (!isBegun && !isEnded) return null;
      const type = task.problem === null ? null : (/^([A-Za-z_][\w.]{0,200})\(/.exec(task.problem)?.[1] ?? null);
      return eventOf(host, isBegun ? 'task-received' : 'task-ended', isBegun ? (task.startedAt ?? task.seenAt) : task.seenAt, `${task.name ?? 'task'}[${task.id}] ${task.state}`, {
        node, pid: task.childPid, task: { id: task.id, name: task.name }, exception: type === null || task.state !== 'failed' ? null : { type, message: task.problem ?? '' }, name: `tasks ${node}`,
      });
    },
    result: ({ host, at, worker }, task, exception) => eventOf(host, 'task-ended', at, `result of ${task.name ?? 'task'}[${task.id}]: ${exception}`, { node: worker, task, exception: { type: exception, message: '' }, name: 'results' }),
    acted: (host, { at, who, kind, what, target }) => {
      const isKill = what === 'SIGKILL';
      const label = `${who}: ${kind}${what === null ? '' : ` ${what}`}${target.workerName === null ? '' : ` ${target.workerName}`}`;
      return eventOf(host, isKill ? 'stop-asked' : 'operator-action', at, label, { node: target.workerName, signal: isKill ? 'SIGKILL' : null, detail: { by: 'operator' } });
    },
    forget: (host) => { hosts.delete(host); },
  };
}

/** It rose between two readings: somebody on this host was killed for memory in between. */
function countOomKills(host: HostId, known: Known, sample: HostSample): CrashEvent | null {
  const count = sample.oomKills ?? null;
  if (count === null) return null;
  const { oomKills: before, oomAt } = known;
  known.oomKills = count;
  known.oomAt = sample.at;
  if (before === null || count <= before) return null;
  return eventOf(host, 'oom-kill', sample.at, `the kernel's count of memory kills rose from ${before} to ${count}`, { since: oomAt, detail: { counter: true, scope: null } });
}

function learnLimits(known: Known, { addressLimits = [], mains }: Parameters<PanelFacts['limited']>[1]): void {
  known.nodes = new Map(mains.map(({ pid, predictedName }) => [pid, predictedName]));
  known.limits = new Map(addressLimits.map(({ pid, startTicks, bytes }) => {
    const before = known.limits.get(`${pid} ${startTicks}`);
    return [`${pid} ${startTicks}`, before?.bytes === bytes ? before : { bytes, toldAt: -Infinity, wasShort: false }];
  }));
}

function tellAddresses(host: HostId, { limits, nodes }: Known, at: number, processes: readonly ProcessSample[]): readonly CrashEvent[] {
  if (limits.size === 0) return [];
  return processes.flatMap(({ pid, startTicks, mainPid, virtual }) => {
    const limit = limits.get(`${pid} ${startTicks}`);
    if (limit === undefined || virtual === null || virtual === undefined) return [];
    const isShort = virtual >= limit.bytes * shortShare;
    const isDue = at - limit.toldAt >= (isShort ? againMs : limitAgainMs) || (isShort && !limit.wasShort);
    limit.wasShort = isShort;
    if (!isDue) return [];
    limit.toldAt = at;
    return [eventOf(host, 'address-space', at, `pid ${pid}: ${mebibytes(virtual)} of ${mebibytes(limit.bytes)} MiB of addresses in use (RLIMIT_AS)`, { pid, node: nodes.get(mainPid) ?? null, detail: { limit: limit.bytes, used: virtual, short: isShort } })];
  });
}

const mebibytes = (bytes: number): number => Math.round(bytes / 1_048_576);

function usedPercent({ memTotal, memAvailable }: HostSample): number | null {
  return memTotal === null || memAvailable === null || memTotal === 0 ? null : 100 - (memAvailable / memTotal) * 100;
}

type Parts = Partial<Pick<CrashEvent, 'node' | 'owner' | 'pid' | 'signal' | 'task' | 'exception' | 'detail' | 'since'>> & { readonly name?: string };

function eventOf(host: HostId, kind: CrashEventKind, at: number, text: string, { name = 'panel', ...parts }: Parts): CrashEvent {
  const source = `${host}|panel|${name}` as LogSourceId;
  return {
    kind, at, atIsEstimated: false, since: null, source, sourceName: name, host, backend: 'unknown', owner: null, node: null, pid: null, child: null, signal: null, exitCode: null, coreDumped: null,
    exception: null, task: null, frames: [], native: null, detail: {}, place: { source, offset: null, line: null, cursor: null }, text: text.slice(0, 500), ...parts,
  };
}
