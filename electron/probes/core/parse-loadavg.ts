/** Reads /proc/loadavg. What is not a figure is null. */
export type LoadAverage = { readonly load1: number | null; readonly load5: number | null; readonly load15: number | null };

export function parseLoadavg(line: string | undefined): LoadAverage {
  const [a, b, c] = (line ?? '').split(' ');
  return { load1: figure(a), load5: figure(b), load15: figure(c) };
}

function figure(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}(\.\d+)?$/.test(text) ? Number(text) : null;
}
