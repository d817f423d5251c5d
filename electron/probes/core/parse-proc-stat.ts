/**
 * Reads the `cpu` line of /proc/stat and makes percentages of two of them. Guest time is inside user time already
 * and is not counted twice. Counters that went backwards (a resumed virtual machine) give null.
 */
export type CpuTimes = { readonly total: number; readonly idle: number; readonly ioWait: number };

export function parseProcStat(line: string | undefined): CpuTimes | null {
  if (line === undefined || !/^cpu\s/.test(line)) return null;
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  if (ticks.length < 4 || ticks.some((n) => !Number.isSafeInteger(n) || n < 0)) return null;
  return { total: ticks.reduce((sum, n) => sum + n, 0), idle: (ticks[3] ?? 0) + (ticks[4] ?? 0), ioWait: ticks[4] ?? 0 };
}

export function cpuShare(before: CpuTimes | null, after: CpuTimes | null): { readonly cpu: number | null; readonly ioWait: number | null } {
  if (before === null || after === null) return { cpu: null, ioWait: null };
  const total = after.total - before.total;
  if (total <= 0) return { cpu: null, ioWait: null };
  // The kernel lets iowait (and on some, idle) step back a little: clamp, do not invent negative load.
  const share = (ticks: number): number => Math.min(100, Math.max(0, (100 * ticks) / total));
  return { cpu: share(total - (after.idle - before.idle)), ioWait: share(after.ioWait - before.ioWait) };
}
