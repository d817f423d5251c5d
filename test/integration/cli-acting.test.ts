/** Acting from a shell: real processes against the demo fleet behind real SSH; nothing is done that was not agreed to. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const cli = new URL('../../build/bin/fleetbeat.mjs', import.meta.url).pathname;
let home: string;
beforeAll(async () => { home = await mkdtemp(join(tmpdir(), 'fleetbeat-acting-')); });
afterAll(() => rm(home, { recursive: true, force: true }));

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

function run(args: readonly string[], language = 'C'): Promise<Ended> {
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, FLEETBEAT_HOME: home, LANG: language, LC_ALL: language }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString('utf8'); });
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString('utf8'); });
  return new Promise((resolve) => void child.once('close', (code) => resolve({ code, out, err })));
}

test('CL9 without a terminal nothing is done unless --yes says so', async () => {
  const all = await Promise.all([run(['restart', 'meteo', '--demo']), run(['recover', 'meteo', '--demo'], 'fr_FR.UTF-8'), run(['undeploy', 'pi-chaud', '--demo']), run(['unacked', '--orphaned', '--give-back', '--demo']), run(['restart', 'meteo', '--yes', '--dry-run', '--demo'])]);
  expect(all.map(({ code, out }) => [code, out])).toEqual(all.map(() => [64, '']));
  expect(all[0]?.err).toContain('Nothing was done.');
  expect(all[1]?.err).toContain('Rien n’a été fait.');
});

test('CL8 a dry run shows what it would do, and does nothing', async () => {
  const [text, json, unknown] = await Promise.all([run(['stop', 'pi-entrepot/inventaire', '--demo', '--dry-run']), run(['stop', 'inventaire', '--demo', '--dry-run', '--json']), run(['stop', 'nobody\u001b[2J', '--demo', '--dry-run'])]);
  expect([text.code, json.code, unknown.code]).toEqual([0, 0, 64]);
  expect(text.out).toContain('inventaire@pi-entrepot (pi-entrepot, systemd celery-inventaire.service)');
  expect(JSON.parse(json.out)).toMatchObject({ schema: 1, dryRun: true, verb: 'stop', canRun: true, operation: null, workers: [{ name: 'inventaire@pi-entrepot', allowed: true, supervisor: 'systemd-system' }] });
  expect(unknown.err.includes('\u001b')).toBe(false);
}, 180_000);

test('CL11 a restart is followed step by step and ends with 0 only when it was verified', async () => {
  const done = await run(['restart', 'meteo', '--demo', '--yes']);
  expect(done.code, done.err).toBe(0);
  expect(done.out).toMatch(/^meteo@pi-chaud: verified in \d+\.\d s$/m);
  for (const step of ['pause the intake: done', 'TERM: finish and end: done', 'wait for the process: done', 'verify that it works: done']) expect(done.err).toContain(`meteo@pi-chaud: ${step}`);
}, 180_000);

test('the journal of nothing is said to be empty', async () => {
  const empty = await run(['actions', '--json']);
  expect([empty.code, JSON.parse(empty.out)]).toEqual([0, { schema: 1, actions: [] }]);
});
