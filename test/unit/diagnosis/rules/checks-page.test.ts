/** What is written from the list of checks, and the list of settings, is up to date. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderChecks } from '#build/catalogue/render-checks.ts';
import { allRules } from '#electron/diagnosis/core/rules/all-rules.ts';

const root = join(import.meta.dirname, '../../../..');

describe('docs/spec/checks.md', () => {
  it('is what the list of checks says; else run node build/catalogue/write-checks.ts', () => {
    expect(readFileSync(join(root, 'docs/spec/checks.md'), 'utf8')).toBe(renderChecks(allRules));
  });

  it('has an entry for each check', () => {
    const page = readFileSync(join(root, 'docs/spec/checks.md'), 'utf8');
    expect(allRules.filter(({ id, words }) => !page.includes(`### ${id} ${words.en.title}\n`)).map(({ id }) => id)).toEqual([]);
  });
});

describe('electron/diagnosis/core/known-settings.ts', () => {
  const celery = spawnSync('/usr/bin/python3', ['-c', 'import celery; print(celery.__version__)'], { encoding: 'utf8' });
  const hasBase = celery.status === 0 && celery.stdout.startsWith('5.2.6');

  it.skipIf(!hasBase)('is what Celery 5.2.6 on this machine declares, with what later versions added', () => {
    const written = spawnSync('/usr/bin/python3', ['-B', join(root, 'build/catalogue/write-known-settings.py')], { encoding: 'utf8' });
    expect(written.status).toBe(0);
    expect(readFileSync(join(root, 'electron/diagnosis/core/known-settings.ts'), 'utf8')).toBe(written.stdout);
  });
});
