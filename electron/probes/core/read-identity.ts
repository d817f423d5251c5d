/**
 * Reads who the host is out of a frame's `=id` piece. null when what everything else is computed with (boot id,
 * memory, cores) is missing. The clock difference is measured apart, by readClock.
 */
import type { HostIdentity } from '#shared/domain/host.ts';
import { decodeForeign } from './decode-foreign.ts';
import type { Frame } from './split-frames.ts';

export function readIdentity(frame: Frame, arrivedAt: number, roundTripMs: number): HostIdentity | null {
  const lines = frame.pieces.find((piece) => piece.name === 'id')?.lines;
  if (lines === undefined) return null;
  const said = new Map(lines.map((line): [string, string] => [line.slice(0, line.indexOf(' ')), decodeForeign(line.slice(line.indexOf(' ') + 1))]));
  const whole = (key: string): number | null => {
    const value = said.get(key);
    return value !== undefined && /^[1-9]\d{0,14}$/.test(value) ? Number(value) : null;
  };
  const bootId = said.get('boot');
  const memory = whole('memkb');
  if (bootId === undefined || memory === null || frame.uptimeS === null) return null;
  return {
    hostname: said.get('hostname') ?? '',
    model: said.get('model') ?? null,
    osName: said.get('os') ?? null,
    kernel: said.get('kernel') ?? null,
    architecture: said.get('arch') ?? null,
    cores: whole('cores') ?? 1,
    memTotal: memory * 1024,
    pageSize: whole('page') ?? 4096,
    clockTicksPerSecond: whole('hz') ?? 100,
    bootId,
    // By our clock and its uptime: right even when the host's clock is not.
    bootedAt: Math.round(arrivedAt - roundTripMs / 2 - frame.uptimeS * 1000),
    pythonVersion: said.get('python') ?? null,
    clockSkewMs: readClock(frame, arrivedAt, roundTripMs),
  };
}

/** Host clock minus ours. A clock told in whole seconds is half a second late on average. */
export function readClock(frame: Frame, arrivedAt: number, roundTripMs: number): number | null {
  const text = frame.pieces.find((piece) => piece.name === 'clock')?.lines[0];
  if (text === undefined || !/^\d{1,12}(\.\d{1,9})?$/.test(text)) return null;
  const theirs = Number(text) * 1000 + (text.includes('.') ? 0 : 500);
  return Math.round(theirs + roundTripMs / 2 - arrivedAt);
}
