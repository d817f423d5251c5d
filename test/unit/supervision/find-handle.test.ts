import { expect, test } from 'vitest';
import { findHandle } from '#electron/supervision/core/find-handle.ts';
import type { FoundProcess, ProcessFacts } from '#electron/supervision/core/read-answer.ts';

const one = (change: Partial<FoundProcess> = {}): FoundProcess => ({ pid: 10, startTicks: 100, uid: 1000, user: 'pi', argv: ['/usr/bin/python3', '-m', 'celery', '-A', 'tapp', 'worker'], cgroup: ['0::/user.slice/user-1000.slice/session-3.scope'], nspid: [10], ...change });
const facts = (main: Partial<FoundProcess>, change: Partial<ProcessFacts> = {}): ProcessFacts => ({ main: one(main), chain: [], environment: {}, children: 0, maySignal: true, canCapture: true, outputs: [], ...change });
const container = 'a'.repeat(64);

test('SU-1 units of the system and of a user', () => {
  expect(findHandle(facts({ cgroup: ['0::/system.slice/celery-w1.service'] })).handle).toEqual({ kind: 'systemd-system', unit: 'celery-w1.service' });
  expect(findHandle(facts({ cgroup: ['0::/user.slice/user-1001.slice/user@1001.service/app.slice/celery.service'] })).handle).toEqual({ kind: 'systemd-user', unit: 'celery.service', uid: 1001 });
});
test('SU-1 a login, cron and a name that reads as an option supervise nothing', () => {
  expect(findHandle(facts({})).handle.kind).toBe('plain');
  expect(findHandle(facts({ cgroup: ['0::/system.slice/cron.service'] })).handle.kind).toBe('plain');
  expect(findHandle(facts({ cgroup: ['0::/system.slice/-x.service'] })).handle.kind).toBe('unknown');
});
test('SU-1 supervisord by its own words, only while it is an ancestor', () => {
  const environment = { SUPERVISOR_PROCESS_NAME: 'w_00', SUPERVISOR_GROUP_NAME: 'w', SUPERVISOR_SERVER_URL: 'unix:///run/s.sock' };
  const daemon = one({ pid: 2, argv: ['/usr/bin/python3', '/usr/bin/supervisord', '-n'] });
  const found = findHandle(facts({ cgroup: ['0::/system.slice/supervisor.service'] }, { environment, chain: [daemon] }));
  expect(found.handle).toEqual({ kind: 'supervisord', program: 'w:w_00', url: 'unix:///run/s.sock' });
  expect(findHandle(facts({}, { environment, chain: [] })).handle.kind).toBe('plain');
});
test('SU-1 the innermost owner counts: a supervisor inside a container inside a unit', () => {
  const cgroup = [`0::/system.slice/docker-${container}.scope`];
  expect(findHandle(facts({ cgroup })).handle).toEqual({ kind: 'docker', container });
  const supervisor = one({ pid: 5, startTicks: 55, argv: ['python3', 'scripts/celery_supervisor.py'] });
  const found = findHandle(facts({ cgroup }, { chain: [supervisor] }));
  expect(found.handle).toMatchObject({ kind: 'celery-supervisor-py', supervisor: { pid: 5, startTicks: 55 } });
  expect(found.layers.map(({ kind }) => kind)).toEqual(['docker', 'celery-supervisor-py']);
});
test('SU-1 an editor on the script is no supervisor; a namespace of its own is unknown', () => {
  expect(findHandle(facts({}, { chain: [one({ argv: ['vim', 'celery_supervisor.py'] })] })).handle.kind).toBe('plain');
  expect(findHandle(facts({ cgroup: ['0::/'] })).handle.kind).toBe('unknown');
  expect(findHandle(facts({ cgroup: [`0::/machine.slice/libpod-${container}.scope`] })).handle.kind).toBe('unknown');
});
