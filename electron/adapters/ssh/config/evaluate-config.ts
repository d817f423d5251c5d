/**
 * What the lines of ~/.ssh/config say about one name: first value wins, IdentityFile adds up. Pure. Conditions that
 * would need a command, a network or a second pass are not met, and a note says so; nothing is ever run.
 */
import { glob } from 'ssh-config';
import type { Condition, ConfigLine } from './config-lines.ts';

export type ConfigQuery = { readonly name: string; readonly user: string | null; readonly localUser: string };
export type Evaluated = { readonly values: ReadonlyMap<string, readonly string[]>; readonly identityFiles: readonly string[]; readonly notes: readonly string[] };

export function evaluateConfig(lines: readonly ConfigLine[], query: ConfigQuery): Evaluated {
  const values = new Map<string, readonly string[]>();
  const identityFiles: string[] = [];
  const notes = new Set<string>();
  for (const line of lines) {
    if (line.param === 'host' || line.param === 'match') continue;
    if (!line.under.every((condition) => isMet(condition, query, values, notes))) continue;
    if (line.param === 'identityfile') identityFiles.push(...line.values);
    else if (!values.has(line.param)) values.set(line.param, line.values);
  }
  return { values, identityFiles, notes: [...notes] };
}

/** Concrete names only, in the file's order; those under an Include inside a Host block count too. */
export function listAliases(lines: readonly ConfigLine[]): readonly string[] {
  const names = lines.flatMap((line) => (line.param === 'host' ? line.values : []));
  return [...new Set(names.filter((name) => name !== '' && !/[*?!]/.test(name)))];
}

function isMet(condition: Condition, query: ConfigQuery, values: ReadonlyMap<string, readonly string[]>, notes: Set<string>): boolean {
  if (condition.kind === 'host') return matches(condition.patterns, query.name);
  // No criteria at all is a mistake, not "always".
  return condition.criteria.length > 0 && condition.criteria.every(([key, given]) => {
    const isNegated = key.startsWith('!');
    const met = isCriterionMet(key.replace(/^!/, ''), given, query, values);
    if (met === null) { notes.add(`Match ${key} was skipped`); return false; }
    return met !== isNegated;
  });
}

/** null: cannot be judged safely. */
function isCriterionMet(key: string, given: readonly string[], query: ConfigQuery, values: ReadonlyMap<string, readonly string[]>): boolean | null {
  const patterns = given.flatMap((each) => each.split(',')).map((each) => each.trim());
  switch (key) {
    case 'all': return true;
    case 'originalhost': return matches(patterns, query.name);
    case 'host': return matches(patterns, values.get('hostname')?.[0]?.replaceAll('%h', query.name) ?? query.name);
    case 'user': return matches(patterns, query.user ?? values.get('user')?.[0] ?? query.localUser);
    case 'localuser': return matches(patterns, query.localUser);
    default: return null;
  }
}

function matches(patterns: readonly string[], text: string): boolean {
  // ssh compares names without regard to case; the package does not, and turns patterns into regular expressions.
  if (text.length > 1024) return false;
  return glob(patterns.filter((each) => each !== '').map((each) => each.toLowerCase().replace(/\*+/g, '*')), text.toLowerCase());
}
