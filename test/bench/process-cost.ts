/** What processes cost, read from their own /proc by the kernel's figures. */
import { readFileSync } from 'node:fs';

const millisecondsPerTick = 10;
const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};
const figure = (text: string | null, name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(text ?? '')?.[1] ?? 0);

export type ProcessCost = { readonly cpuMs: number; readonly residentKiB: number; readonly proportionalKiB: number; readonly writtenBytes: number; readonly sentBytes: number };

/** Processor time in nanosecond steps (schedstat), plus what its ended children took (in ticks). */
export function costOf(hostPid: number): ProcessCost | null {
  const schedule = read(`/proc/${hostPid}/schedstat`);
  const stat = read(`/proc/${hostPid}/stat`);
  if (schedule === null || stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const io = read(`/proc/${hostPid}/io`);
  return {
    cpuMs: Number(schedule.split(' ')[0]) / 1e6 + (Number(fields[13]) + Number(fields[14])) * millisecondsPerTick,
    residentKiB: figure(read(`/proc/${hostPid}/status`), 'VmRSS'),
    proportionalKiB: figure(read(`/proc/${hostPid}/smaps_rollup`), 'Pss'),
    writtenBytes: figure(io, 'write_bytes'),
    sentBytes: figure(io, 'wchar'),
  };
}

/** All threads of a process, and its ended children. */
export function totalCpuMs(hostPid: number): number | null {
  const stat = read(`/proc/${hostPid}/stat`);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
  return [11, 12, 13, 14].reduce((sum, index) => sum + (fields[index] ?? 0), 0) * millisecondsPerTick;
}

export const parentOf = (hostPid: number): number => figure(read(`/proc/${hostPid}/status`), 'PPid');
export const commandOf = (hostPid: number): string => (read(`/proc/${hostPid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
