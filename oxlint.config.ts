/**
 * Everything here is an error; warnings do not exist. Who may import whom is the table in build/lint/rooms.ts.
 * test/boundaries plants a violation of each rule and fails when this file lets it pass.
 */
import type { OxlintConfig } from 'oxlint';
import { defineConfig } from 'oxlint';
import type { Room } from './build/lint/rooms.ts';
import { rooms } from './build/lint/rooms.ts';

type Rules = NonNullable<OxlintConfig['rules']>;
const timers = ['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate'];
const effects = [...timers, 'console', 'process', 'crypto', 'fetch', 'queueMicrotask', 'globalThis', 'Buffer'];
const forbid = (names: readonly string[], message: string): Rules => ({
  'no-restricted-globals': ['error', ...names.map((name) => ({ name, message }))],
  'no-restricted-properties': ['error', { object: 'Math', property: 'random', message }],
});
const purity = {
  pure: forbid(effects, 'A pure room takes time, randomness and effects as arguments.'),
  timeless: forbid(timers, 'Use the Clock, Timers and Random ports: tests must own time.'),
};
const lines = (max: number): ['error', object] => ['error', { max, skipBlankLines: true, skipComments: true }];

const zone = (room: Room): NonNullable<OxlintConfig['overrides']>[number] => ({
  files: [...room.files],
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ group: ['**', ...room.mayImport.map((allowed) => `!${allowed}`)], message: room.duty }] }],
    ...(room.purity ? purity[room.purity] : {}),
    ...(room.maxLines ? { 'max-lines': lines(room.maxLines) } : {}),
  },
});

const unsafeAny = ['argument', 'assignment', 'call', 'member-access', 'return'].map((kind) => `typescript/no-unsafe-${kind}`);
const all = (rules: readonly string[], level: 'error' | 'off'): Rules => Object.fromEntries(rules.map((rule) => [rule, level]));

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'react', 'promise'],
  categories: { correctness: 'error' },
  env: { builtin: true },
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['node_modules/', 'out/', 'dist/', 'test/boundaries/planted/', 'test/e2e/screenshots/', 'test/bench/results/'],
  rules: {
    'import/no-cycle': 'error',
    'import/no-relative-parent-imports': 'error',
    'import/no-default-export': 'error',
    'max-lines': lines(350),
    'max-lines-per-function': lines(60),
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/no-explicit-any': 'error',
    ...all(unsafeAny, 'error'),
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': 'error',
    'unicorn/no-abusive-eslint-disable': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    eqeqeq: 'error',
    // Method syntax in our types carries no `this`: everything is made by factory functions.
    'typescript/unbound-method': 'off',
    // A listener may remove itself while the set is walked, so sets are copied on purpose.
    'unicorn/no-useless-spread': 'off',
    'unicorn/no-new-array': 'off',
    // Foreign text is cleaned of control characters, which takes naming them.
    'no-control-regex': 'off',
  },
  overrides: [
    ...rooms.map(zone),
    { files: ['renderer/**/*.tsx'], rules: { 'max-lines-per-function': lines(150), 'react/rules-of-hooks': 'error', 'react/exhaustive-deps': 'error' } },
    // Tables, not code: the contract lists commands, the texts list sentences.
    { files: ['shared/contract.ts', 'renderer/format/i18n/**'], rules: { 'max-lines': 'off' } },
    {
      files: ['test/**'],
      rules: {
        // A describe block is one function, and a table of cases is long by nature.
        'max-lines-per-function': 'off',
        'max-lines': lines(500),
        ...all(unsafeAny, 'off'),
        'unicorn/no-thenable': 'off',
        'no-restricted-properties': ['error', ...['mock', 'doMock', 'hoisted', 'stubGlobal', 'useFakeTimers'].map((property) => ({ object: 'vi', property, message: 'No module mocks and no fake globals: the code under test takes its needs as arguments.' }))],
      },
    },
    { files: ['*.config.ts', 'build/**'], rules: { 'import/no-default-export': 'off' } },
    { files: ['**/*.mjs'], rules: all(unsafeAny, 'off') },
  ],
});
