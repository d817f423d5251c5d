/** What a plan says of a Pi as it was seen. Spec: docs/spec/supervisor.md (DP1-DP6). */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { composeHandCall } from '#electron/deploy/core/compose-hand-call.ts';
import { makePlan, type Wanted } from '#electron/deploy/core/make-plan.ts';
import { makeRemoval } from '#electron/deploy/core/make-removal.ts';
import { maskConfig } from '#electron/deploy/core/mask-config.ts';
import { sha256 } from '#electron/deploy/core/sha256.ts';
import { readSurvey, type Survey } from '#electron/deploy/core/survey.ts';
import { unifiedDiff } from '#electron/deploy/core/unified-diff.ts';
import { WorkerKey } from '#shared/domain/ids.ts';
import { directory, limits, piFiles, surveyed } from './deploy-fixtures.ts';

const none: Wanted = { form: null, programs: [] };
const plan = (survey: Survey, wanted: Wanted = none) => makePlan(survey, wanted, piFiles, sha256);
const refusedOf = (survey: Survey, wanted: Wanted = none): readonly string[] => plan(survey, wanted).draft.refused.map(({ because, about }) => `${because} ${about}`);
const seenFile = (name: string, text: string, mode = '0644'): object => ({ path: `${directory}/${name}`, exists: true, isRegular: true, sha256: sha256(text), mode, uid: 1000, bytes: text.length, text });
const manifest = (version: string, form = 'system-unit'): string => JSON.stringify({ of: 'fleetbeat-supervisor', version, form, folders: [] });
const like = (change: object = {}, worker: object | null = {}): Wanted => ({
  form: null,
  programs: [{
    program: { kind: 'like-worker', name: 'w1', worker: WorkerKey.parse('w1'), takesOver: true, limits, ...change },
    worker: worker === null ? null : { pid: 77, startTicks: 5, isSupervised: false, isInContainer: false, ...worker },
  }],
});
const running = { pid: 77, startTicks: 5, runs: true, uid: 1000, argv: ['/usr/bin/python3', '-m', 'celery', '-A', 'app', 'worker', '-b', 'redis://:hunter2@localhost/0'], cwd: '/srv/app', environment: { PATH: '/usr/bin', APP_SECRET: 's3cret', SSH_CONNECTION: '1 2 3 4', XDG_RUNTIME_DIR: '/run/user/1000', CELERY_BROKER_URL: 'redis://u:hunter2@h/0' } };

test('DP1 a first deployment: every file, its mode, the unit, the commands, and nothing refused', () => {
  const { draft, order } = plan(surveyed());
  expect(draft).toMatchObject({ kind: 'deploy', form: 'system-unit', directory, installedVersion: null, newVersion: '1.0.0', refused: [] });
  expect(draft.files.map(({ path, change, newMode, needsRoot }) => `${change} ${newMode ?? ''} ${path.split('/').at(-1) ?? ''}${needsRoot ? ' root' : ''}`)).toEqual([
    'create 0755 fleetbeat_supervisor.py', 'create 0644 fleetbeat_worker.py', 'create 0600 supervisor.json', 'create 0600 manifest.json', 'create 0644 fleetbeat-supervisor.service root',
  ]);
  expect(draft.unit?.text).toMatch(/^User=pi$/m);
  for (const line of ['KillMode=mixed', 'SendSIGKILL=no', 'OOMPolicy=continue', 'Type=notify']) expect(draft.unit?.text).toContain(`\n${line}\n`);
  expect(draft.commands.map(({ why }) => why)).toEqual(['make-folder', 'check-config', 'reload-systemd', 'reload-systemd', 'enable-unit']);
  expect(order.files.map(({ path }) => path)).toEqual(draft.files.map(({ path }) => path));
});

test('DP1 the form follows the account: sudo, then a user manager, then a start line; a wish for another is refused with the reason', () => {
  expect(plan(surveyed({ sudo: false })).draft).toMatchObject({ form: 'user-unit', advice: expect.arrayContaining([{ kind: 'linger', about: 'sudo loginctl enable-linger pi' }]) });
  expect(plan(surveyed({ sudo: false, userSystemd: false })).draft).toMatchObject({ form: 'start-line', unit: null, startLine: `/usr/bin/python3 -I -S ${directory}/fleetbeat_supervisor.py start -c ${directory}/supervisor.json` });
  expect(refusedOf(surveyed({ sudo: false }), { ...none, form: 'system-unit' })).toEqual(['no-sudo pi']);
  expect(refusedOf(surveyed({ userSystemd: false }), { ...none, form: 'user-unit' })).toEqual(['no-user-systemd pi']);
});

