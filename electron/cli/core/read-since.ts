/** `24h`, `7d`, `30m`, or a moment as ISO 8601: when to begin. null: neither. */
const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `parse` reads a date: null or NaN when it is none. */
export function readSince(text: string, now: number, parse: (text: string) => number): number | null {
  const span = /^(\d{1,6})([smhdw])$/.exec(text);
  if (span !== null) return now - Number(span[1]) * (units[span[2] ?? ''] ?? 0);
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? parse(text) : Number.NaN;
  return Number.isFinite(at) ? at : null;
}
