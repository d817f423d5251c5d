/**
 * Reads ~/.ssh/config with its Include files into a flat list of directives, each with the conditions it stands
 * under. The ssh-config package splits lines and quotes; conditions are judged in evaluate-config.ts, because the
 * package would run `Match exec`. Files are bounded in number, size and depth.
 */
import { parse, LineType, type Line } from 'ssh-config';

export type Condition = { readonly kind: 'host'; readonly patterns: readonly string[] } | { readonly kind: 'match'; readonly criteria: readonly (readonly [string, readonly string[]])[] };
export type ConfigLine = { readonly param: string; readonly values: readonly string[]; readonly under: readonly Condition[] };
export type ConfigText = { readonly path: string; readonly text: string };

/** Files for an Include pattern, already expanded; unreadable ones are left out. */
export type OpenIncluded = (pattern: string) => Promise<readonly ConfigText[]>;

export type ConfigLines = { readonly lines: readonly ConfigLine[]; readonly problem: string | null };

const maxDepth = 16;
const maxLines = 50_000;

export async function readConfigLines(root: ConfigText, openIncluded: OpenIncluded): Promise<ConfigLines> {
  const lines: ConfigLine[] = [];
  const visit = async (file: ConfigText, outer: readonly Condition[], depth: number): Promise<string | null> => {
    const parsed = parseText(file);
    if (typeof parsed === 'string') return parsed;
    for (const line of parsed) {
      if (line.type !== LineType.DIRECTIVE) continue;
      const condition = conditionOf(line);
      const inner: readonly Line[] = condition === null ? [line] : 'config' in line ? [...line.config] : [];
      const under = condition === null ? outer : [...outer, condition];
      if (condition !== null) lines.push({ param: condition.kind, values: condition.kind === 'host' ? condition.patterns : [], under: outer });
      for (const each of inner) {
        if (each.type !== LineType.DIRECTIVE) continue;
        const problem = await take(each.param, valuesOf(each.value), under, depth);
        if (problem !== null) return problem;
      }
    }
    return null;
  };
  const take = async (param: string, values: readonly string[], under: readonly Condition[], depth: number): Promise<string | null> => {
    if (lines.length >= maxLines) return 'too many lines';
    if (param.toLowerCase() !== 'include') { lines.push({ param: param.toLowerCase(), values, under }); return null; }
    if (depth >= maxDepth) return `Include is nested more than ${maxDepth} deep`;
    for (const pattern of values) {
      for (const file of await openIncluded(pattern)) {
        const problem = await visit(file, under, depth + 1);
        if (problem !== null) return problem;
      }
    }
    return null;
  };
  const problem = await visit(root, [], 0);
  return { lines, problem };
}

function parseText(file: ConfigText): readonly Line[] | string {
  // The package would take the next line as the missing value.
  const bare = file.text.split(/\r?\n/).findIndex((line) => /^\s*[A-Za-z]\w*\s*=?\s*$/.test(line));
  if (bare >= 0) return `${file.path}: line ${bare + 1} has no value`;
  try {
    return [...parse(file.text)];
  } catch {
    return `${file.path}: ${findBadLine(file.text)}`;
  }
}

/** The package does not say where; a line that fails alone is the one. */
function findBadLine(text: string): string {
  const at = text.split('\n').findIndex((line) => { try { parse(line); return false; } catch { return true; } });
  return at < 0 ? 'cannot be read' : `line ${at + 1} cannot be read`;
}

function conditionOf(line: Extract<Line, { param: string }>): Condition | null {
  const param = line.param.toLowerCase();
  if (param === 'host') return { kind: 'host', patterns: valuesOf(line.value) };
  if (param !== 'match') return null;
  const criteria = 'criteria' in line ? Object.entries(line.criteria as Record<string, unknown>) : [];
  return { kind: 'match', criteria: criteria.map(([key, value]) => [key.toLowerCase(), valuesOf(value)] as const) };
}

function valuesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  return value.map((each: string | { val?: string }) => (typeof each === 'string' ? each : (each.val ?? '')));
}
