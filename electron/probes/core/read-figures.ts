/**
 * Makes a sample out of a frame and what was counted before. Pure: (state, frame) to {state, sample}.
 * Rates need two readings of the same thing; the first has none, and a counter that stepped back has none either.
 * Figures of the slow tiers stay until the next reading, at most `keptForMs`.
 */
import type { HostSample } from '#shared/domain/host.ts';
import type { ProcessSample } from './host-observation.ts';
import { decodeForeign } from './decode-foreign.ts';
import { parseDiskCounters } from './parse-disk-counters.ts';
import type { ByteCounters } from './parse-disk-counters.ts';
import { parseLoadavg } from './parse-loadavg.ts';
import { parseMeminfo } from './parse-meminfo.ts';
import { parseNetCounters } from './parse-net-counters.ts';
import { parsePidStat } from './parse-pid-stat.ts';
import { parsePressure } from './parse-pressure.ts';
import { cpuShare, parseProcStat } from './parse-proc-stat.ts';
import type { CpuTimes } from './parse-proc-stat.ts';
import { parseTemperature } from './parse-temperature.ts';
import { parseThrottled } from './parse-throttled.ts';
import type { Frame, Piece } from './split-frames.ts';
import { identityKey } from './watch-list.ts';
import type { WatchList } from './watch-list.ts';

type Counted = { readonly uptimeS: number; readonly bytes: ByteCounters };
type Slow = Pick<HostSample, 'throttling' | 'disk' | 'diskReadPerSecond' | 'diskWritePerSecond' | 'netInPerSecond' | 'netOutPerSecond' | 'processCount' | 'oomKills'>;

export type FiguresState = {
  readonly cpu: CpuTimes | null;
  readonly ticks: ReadonlyMap<string, { readonly uptimeS: number; readonly cpuTicks: number }>;
  readonly pss: ReadonlyMap<string, number>;
  readonly disk: Counted | null;
  readonly net: Counted | null;
  readonly slow: Slow;
  readonly slowAt: number | null;
};

export type FigureFacts = {
  readonly at: number;
  readonly pageSize: number;
  readonly clockTicksPerSecond: number;
  readonly startedAt: (startTicks: number) => number | null;
  readonly watched: WatchList;
};

const keptForMs = 180_000;
const nothingSlow: Slow = {
  throttling: null, disk: null, diskReadPerSecond: null, diskWritePerSecond: null, netInPerSecond: null, netOutPerSecond: null, processCount: null, oomKills: null,
};
export const noFigures: FiguresState = { cpu: null, ticks: new Map(), pss: new Map(), disk: null, net: null, slow: nothingSlow, slowAt: null };

/** Pieces by name, and by name and argument; the last one counts. */
type Pieces = ReadonlyMap<string, Piece>;

export function readFigures(state: FiguresState, frame: Frame, facts: FigureFacts): { readonly state: FiguresState; readonly sample: HostSample; readonly processes: readonly ProcessSample[] } {
  const pieces: Pieces = new Map(frame.pieces.map((piece) => [piece.argument === '' ? piece.name : `${piece.name} ${piece.argument}`, piece]));
  const cpu = parseProcStat(pieces.get('cpu')?.lines[0]);
  const slowPart = readSlow(state, frame, pieces, facts.at);
  const pss = readPss(state.pss, pieces, facts.watched);
  const found = readProcesses(state, frame, pieces, facts, pss);
  const sample: HostSample = {
    at: facts.at,
    ...parseLoadavg(pieces.get('load')?.lines[0]),
    ...cpuShare(state.cpu, cpu),
    ...parseMeminfo(pieces.get('mem')?.lines ?? []),
    pressure: readPressure(pieces),
    temperatureC: parseTemperature(pieces.get('temp')?.lines ?? []),
    ...withAlarm(slowPart.slow, pieces.get('volt')?.lines[0]),
  };
  return { state: { cpu, ticks: found.ticks, pss, ...slowPart }, sample, processes: found.processes };
}

/** The hardware monitor's alarm is fresher than the 30 s reading of the firmware's bits, and only ever adds to it. */
function withAlarm(slow: Slow, volt: string | undefined): Slow {
  if (volt !== '1' || slow.throttling === null) return slow;
  return { ...slow, throttling: { ...slow.throttling, underVoltageNow: true, underVoltageSinceBoot: true } };
}

function readPressure(pieces: Pieces): HostSample['pressure'] {
  const cpu = pieces.get('psi cpu');
  const memory = pieces.get('psi memory');
  const io = pieces.get('psi io');
  if (cpu === undefined && memory === undefined && io === undefined) return null;
  const [c, m, i] = [cpu, memory, io].map((piece) => parsePressure(piece?.lines ?? []));
  return { cpuSome: c?.some ?? null, memorySome: m?.some ?? null, memoryFull: m?.full ?? null, ioSome: i?.some ?? null, ioFull: i?.full ?? null };
}