test.each([
  ['Python 3.8', { python: { path: '/usr/bin/python3', version: '3.8.18' } }, ['python-too-old 3.8.18']],
  ['a full disk', { directory: { path: directory, exists: false, isWritable: true, freeBytes: 900_000, uid: 1000 } }, [`no-space ${directory}`]],
  ['a read-only home', { directory: { path: directory, exists: false, isWritable: false, freeBytes: 5e9, uid: 1000 } }, [`folder-not-writable ${directory}`]],
  ['another’s folder', { directory: { path: directory, exists: true, isWritable: true, freeBytes: 5e9, uid: 0 } }, [`folder-not-ours ${directory}`]],
  ['a path that would need quotes', { directory: { path: '/home/pi; rm -rf x', exists: false, isWritable: true, freeBytes: 5e9, uid: 1000 } }, ['folder-not-ours /home/pi; rm -rf x']],
  ['a newer one', { files: [seenFile('manifest.json', manifest('2.0.0'))] }, ['newer-installed 2.0.0']],
  ['a unit by somebody else', { units: [{ path: '/etc/systemd/system/fleetbeat-supervisor.service', exists: true, isRegular: true, sha256: null, mode: '0644', uid: 0, bytes: 3, text: '[Unit]', form: 'system-unit', missingFolders: [] }] }, ['unit-not-ours /etc/systemd/system/fleetbeat-supervisor.service']],
])('DP2 refused: %s', (_name, change, expected) => {
  expect(refusedOf(surveyed(change))).toEqual(expected);
});

test('DP3 a worker that runs is taken over as it is; its secrets are written, and shown masked', () => {
  const { draft, order } = plan(surveyed({ processes: [running] }), like());
  expect(draft.workers).toEqual([{ program: 'w1', pid: 77, effect: 'adopted' }]);
  expect(order.adopt).toEqual([{ pid: 77, startTicks: 5 }]);
  const written = order.files.find(({ path }) => path.endsWith('supervisor.json'));
  const config = JSON.parse(written?.text ?? '') as { programs: Record<string, unknown>[] };
  expect(config.programs[0]).toMatchObject({ name: 'w1', directory: '/srv/app', command: running.argv, adopt: { pid: 77, start_ticks: 5, boot_id: 'b-1' } });
  expect(Object.keys(config.programs[0]?.['environment'] as object)).toEqual(['PATH', 'APP_SECRET', 'CELERY_BROKER_URL']);
  expect(written?.mode).toBe('0600');
  expect(JSON.stringify(draft)).not.toMatch(/hunter2|s3cret/);
  expect(draft.files.find(({ path }) => path.endsWith('supervisor.json'))?.diff).toContain('"APP_SECRET": "••••••"');
});

test.each([
  ['not running', like(), {}, 'worker-not-running w1'],
  ['gone from the panel', like({}, null), { processes: [running] }, 'worker-not-running w1'],
  ['in a container', like({}, { isInContainer: true }), { processes: [running] }, 'worker-in-container w1'],
  ['kept by something else', like({}, { isSupervised: true }), { processes: [running] }, 'worker-supervised w1'],
  ['of another account', like(), { processes: [{ ...running, uid: 0 }] }, 'worker-not-yours w1'],
  ['with a hidden environment', like(), { processes: [{ ...running, environment: null }] }, 'environment-not-readable w1'],
  ['no Celery', like(), { processes: [{ ...running, argv: ['/bin/sh', '-c', 'x'] }] }, 'program-not-startable w1'],
])('DP3 not taken over: %s', (_name, wanted, change, expected) => {
  expect(refusedOf(surveyed(change), wanted)).toEqual([expected]);
});

test('DP4 an update names what changes alone, goes on in place, and keeps what a person wrote in the configuration', () => {
  const config = '{"log": "/var/log/fleetbeat.log", "programs": []}';
  const status = { version: '0.9.0', pid: 50, programs: [{ name: 'w1', state: 'running', wanted: 'up', pid: 60, stop_timeout_s: 1830, cold_timeout_s: 30 }] };
  const survey = surveyed({ status, config: { log: '/var/log/fleetbeat.log', state_dir: `${directory}/run`, output_dir: `${directory}/logs`, programs: ['w1'] }, directory: { path: directory, exists: true, isWritable: true, freeBytes: 5e9, uid: 1000 }, files: [seenFile('fleetbeat_supervisor.py', 'VERSION = "0.9.0"\nprint("supervisor")\n', '0755'), seenFile('fleetbeat_worker.py', piFiles.worker), seenFile('supervisor.json', config, '0600'), seenFile('manifest.json', manifest('0.9.0', 'start-line'), '0600')] });
  const { draft, order } = plan(survey, { form: null, programs: null });
  expect(draft).toMatchObject({ kind: 'update', form: 'start-line', installedVersion: '0.9.0', refused: [], workers: [{ program: 'w1', pid: 60, effect: 'keeps-running' }] });
  expect(order.files.map(({ path }) => path.split('/').at(-1))).toEqual(['fleetbeat_supervisor.py', 'manifest.json']);
  expect(draft.commands.map(({ why }) => why)).toEqual(['check-config', 'update-in-place']);
  expect(draft.files[0]?.diff).toBe(`--- ${directory}/fleetbeat_supervisor.py\n+++ ${directory}/fleetbeat_supervisor.py\n@@ -1,2 +1,2 @@\n-VERSION = "0.9.0"\n+VERSION = "1.0.0"\n print("supervisor")\n`);
  const other = plan(survey, { form: 'user-unit', programs: [] });
  expect(other.order.handOver).toBe(true);
  expect(other.order.files.find(({ path }) => path.endsWith('supervisor.json'))?.text).toContain('"log": "/var/log/fleetbeat.log"');
  expect(other.draft.workers).toEqual([{ program: 'w1', pid: 60, effect: 'stops' }]);
  // as long as the longest stop of what runs
  expect(Number(/TimeoutStopSec=(\d+)/.exec(other.draft.unit?.text ?? '')?.[1])).toBeGreaterThan(1870);
});

