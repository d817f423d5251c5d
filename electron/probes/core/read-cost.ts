/**
 * What watching costs the host: the reader's own CPU time gained since the last reading, over the samples between,
 * programs it started included. Pure.
 */
import type { WatchCost } from '#shared/domain/host.ts';
import { parsePidStat } from './parse-pid-stat.ts';
import type { Frame } from './split-frames.ts';

export type OwnReading = { readonly cpuMs: number; readonly frames: number };

export function readCost(
  frame: Frame,
  before: OwnReading | null,
  facts: { readonly frames: number; readonly pageSize: number; readonly clockTicksPerSecond: number; readonly variant: WatchCost['variant'] },
): { readonly reading: OwnReading; readonly cost: WatchCost } | null {
  const lines = frame.pieces.find((piece) => piece.name === 'own')?.lines ?? [];
  const stat = parsePidStat(lines.find((line) => line.startsWith('stat '))?.slice(5));
  if (stat === null) return null;
  const exact = /^ns (\d{1,18})$/.exec(lines.find((line) => line.startsWith('ns ')) ?? '');
  const tickMs = 1000 / facts.clockTicksPerSecond;
  const cpuMs = (exact === null ? stat.cpuTicks * tickMs : Number(exact[1]) / 1e6) + stat.childTicks * tickMs;
  const samples = before === null ? 0 : facts.frames - before.frames;
  return {
    reading: { cpuMs, frames: facts.frames },
    cost: {
      cpuMsPerSample: before === null || samples <= 0 ? null : Math.max(0, (cpuMs - before.cpuMs) / samples),
      residentBytes: stat.rssPages * facts.pageSize,
      variant: facts.variant,
    },
  };
}
