/** Every error of the contract, with every reason it can have, in both languages: words, no key, no open placeholder. */
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { createFormats } from '#renderer/format/create-formats.ts';
import { describeError } from '#renderer/format/describe-error.ts';
import { makeWords } from '#test/fakes/make-words.ts';

const hostile = '<b>\u202ex\n{{why}} $t(nothing)';

type Shape = { type: string; options?: readonly unknown[]; enum?: Record<string, string>; element?: unknown };

function samples(field: unknown): unknown[] {
  const { def } = field as { def: Shape & { entries?: Record<string, string>; innerType?: unknown; shape?: Record<string, unknown>; values?: unknown[] } };
  switch (def.type) {
    case 'literal': return def.values ?? [];
    case 'enum': return Object.values(def.entries ?? {});
    case 'string': return [hostile];
    case 'number': return [1500];
    case 'optional': return [undefined, ...samples(def.innerType)];
    case 'nullable': return [null, ...samples(def.innerType)];
    case 'array': return [[], samples(def.element).slice(0, 1)];
    case 'object': return combine(def.shape ?? {});
    default: throw new Error(`no sample for ${def.type}`);
  }
}

function combine(shape: Record<string, unknown>): object[] {
  return Object.entries(shape).reduce<object[]>((all, [key, field]) => all.flatMap((one) => samples(field).map((value) => ({ ...one, [key]: value }))), [{}]);
}

const all = (AppError.options as readonly z.ZodObject[]).flatMap((option) => combine(option.shape)).map((error) => AppError.parse(error));

describe.each(['en', 'fr'] as const)('errors in %s', (language) => {
  const words = makeWords(language);
  const t = words.getFixedT(language, 'errors');
  const formats = createFormats(language, 'UTC');

  it.each(all.map((error) => [`${error.code} ${'because' in error ? error.because : ''}`, error] as const))('%s', (_name, error) => {
    const said = describeError(t, formats, error);
    expect(said.what).not.toBe('');
    expect(said.short).not.toBe('');
    if (error.code !== 'cancelled') expect(said.next).not.toBe('');
    for (const text of Object.values(said)) {
      expect(text).not.toMatch(/^[\w-]+\.(what|why|next|short|because)/);
      expect(text).not.toMatch(/undefined|null|\[object/);
      expect(text).not.toContain('\u202e');
      expect(text).not.toContain('\n');
      // A placeholder in foreign text stays text: nothing of ours is filled into it.
      expect(text.replaceAll('{{why}} $t(nothing)', '')).not.toMatch(/\{\{|\$t\(/);
    }
  });
});

it('covers every code', () => {
  expect(new Set(all.map(({ code }) => code)).size).toBe(AppError.options.length);
});
