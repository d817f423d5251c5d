/** `fleetbeat doctor` as a shell sees it, on the demo's Pis: words, arithmetic, bundle, replay, exit codes. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { DiagnosisRun } from '#shared/domain/diagnosis.ts';
import type { SaidFinding } from '#shared/diagnosis-words/say-finding.ts';
import { tryCommand } from '#test/lab/run-command.ts';

const program = join(import.meta.dirname, '../../build/bin/fleetbeat.mjs');
const home = mkdtempSync(join(tmpdir(), 'fleetbeat-doctor-'));
const bundle = join(home, 'bundle.json');
afterAll(() => rmSync(home, { recursive: true, force: true }));

const doctor = (args: readonly string[], language = 'C.UTF-8') => tryCommand(process.execPath, [program, 'doctor', ...args], { env: { ...(process.env as Record<string, string>), HOME: home, FLEETBEAT_HOME: home, LANG: language, LC_ALL: language, NO_COLOR: '1' }, timeoutMs: 120_000 });
type Report = { readonly schema: number; readonly exit: number; readonly runs: readonly (Omit<DiagnosisRun, 'findings'> & { readonly findings: readonly (DiagnosisRun['findings'][number] & { readonly text: SaidFinding })[] })[] };

test('the demo is diagnosed, its arithmetic adds up, a bundle of it is judged alike', async () => {
  const end = await doctor(['--demo', '--json', '--bundle', bundle, 'pi-chaud', 'pi-fuite', 'pi-atelier']);
  const report = JSON.parse(end.stdout) as Report;
  expect(end.code).toBe(2);
  expect(report.exit).toBe(2);
  expect(report.runs.map(({ hostName }) => hostName)).toEqual(['pi-atelier', 'pi-chaud', 'pi-fuite']);
  for (const run of report.runs) {
    expect(Math.round((100 - run.score.rows.reduce((sum, { points }) => sum + points, 0)) * 10) / 10).toBe(run.value);
    for (const { text } of run.findings) expect(JSON.stringify(text)).not.toMatch(/\{\{|undefined|NaN/);
  }
  const checks = (name: string, severity: string): string[] => [...new Set(report.runs.find(({ hostName }) => hostName === name)?.findings.filter((finding) => finding.severity === severity).map(({ check }) => check) ?? [])];
  expect(checks('pi-chaud', 'crit')).toEqual(expect.arrayContaining(['PWR-01', 'PRO-02', 'PRO-07']));
  expect(checks('pi-fuite', 'crit')).toEqual(expect.arrayContaining(['RED-02']));
  expect(checks('pi-atelier', 'crit')).toEqual([]);
  // the password of pi-fuite is in its workers' environment, and nowhere in what can be sent on
  expect(statSync(bundle).mode & 0o777).toBe(0o600);
  expect(readFileSync(bundle, 'utf8')).not.toContain('fuite-de-demo');
  const replayed = await doctor(['--replay', bundle, '--json']);
  const again = JSON.parse(replayed.stdout) as Report;
  expect(replayed.code).toBe(2);
  expect(again.runs.map(({ hostName, value, word, by }) => [hostName, value, word, by])).toEqual(report.runs.map(({ hostName, value, word }) => [hostName, value, word, 'replay']));
}, 120_000);

test('words of either language, one category, one check in full', async () => {
  const french = await doctor(['--replay', bundle], 'fr_FR.UTF-8');
  expect(french.stdout).toMatch(/pi-chaud {2}CRITIQUE \d+\/100 {2}couverture \d+ %/);
  expect(french.stdout).toContain('plafonne');
  const redis = await doctor(['--replay', bundle, '--only', 'redis']);
  expect(redis.stdout).toContain('RED-02');
  expect(redis.stdout).not.toMatch(/[✗!] (?!RED-)[A-Z]{2,4}-\d\d/);
  const full = await doctor(['--replay', bundle, '--explain', 'red-02']);
  expect(full.stdout).toMatch(/evidence: CONFIG GET \[had\]/);
  expect(full.stdout).toContain('redis-cli CONFIG SET maxmemory-policy noeviction');
  expect(full.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test('what cannot be read is one sentence', async () => {
  const wrong = join(home, 'wrong.json');
  writeFileSync(wrong, '{"format":"other"}');
  for (const args of [['--replay', wrong], ['--replay', join(home, 'missing.json')], ['--replay', bundle, '--only', 'nonsense']]) {
    const end = await doctor(args);
    expect(end.code).toBeGreaterThanOrEqual(64);
    expect(end.stderr.trim().split('\n')).toHaveLength(1);
    expect(end.stdout).toBe('');
  }
});
