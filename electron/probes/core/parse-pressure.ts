/** Reads one /proc/pressure file: `avg10` of its `some` and `full` lines, in percent. */
export type PressureLines = { readonly some: number | null; readonly full: number | null };

export function parsePressure(lines: readonly string[]): PressureLines {
  return { some: average(lines, 'some '), full: average(lines, 'full ') };
}

function average(lines: readonly string[], kind: string): number | null {
  const line = lines.find((l) => l.startsWith(kind));
  const found = line === undefined ? null : /\bavg10=(\d{1,3}(?:\.\d+)?)\b/.exec(line);
  return found === null ? null : Number(found[1]);
}
