/** Both languages say the same things: same keys, same placeholders, nothing left empty or untranslated by accident. */
import { describe, expect, it } from 'vitest';
import { chooseLanguage } from '#renderer/format/i18n/create-words.ts';
import { english } from '#renderer/format/i18n/english.ts';
import { french } from '#renderer/format/i18n/french.ts';
import { makeWords } from '#test/fakes/make-words.ts';

function flatten(tree: object, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) => (typeof value === 'object' && value !== null ? flatten(value, `${path}${key}.`) : [[`${path}${key}`, String(value)] as [string, string]]));
}
const placeholders = (text: string): string[] => [...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}/g)].map(([, name]) => name ?? '').sort();

describe.each(Object.keys(english) as (keyof typeof english)[])('words of %s', (namespace) => {
  const en = new Map(flatten(english[namespace]));
  const fr = new Map(flatten(french[namespace]));

  it('have the same keys', () => expect(new Set(fr.keys())).toEqual(new Set(en.keys())));
  it('have the same placeholders', () => {
    const of = (words: Map<string, string>): object => Object.fromEntries([...words].map(([key, text]) => [key, [...new Set(placeholders(text))]]));
    expect(of(fr)).toEqual(of(en));
  });
  it('are not empty in one language only', () => expect([...fr].filter(([key, text]) => (text === '') !== (en.get(key) === ''))).toEqual([]));
  it('have every plural in both forms', () => {
    const missing = [...en.keys()].filter((key) => key.endsWith('_one') && !en.has(key.replace(/_one$/, '_other')));
    expect(missing).toEqual([]);
  });
  it('do not shout', () => expect([...en.values(), ...fr.values()].filter((text) => text.includes('!'))).toEqual([]));
  it('put a no-break or plain space before French double punctuation', () => expect([...fr.values()].filter((text) => /[a-zé)][;?]/.test(text))).toEqual([]));
});

it('counts round millions in French', () => {
  expect(makeWords('fr').t('fleet:hosts', { count: 1_000_000 })).toBe('1000000 machines');
});

it.each([
  ['fr', ['en-US'], 'fr'],
  ['auto', ['de-DE', 'fr-CA', 'en'], 'fr'],
  ['auto', ['en-GB', 'fr'], 'en'],
  ['auto', ['ja'], 'en'],
  ['auto', [], 'en'],
] as const)('language %s on a system preferring %j is %s', (setting, preferred, expected) => {
  expect(chooseLanguage(setting, preferred)).toBe(expected);
});
