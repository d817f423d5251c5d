/**
 * The Prometheus text format, version 0.0.4: families with help, type and escaped labels. Pure; rules MT1-MT4.
 * Must stay true: every value is a finite number; a label holds any text without breaking a line; unknown is absent, not zero.
 */
export type Labels = Readonly<Record<string, string>>;
export type Sample = { readonly labels: Labels; readonly value: number | null };
export type Family = { readonly name: string; readonly help: string; readonly type: 'gauge' | 'counter'; readonly samples: readonly Sample[] };

/** Longer label values help nobody and cost every scrape. */
const longest = 200;

export function writeExposition(families: readonly Family[]): string {
  return families.map(writeFamily).join('');
}

function writeFamily({ name, help, type, samples }: Family): string {
  const seen = new Set<string>();
  const lines = samples.flatMap(({ labels, value }) => {
    if (value === null || !Number.isFinite(value)) return [];
    const line = `${name}${writeLabels(labels)}`;
    // two things of one name would be one series twice, which no scraper accepts
    if (seen.has(line)) return [];
    seen.add(line);
    return [`${line} ${value}\n`];
  });
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function writeLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** A lone half of a surrogate pair has no UTF-8; control characters have no place in a label. */
export function escapeLabel(value: string): string {
  return value.slice(0, longest).replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f\u2028\u2029]/g, ' ').replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
