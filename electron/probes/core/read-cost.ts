/**
 * What watching costs the host: the reader's own CPU time gained over the last minutes, by the samples between, the
 * following of logs, programs it started and its rounds of discovery included; its start-up is not. Pure.
 */
import type { WatchCost } from '#shared/domain/host.ts';
import { parsePidStat } from './parse-pid-stat.ts';
import type { Frame } from './split-frames.ts';

export type OwnReading = { readonly cpuMs: number; readonly frames: number };

/** Readings come once a minute: so many span five minutes, over which one discovery weighs what it weighs for ever. */
const keptReadings = 6;

export function readCost(
  frame: Frame,
  before: readonly OwnReading[],
  facts: { readonly frames: number; readonly pageSize: number; readonly clockTicksPerSecond: number; readonly variant: WatchCost['variant'] },
): { readonly readings: readonly OwnReading[]; readonly cost: WatchCost } | null {
  const lines = frame.pieces.find((piece) => piece.name === 'own')?.lines ?? [];
  // the first is the reader, the others are programs that run for it: the journal's reader
  const [stat, ...helpers] = lines.filter((line) => line.startsWith('stat ')).map((line) => parsePidStat(line.slice(5))).filter((one) => one !== null);
  if (stat === undefined) return null;
  const exact = /^ns (\d{1,18})$/.exec(lines.find((line) => line.startsWith('ns ')) ?? '');
  const tickMs = 1000 / facts.clockTicksPerSecond;
  const cpuMs = (exact === null ? stat.cpuTicks * tickMs : Number(exact[1]) / 1e6) + (stat.childTicks + helpers.reduce((sum, one) => sum + one.cpuTicks + one.childTicks, 0)) * tickMs;
  const oldest = before[0];
  const samples = oldest === undefined ? 0 : facts.frames - oldest.frames;
  return {
    readings: [...before, { cpuMs, frames: facts.frames }].slice(-keptReadings),
    cost: {
      cpuMsPerSample: oldest === undefined || samples <= 0 ? null : Math.max(0, (cpuMs - oldest.cpuMs) / samples),
      residentBytes: [stat, ...helpers].reduce((sum, one) => sum + one.rssPages, 0) * facts.pageSize,
      variant: facts.variant,
    },
  };
}
