/** Which logs of a host are followed, and what is asked of its journal. */
import { expect, test } from 'vitest';
import { journalArguments, readJournalEntry, saysNotReadable } from '#electron/logs/core/journal-plan.ts';
import { planSources } from '#electron/logs/core/plan-sources.ts';
import { readHostClock } from '#electron/logs/core/read-host-clock.ts';
import { readSupervisorPlaces } from '#electron/logs/core/supervisor-places.ts';
import type { HostId } from '#shared/domain/ids.ts';

const host = 'pi' as HostId;

test('known places, the operator\'s and supervisord\'s are planned once each; what is no log is not', () => {
  const supervisor = readSupervisorPlaces('# /etc/supervisor/supervisord.conf\n[supervisord]\nlogfile=/var/log/supervisor/supervisord.log ; (main log)\n[program:worker]\nstdout_logfile=/var/log/%(program_name)s.log\nstderr_logfile=AUTO\n[program:beat]\nredirect_stderr=true\nstdout_logfile=/dev/null\n');
  const planned = planSources({ host, inventory: null, outputs: [], supervisor, named: ['/srv/app.log', '/srv/app.log', 'relative.log', '/dev/null', '/proc/1/fd/1'], known: [{ path: '/old/worker.log', kind: 'file', program: 'w' }] });
  expect(planned.map(({ path }) => path)).toEqual(['/srv/app.log', '/tmp/supervisor.log', '/tmp/celery_supervisor.log', '/var/log/fleetbeat-supervisor.log', '/var/log/supervisor/supervisord.log', '/var/log/worker.log', '/old/worker.log']);
  expect(planned.find(({ path }) => path === '/var/log/worker.log')?.program).toBe('worker');
  expect(planned.find(({ path }) => path?.endsWith('supervisord.log') === true)?.kind).toBe('supervisord');
});

test('a unit\'s name is one argument, and the journal goes on after its cursor', () => {
  const words = journalArguments([{ unit: 'a b;$(x).service', isUser: false, node: null }], { cursor: 's=1;i=2', since: null });
  expect(words[0]).toBe('journalctl');
  expect(words).toContain('--after-cursor=s=1;i=2');
  expect(words).toContain('_SYSTEMD_UNIT=a b;$(x).service');
  expect(words.filter((word) => word === '+').length).toBe(words.filter((word) => /^[A-Z_]+=/.test(word)).length - 1);
});

test('an entry belongs to the kernel, a unit, or the rest', () => {
  const of = (fields: object) => readJournalEntry(JSON.stringify({ __CURSOR: 'c', ...fields }));
  expect(of({ _TRANSPORT: 'kernel' })?.name).toBe('kernel');
  expect(of({ _SYSTEMD_UNIT: 'init.scope', UNIT: 'celery-w1.service' })).toMatchObject({ name: 'celery-w1.service', program: 'celery-w1' });
  expect(of({ _SYSTEMD_UNIT: 'init.scope' })?.name).toBe('system');
  expect(readJournalEntry('[1,2]')).toBeNull();
  expect(readJournalEntry('{')).toBeNull();
});

test('what journalctl says to an account that may not see', () => {
  expect(saysNotReadable('Hint: You are currently not seeing messages from other users and the system.')).toBe(true);
  expect(saysNotReadable('-- Logs begin at')).toBe(false);
});

test('a host\'s clock and zone, with a change of it; without an answer a guess that says so', () => {
  const clock = readHostClock('now 1700000100.000\nzone 1690000000 7200\nzone 1698541200 3600\nbtime 1699000000', 1_700_000_000_000);
  expect(clock.skewMs).toBe(100_000);
  expect(clock.bootedAt).toBe(1_699_000_000_000);
  expect(clock.zone.isGuess).toBe(false);
  expect(clock.zone.toEpoch(Date.UTC(2023, 9, 1, 12))).toBe(Date.UTC(2023, 9, 1, 10));
  expect(clock.zone.toEpoch(Date.UTC(2023, 10, 20, 12))).toBe(Date.UTC(2023, 10, 20, 11));
  expect(readHostClock('', 5)).toMatchObject({ skewMs: 0, bootedAt: null, zone: { isGuess: true } });
  expect(readHostClock('now 1700000001.000', 1_700_000_000_000).skewMs).toBe(0);
});
