/**
 * Reads the lines of /proc/meminfo we use, as bytes. Without MemAvailable (kernels before 3.14) there is no honest
 * figure for free memory, and null says so: MemFree is not it.
 */
export type Memory = { readonly memTotal: number | null; readonly memAvailable: number | null; readonly swapTotal: number | null; readonly swapUsed: number | null };

export function parseMeminfo(lines: readonly string[]): Memory {
  const bytes = new Map<string, number>();
  for (const line of lines) {
    const found = /^(\w+):\s+(\d{1,15}) kB/.exec(line);
    if (found?.[1] !== undefined) bytes.set(found[1], Number(found[2]) * 1024);
  }
  const swapTotal = bytes.get('SwapTotal') ?? null;
  const swapFree = bytes.get('SwapFree') ?? null;
  return {
    memTotal: bytes.get('MemTotal') ?? null,
    memAvailable: bytes.get('MemAvailable') ?? null,
    swapTotal,
    swapUsed: swapTotal === null || swapFree === null ? null : Math.max(0, swapTotal - swapFree),
  };
}
