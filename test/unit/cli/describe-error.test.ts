import { expect, test } from 'vitest';
import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import type { CliFailure } from '#electron/cli/core/cli-failure.ts';
import { exitOfFailure } from '#electron/cli/core/failure-exit.ts';
import { describeFailure } from '#electron/cli/describe-error.ts';

/** One value of every error and every reason, made from the schemas: a new one is here by itself. */
function samples(): CliFailure[] {
  return AppError.options.flatMap((option) => {
    const shape = option.shape as Record<string, z.ZodType & { readonly options?: readonly string[]; readonly values?: Set<string>; readonly def: { readonly type: string } }>;
    const base = Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, valueOf(key, schema)]));
    const reasons = shape['because']?.options ?? [];
    return (reasons.length === 0 ? [base] : reasons.map((because) => ({ ...base, because }))) as unknown as CliFailure[];
  });
}

function valueOf(key: string, schema: { readonly options?: readonly string[]; readonly values?: Set<string>; readonly def: { readonly type: string } }): unknown {
  if (schema.values !== undefined) return [...schema.values][0];
  if (schema.def.type === 'enum') return schema.options?.[0];
  if (schema.def.type === 'number') return 1500;
  if (schema.def.type === 'nullable') return null;
  if (schema.def.type === 'array') return key === 'problems' ? [{ line: 3, column: 5, path: 'hosts.0.adress', problem: 'not a key\u001b[2J' }] : ['a\u001b[2J'];
  return `x\u001b[2J\n${key}`;
}
const ours: CliFailure[] = [
  { code: 'no-hosts', from: 'settings' }, { code: 'no-such-host', names: ['a\u001b[2J'] }, { code: 'port-taken', port: 80 }, { code: 'port-forbidden', port: 80 }, { code: 'port-failed' },
  { code: 'page-missing', path: 'p' }, { code: 'demo-failed' }, { code: 'question-unanswered', kind: 'password', host: 'h\u001b[2J' },
];

test('CL3 every failure is a sentence in both languages, with nothing undefined and no escape of foreign text', () => {
  const all = [...samples(), ...ours];
  expect(all.length).toBeGreaterThan(80);
  for (const failure of all) {
    const [en, fr] = [describeFailure(failure, 'en'), describeFailure(failure, 'fr')];
    expect([failure.code, /undefined|null|NaN|\u001b/.test(en + fr), en === fr, /[.?]$|\d+:\d+/.test(en) || failure.code === 'worker-refused' || failure.code === 'page-missing']).toEqual([failure.code, false, false, true]);
    expect(exitOfFailure(failure)).toBeGreaterThan(0);
  }
});

test('a fleet file’s mistakes are listed by line and column', () => {
  expect(describeFailure({ code: 'fleet-file-invalid', problems: [{ line: 3, column: 5, path: 'hosts.0.adress', problem: 'no such key' }, { line: 9, column: 1, path: '', problem: 'a tab' }] }, 'en')).toBe(
    'The fleet file has mistakes; mend them and try again (line:column):\n  3:5 hosts.0.adress: no such key\n  9:1: a tab',
  );
});