function readSlow(state: FiguresState, frame: Frame, pieces: Pieces, at: number): Pick<FiguresState, 'disk' | 'net' | 'slow' | 'slowAt'> {
  const isStale = state.slowAt !== null && at - state.slowAt > keptForMs;
  const slow = { ...(isStale ? nothingSlow : state.slow) };
  const free = frame.pieces.find((piece) => piece.name === 'df');
  const sizes = free?.lines[0]?.split(' ').map(Number) ?? [];
  const [total = Number.NaN, available = Number.NaN] = sizes;
  if (free !== undefined && Number.isFinite(total) && Number.isFinite(available) && total > 0 && available >= 0) slow.disk = { path: decodeForeign(free.argument), total, available };
  const count = pieces.get('scan')?.lines.find((line) => line.startsWith('total '));
  if (count !== undefined && Number.isSafeInteger(Number(count.slice(6)))) slow.processCount = Number(count.slice(6));
  const disks = pieces.get('disks');
  if (disks === undefined || frame.uptimeS === null) return { disk: state.disk, net: state.net, slow, slowAt: count === undefined ? state.slowAt : at };
  const root = frame.pieces.find((piece) => piece.name === 'root')?.argument ?? null;
  const disk = counted(frame.uptimeS, parseDiskCounters(disks.lines, root));
  const net = counted(frame.uptimeS, parseNetCounters(pieces.get('net')?.lines ?? []));
  const oomKills = Number(pieces.get('oom')?.lines[0] ?? Number.NaN);
  slow.oomKills = Number.isSafeInteger(oomKills) ? oomKills : null;
  slow.throttling = parseThrottled(pieces.get('throttled')?.lines[0]);
  slow.diskReadPerSecond = rate(state.disk, disk, 'received');
  slow.diskWritePerSecond = rate(state.disk, disk, 'sent');
  slow.netInPerSecond = rate(state.net, net, 'received');
  slow.netOutPerSecond = rate(state.net, net, 'sent');
  return { disk, net, slow, slowAt: at };
}

function counted(uptimeS: number, bytes: ByteCounters | null): Counted | null {
  return bytes === null ? null : { uptimeS, bytes };
}

function rate(before: Counted | null, after: Counted | null, side: keyof ByteCounters): number | null {
  if (before === null || after === null) return null;
  const seconds = after.uptimeS - before.uptimeS;
  const bytes = after.bytes[side] - before.bytes[side];
  return seconds > 0 && bytes >= 0 ? bytes / seconds : null;
}

function readPss(before: ReadonlyMap<string, number>, pieces: Pieces, watched: WatchList): ReadonlyMap<string, number> {
  const pss = new Map<string, number>();
  for (const entry of watched.values()) {
    const key = identityKey(entry);
    const found = /^Pss:\s+(\d{1,12}) kB/.exec(pieces.get(`pss ${entry.pid}`)?.lines[0] ?? '');
    const bytes = found === null ? before.get(key) : Number(found[1]) * 1024;
    if (bytes !== undefined) pss.set(key, bytes);
  }
  return pss;
}

function readProcesses(state: FiguresState, frame: Frame, pieces: Pieces, facts: FigureFacts, pss: ReadonlyMap<string, number>): { ticks: FiguresState['ticks']; processes: readonly ProcessSample[] } {
  const ticks = new Map<string, { uptimeS: number; cpuTicks: number }>();
  const processes: ProcessSample[] = [];
  for (const entry of facts.watched.values()) {
    const piece = pieces.get(`p ${entry.pid}`);
    const stat = parsePidStat(piece?.lines[0]);
    if (piece === undefined || stat === null || stat.startTicks !== entry.startTicks) continue;
    const key = identityKey(entry);
    const last = state.ticks.get(key);
    const seconds = last === undefined || frame.uptimeS === null ? 0 : frame.uptimeS - last.uptimeS;
    const gained = last === undefined ? 0 : stat.cpuTicks - last.cpuTicks;
    if (frame.uptimeS !== null) ticks.set(key, { uptimeS: frame.uptimeS, cpuTicks: stat.cpuTicks });
    const wchan = piece.lines.find((line) => line.startsWith('wchan '));
    processes.push({
      pid: entry.pid,
      startTicks: entry.startTicks,
      role: entry.role,
      mainPid: entry.mainPid,
      startedAt: facts.startedAt(entry.startTicks),
      state: stat.state,
      wchan: wchan === undefined ? null : decodeForeign(wchan.slice(6)).slice(0, 100),
      cpu: seconds > 0 && gained >= 0 ? (100 * gained) / facts.clockTicksPerSecond / seconds : null,
      cpuTicks: stat.cpuTicks,
      rss: stat.rssPages * facts.pageSize,
      virtual: stat.virtual,
      pss: pss.get(key) ?? null,
      threads: stat.threads,
    });
  }
  return { ticks, processes };
}