test('DP5 removal names what is ours and nothing else', () => {
  expect(makeRemoval(surveyed()).draft.refused).toEqual([{ because: 'not-installed', about: directory }]);
  const survey = surveyed({ directory: { path: directory, exists: true, isWritable: true, freeBytes: 5e9, uid: 1000, others: ['mine.txt'] }, config: { log: '/tmp/supervisor.log', state_dir: '/srv/elsewhere', output_dir: `${directory}/../../root`, programs: [] }, files: [seenFile('supervisor.json', '{"programs": []}', '0600'), seenFile('manifest.json', manifest('1.0.0'), '0600')] });
  const { draft, order } = makeRemoval(survey);
  expect(draft).toMatchObject({ kind: 'remove', installedVersion: '1.0.0', refused: [] });
  expect(order.files.map(({ path }) => path)).toEqual([`${directory}/supervisor.json`, `${directory}/manifest.json`]);
  expect(order.folders).toEqual([`${directory}/run`, `${directory}/logs`]);
  expect(order.logs).toEqual(['/tmp/supervisor.log', '/tmp/supervisor.log.jsonl']);
});

test('DP6 hostile words of a Pi are no survey, or plain text', () => {
  for (const said of [null, 5, 'x', [], {}, { survey: 5 }, { survey: { directory: { path: 'relative' } } }]) expect(readSurvey(said)).toBeNull();
  const odd = readSurvey({ survey: { python: { version: '3.11', path: '$(reboot)' }, uid: 1, directory: { path: '/x' }, files: 'no', units: [{ form: 'evil', path: '/x' }], processes: [{ pid: 'x' }], status: { version: 1 } } });
  expect(odd).toMatchObject({ python: { path: '/usr/bin/python3' }, files: [], units: [], processes: [], supervisor: null });
  expect(composeHandCall('abc123')).not.toContain('\n');
});

test('DP6 masks: secret names, logins in addresses, words of a command', () => {
  expect(maskConfig('  "DB_PASSWORD": "a\\"b",\n  "x": "redis://u:pw@h/0",\n  "--password=abc",\n  "PATH": "/usr/bin"')).toBe('  "DB_PASSWORD": "••••••",\n  "x": "redis://u:••••••@h/0",\n  "--password=••••••",\n  "PATH": "/usr/bin"');
});

test('DP1 figures of files are those of sha256sum', () => {
  for (const text of ['', 'abc', 'é'.repeat(31), '€'.repeat(1000), '😀'.repeat(40), 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(64), 'x'.repeat(100_003)]) expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
});

test('DP1 a diff turns the old text into the new one', () => {
  const apply = (before: string, diff: string): string => {
    const old = before === '' ? [] : before.replace(/\n$/, '').split('\n');
    const out: string[] = [];
    let at = 0;
    for (const hunk of diff.split(/^(?=@@ )/m).slice(1)) {
      const [head = '', ...lines] = hunk.replace(/\n$/, '').split('\n');
      const [, from = '0', count = '0'] = /^@@ -(\d+),(\d+)/.exec(head) ?? [];
      const start = count === '0' ? Number(from) : Number(from) - 1;
      while (at < start) { out.push(old[at] ?? ''); at += 1; }
      for (const line of lines) { if (line[0] !== '+') at += 1; if (line[0] !== '-') out.push(line.slice(1)); }
    }
    return `${[...out, ...old.slice(at)].join('\n')}\n`;
  };
  let seed = 7;
  const next = (below: number): number => { seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31; return seed % below; };
  for (let round = 0; round < 200; round += 1) {
    const before = Array.from({ length: next(40) }, () => `l${String(next(9))}`);
    const after = before.flatMap((line) => (next(4) === 0 ? [] : next(5) === 0 ? [line, `n${String(next(5))}`] : [line]));
    const [a, b] = [before.length === 0 ? '' : `${before.join('\n')}\n`, `${[...after, 'end'].join('\n')}\n`];
    expect(apply(a, unifiedDiff('/f', a, b))).toBe(b);
  }
  expect(unifiedDiff('/f', null, 'a\n')).toBe('--- /dev/null\n+++ /f\n@@ -0,0 +1,1 @@\n+a\n');
});
