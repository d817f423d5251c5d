/** A finding's words: figures with their units, foreign text harmless, nothing missing; and the commands that grant evidence. */
import { describe, expect, it } from 'vitest';
import { cardsOf } from '#electron/diagnosis/core/catalogue.ts';
import { createDescribeFinding, fillWords, grantCommand, grantOf, knownUnits, searchText } from '#renderer/format/describe-finding.ts';
import { foreignLines } from '#renderer/format/foreign-lines.ts';
import { createFormats } from '#renderer/format/create-formats.ts';
import { makeWords } from '#test/fakes/make-words.ts';
import { Grant, type CheckId, type CheckWords, type Finding } from '#shared/domain/finding.ts';
import { diagnosisCards } from '#test/fakes/diagnosis-cards.ts';
import { makeFinding } from '#test/fakes/diagnosis-fixtures.ts';
import { hostileTexts } from '#test/fakes/fleet-scenes.ts';

const tongues = { en: makeWords('en').getFixedT('en', 'diagnosis'), fr: makeWords('fr').getFixedT('fr', 'diagnosis') };
const words = (language: 'en' | 'fr') => tongues[language];
const en = createFormats('en', 'UTC');
const fill = (text: string, args: Finding['args']): string => fillWords(words('en'), en, text, args);
const describeIn = (language: 'en' | 'fr') => createDescribeFinding(words(language), createFormats(language, 'UTC'), new Map(diagnosisCards.map((card) => [card.id, card])));
const finding = makeFinding({ check: 'RED-02', severity: 'crit', says: 'evicts', args: { policy: 'allkeys-lru', limit: 1024 ** 3 } }, { name: 'pi' }, 5);

describe('the words of a finding', () => {
  it('carry its figures with their units, in both languages', () => {
    expect(describeIn('en')(finding).says).toBe('The policy is \u2068allkeys-lru\u2069 with a limit of 1\u00a0GiB: Redis may drop whole queues and tasks under way.');
    expect(describeIn('fr')(finding).says).toContain('avec une limite de 1\u00a0Gio');
  });

  it.each([
    ['{{a|percent}}', { a: 83.4 }, '83\u00a0%'], ['{{a|percent}}', { a: 0.4 }, '0.4\u00a0%'], ['{{ a | bytes }}', { a: 2048 }, '2\u00a0KiB'], ['{{a|ms}}', { a: 40 }, '40\u00a0ms'],
    ['{{a|seconds}}', { a: 90 }, '1\u00a0min'], ['{{a}}', { a: 524288000 }, '524288000'], ['{{a|number}}', { a: 524288000 }, '524,288,000'], ['{{a|mhz}}', { a: 1500 }, '1,500\u00a0MHz'], ['{{a|dbm}}', { a: -71 }, '-71\u00a0dBm'], ['{{a}}', { a: true }, 'yes'],
    ['{{a}}', { a: null }, '–'], ['{{b|bytes}}', { a: 1 }, '–'], ['{{a|nonsense}}', { a: 1.234 }, '1.23'], ['{{constructor}}', {}, '–'],
  ])('%j with %j', (text, args, said) => expect(fill(text, args)).toBe(said));

  it('DW10 isolate and escape what a Pi said, and never read it as a template', () => {
    for (const text of hostileTexts) {
      const said = fill('<{{a}}>', { a: text, count: 7 });
      expect(said.startsWith('<\u2068') && said.endsWith('\u2069>')).toBe(true);
      expect(/[\u0000-\u001f\u202e\u200b]/.test(said)).toBe(false);
    }
    expect(fill('{{a}}', { a: '{{count}} $t(title)', count: 7 })).toBe('\u2068{{count}} $t(title)\u2069');
  });

  it('DW3 say nothing of cause and remedy where nothing is known, and give the reason', () => {
    const unknown = describeIn('en')({ ...finding, severity: 'unknown', says: 'unknown', args: { because: 'permission denied' } });
    expect(unknown).toMatchObject({ cause: '', fix: '', refute: '' });
    expect(unknown.says).toContain('permission denied');
    expect(describeIn('en')({ ...finding, severity: 'unknown', says: 'threw', args: { reference: 'ab12' } }).says).toContain('ab12');
  });

  it('survive a check that this version does not know', () => {
    const said = describeIn('en')({ ...finding, check: 'OLD-99' as CheckId });
    expect(said.title).toBe('OLD-99');
    expect(said.says).not.toBe('');
    expect(describeIn('fr')({ ...finding, says: 'never heard of' }).says).not.toBe('');
  });

  it('can be searched by check, title, sentence, subject and command', () => {
    const text = searchText({ ...finding, command: 'redis-cli' }, describeIn('en')(finding));
    for (const part of ['RED-02', 'Eviction', 'allkeys-lru', 'pi', 'redis-cli']) expect(text).toContain(part);
  });
});

describe('the catalogue of the engine', () => {
  const texts = (all: CheckWords): [string, string][] => [['title', all.title], ...Object.entries(all.says), ...(['cause', 'fix', 'refute'] as const).flatMap((part): [string, string][] => { const value = all[part]; return typeof value === 'string' ? [[part, value]] : Object.entries(value).map(([variant, text]) => [`${part}.${variant}`, text]); })];
  const cards = cardsOf();

  it('has checks', () => expect(cards.length).toBeGreaterThan(2));
  it.each(cards.map((card) => [card.id, card] as const))('%s uses units that the window knows', (_id, card) => {
    for (const language of ['en', 'fr'] as const) {
      for (const [, text] of texts(card.words[language])) {
        const units = [...text.matchAll(/\{\{\s*\w+\s*\|\s*(\w+)\s*\}\}/g)].map(([, unit]) => unit);
        expect(units.filter((unit) => !knownUnits.has(unit ?? ''))).toEqual([]);
        expect(fillWords(words(language), createFormats(language), text, {})).not.toContain('{{');
      }
    }
  });
});

describe('what to grant', () => {
  it('is the finding’s own word, else that of the first piece that was missing', () => {
    const unknown = makeFinding({ check: 'PWR-01', severity: 'unknown', says: 'unknown', grant: 'group-video', evidence: [['a', 'b', null]] }, { name: 'pi' }, 5);
    expect(grantOf(unknown)).toBe('group-video');
    expect(grantOf({ ...unknown, args: {} })).toBe('group-video');
    expect(grantOf({ ...unknown, args: { grant: 'something new' }, evidence: [] })).toBe('none');
  });

  it.each(Grant.options)('%s has its words in both languages', (grant) => {
    for (const language of ['en', 'fr'] as const) {
      expect(words(language)(`grant.${grant}.title`)).not.toContain('grant.');
      expect(words(language)(`grant.${grant}.body`)).not.toContain('grant.');
    }
  });

  it('DW4 puts only a plain user name into a command', () => {
    expect(grantCommand('group-video', 'pi')).toBe('sudo usermod -aG video pi');
    for (const user of [null, '-rf', 'a b', '$(reboot)', 'x\nreboot', ...hostileTexts]) expect(grantCommand('group-video', user)).toBe('sudo usermod -aG video "$USER"');
  });
});

it('shows foreign text of several lines line by line, and not without end', () => {
  expect(foreignLines('a\r\nb\u001b[31m\u202ec')).toBe('a\nb\\x1b[31m\\u202ec');
  expect(foreignLines('x\n'.repeat(500)).split('\n')).toHaveLength(201);
});
