/** One measured figure with its promise, and the arithmetic on many of them. */
export type Figure = {
  readonly id: string;
  readonly what: string;
  readonly value: number | null;
  readonly unit: string;
  /** The promise: at most this. null where there is none, only a comparison. */
  readonly atMost: number | null;
  readonly note?: string;
};

export function percentile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null;
}

export const rounded = (value: number | null, digits = 2): number | null => (value === null ? null : Number(value.toFixed(digits)));

/** The time a message or a frame came, comparable between processes of one machine. */
export const wallNow = (): number => performance.timeOrigin + performance.now();

export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.id,
    figure.what,
    figure.value === null ? 'not measured' : `${figure.value} ${figure.unit}`,
    figure.atMost === null ? '' : `<= ${figure.atMost}`,
    figure.atMost === null || figure.value === null ? '' : figure.value <= figure.atMost ? 'kept' : 'BROKEN',
    figure.note ?? '',
  ]);
  const all = [['', 'figure', 'measured', 'promise', '', ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}
