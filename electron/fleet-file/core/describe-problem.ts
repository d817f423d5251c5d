/**
 * A schema issue to reason, path and sentence. Values are never repeated: one of them may be a password in the wrong place.
 */
import type { z } from 'zod';
import type { FleetFileReason } from '#shared/errors.ts';

export type Problem = {
  readonly reason: FleetFileReason;
  readonly path: readonly PropertyKey[];
  /** The key in question, when the place is a key rather than a value. */
  readonly key: string | null;
  readonly about: string;
  readonly problem: string;
};

/** A union's issue hides the telling one: the branch that got furthest knows best. */
export function problemsOf(issue: z.core.$ZodIssue, base: readonly PropertyKey[] = []): readonly Problem[] {
  const path = [...base, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ reason: 'unknown-key', path, key, about: key, problem: `“${key}” is not a key that Fleetbeat knows here` }));
    case 'invalid_union': {
      const deepest = issue.errors.filter((issues) => issues.some(({ path: inner, code }) => inner.length > 0 || code === 'unrecognized_keys'))[0];
      if (deepest !== undefined) return deepest.flatMap((inner) => problemsOf(inner, path));
      return [simple('not-allowed', path, expectedOf(issue.errors.flat()))];
    }
    case 'invalid_type':
      return [issue.input === undefined && isMissing(issue.message) ? missing(path.slice(0, -1), String(path.at(-1) ?? '')) : simple('wrong-kind', path, kindWords[issue.expected] ?? issue.expected)];
    case 'invalid_value':
      return [String(path.at(-1)) === 'version' ? simple('version', path, issue.values.map(String).join(', ')) : simple('not-allowed', path, issue.values.map(String).join(', '))];
    case 'too_big':
      return [simple('too-large', path, `at most ${String(issue.maximum)}`)];
    case 'too_small':
      return [simple('not-allowed', path, issue.origin === 'string' ? 'some text' : `at least ${String(issue.minimum)}`)];
    case 'custom':
      return [customProblem(path, issue.params ?? {})];
    default:
      return [simple('not-allowed', path, 'another value')];
  }
}

const isMissing = (message: string): boolean => /received undefined/.test(message);
const kindWords: Readonly<Record<string, string>> = { string: 'text', number: 'a number', int: 'a whole number', array: 'a list', object: 'keys and values', boolean: 'true or false' };

function expectedOf(issues: readonly z.core.$ZodIssue[]): string {
  const words = issues.map((issue) => (issue.code === 'invalid_value' ? issue.values.map(String).join(', ') : issue.code === 'invalid_type' ? (kindWords[issue.expected] ?? issue.expected) : ''));
  return [...new Set(words.filter((word) => word !== ''))].join(' or ');
}

function customProblem(path: readonly PropertyKey[], params: Readonly<Record<string, unknown>>): Problem {
  if (params['reason'] === 'secret') return { reason: 'secret', path, key: null, about: '', problem: 'a password does not belong in a fleet file: leave it out and Fleetbeat asks for it' };
  if (params['reason'] === 'missing') return missing(path, String(params['key']));
  return simple('not-allowed', path, typeof params['wanted'] === 'string' ? params['wanted'] : 'another value');
}

const missing = (path: readonly PropertyKey[], key: string): Problem => ({ reason: 'missing', path, key: null, about: key, problem: `“${key}” is missing` });

const sentences: Readonly<Record<'wrong-kind' | 'not-allowed' | 'too-large' | 'version', (about: string) => string>> = {
  'wrong-kind': (about) => `${about} is wanted here`,
  'not-allowed': (about) => `this value is not allowed; wanted: ${about}`,
  'too-large': (about) => `this is too much: ${about}`,
  version: (about) => `this version of the fleet file is not known; known: ${about}`,
};
const simple = (reason: keyof typeof sentences, path: readonly PropertyKey[], about: string): Problem => ({ reason, path, key: null, about, problem: sentences[reason](about) });
