/** The SVG path of a sparkline. Pure. A null or non-finite point ends the stroke; a lone point becomes a dot. */
export type SparkBox = {
  readonly width: number;
  readonly height: number;
  readonly slots: number;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Smallest range drawn over the full height, so that noise on a flat series stays flat. */
  readonly minSpan?: number | undefined;
};

export function sparkPath(values: readonly (number | null)[], box: SparkBox): string {
  const shown = values.slice(-box.slots);
  const known = shown.filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length === 0) return '';
  const { low, span } = scaleOf(known, box);
  const step = (box.width - 2) / Math.max(1, box.slots - 1);
  const start = box.width - 1 - step * (shown.length - 1);
  const parts: string[] = [];
  let isDrawing = false;
  shown.forEach((value, index) => {
    if (value === null || !Number.isFinite(value)) { isDrawing = false; return; }
    const x = round(start + index * step);
    const y = round(box.height - 1 - ((Math.min(low + span, Math.max(low, value)) - low) / span) * (box.height - 2));
    if (isDrawing) parts.push(`L${x} ${y}`);
    else parts.push(isAlone(shown, index) ? `M${x} ${y}h0.01` : `M${x} ${y}`);
    isDrawing = true;
  });
  return parts.join('');
}

function scaleOf(known: readonly number[], box: SparkBox): { low: number; span: number } {
  const lowest = box.min ?? Math.min(...known);
  const highest = box.max ?? Math.max(...known);
  const span = Math.max(highest - lowest, box.minSpan ?? 0);
  if (span > 0) return box.min === undefined && box.max === undefined ? { low: lowest - (span - (highest - lowest)) / 2, span } : { low: lowest, span };
  return { low: lowest - 0.5, span: 1 };
}

function isAlone(shown: readonly (number | null)[], index: number): boolean {
  return (shown[index - 1] ?? null) === null && (shown[index + 1] ?? null) === null;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
