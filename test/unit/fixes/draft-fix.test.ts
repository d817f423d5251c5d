import { expect, test } from 'vitest';
import { allRecipes } from '#electron/fixes/core/all-recipes.ts';
import { draftPool, draftProgramFix, draftRedis, draftSysctl, draftSystem, draftUnit, draftWorkerFix, type Draft, type Drafted, type ProgramSeen, type UnitSeen } from '#electron/fixes/core/draft-fix.ts';
import { readListing } from '#electron/fixes/core/fix-talk.ts';
import { parseCeleryArgv } from '#electron/probes/core/parse-celery-argv.ts';
import type { FixFacts, Recipe, WorkerFacts } from '#electron/fixes/core/recipe.ts';
import { isUnitName, optionOf, readExecStart, runsAs, withOption, writeCommandDropIn, writeEnvironment } from '#electron/fixes/core/unit-words.ts';
import { doesWords, refusalWords, sayChange, sayFix } from '#shared/fix-words/say-fix.ts';
import { reportRows } from '#electron/fixes/core/report-rows.ts';
import { reportWhy, sayReportRow } from '#shared/fix-words/report-words.ts';
import { fixTitles } from '#shared/fix-words/fix-titles.ts';
import { FixRefusal, isOfWorker } from '#shared/domain/fix.ts';
import { HostId } from '#shared/domain/ids.ts';

type Kind<K extends Recipe['kind']> = Extract<Recipe, { kind: K }>;
const recipe = <K extends Recipe['kind']>(id: string, _kind: K): Kind<K> => allRecipes[id] as Kind<K>;
const facts = (worker: Partial<WorkerFacts> = {}, own: Partial<FixFacts> = {}): FixFacts & { readonly worker: WorkerFacts } => ({ args: {}, host: { memTotalKiB: 3_884_344, cores: 4, poolProcesses: 4 }, ...own, worker: { node: 'w1@pi', pool: 'prefork', concurrency: 4, autoscale: false, ...worker } });
const line = '/usr/bin/celery -A app worker -n w1@%h -P prefork -c 4 --loglevel=INFO $CELERY_OPTS';
const shown = (argv = line, more = ''): string => `LoadState=loaded\nType=simple\nExecStart={ path=/usr/bin/celery ; argv[]=${argv} ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }\nEnvironment=PYTHONUNBUFFERED=1\n${more}`;
const seen = (own: Partial<UnitSeen> = {}): UnitSeen => ({ unit: 'celery-w1.service', isUser: false, shown: shown(), argv: ['/usr/bin/python3', ...line.replace('$CELERY_OPTS', '--x=1').split(' ')], own: null, hasSystemctl: true, ...own });
const drafted = (draft: Drafted): Draft => { if ('refused' in draft) throw new Error(`${draft.refused} ${draft.about}`); return draft; };
const because = (draft: Drafted): string | null => ('refused' in draft ? draft.refused : null);

test('FX2 only one plain command is read; quotes, escapes and several commands are a doubt', () => {
  expect(readExecStart('{ path=/x ; argv[]=/x -A a worker -c 2 ; ignore_errors=no ; start_time=[n/a] ; pid=0 }')).toEqual(['/x', '-A', 'a', 'worker', '-c', '2']);
  for (const doubtful of ['', '{ path=/x ; argv[]=/x "a b" ; ignore_errors=no ; }', '{ path=/x ; argv[]=/x a\\x20b ; ignore_errors=no ; }', '{ path=/x ; argv[]=/x ; ignore_errors=no ; } { path=/y ; argv[]=/y ; ignore_errors=no ; }', '{ path=/x ; argv[]=/bin/sh -c celery;reboot ; ignore_errors=no ; }', '{ path=/x ; argv[]=/x ü ; ignore_errors=no ; }'])
    expect(readExecStart(doubtful)).toBeNull();
});

test('FX2 an option is read and set wherever it stands, only behind the word worker', () => {
  const words = ['celery', '-c', 'x', 'worker', '-c4', '--pool', 'solo', '-n', 'a'];
  const concurrency = { long: '--concurrency', short: '-c' };
  expect([optionOf(words, concurrency), optionOf(words, { long: '--pool', short: '-P' }), optionOf(words, { long: '--beat', short: null })]).toEqual(['4', 'solo', null]);
  expect(withOption(words, concurrency, '1')).toEqual(['celery', '-c', 'x', 'worker', '--concurrency=1', '--pool', 'solo', '-n', 'a']);
  expect(withOption(words, { long: '--pool', short: '-P' }, 'prefork')).toEqual(['celery', '-c', 'x', 'worker', '-c4', '--pool=prefork', '-n', 'a']);
  expect(withOption([...words, '--pool=threads'], { long: '--pool', short: '-P' }, 'prefork').filter((word) => word.startsWith('--pool'))).toEqual(['--pool=prefork']);
  expect(withOption(words, { long: '--max-tasks-per-child', short: null }, '9').at(-1)).toBe('--max-tasks-per-child=9');
});

test('FX2 what is written is for systemd: percent doubled, quotes escaped', () => {
  expect(writeCommandDropIn(['/x', 'worker', '-n', 'w1@%h'])).toBe('[Service]\nExecStart=\nExecStart=/x worker -n w1@%%h\n');
  expect(writeEnvironment([['A', 'b "c" \\ 5%']])).toBe('Environment="A=b \\"c\\" \\\\ 5%%"\n');
});

test('FX2 the line must be the one that runs', () => {
  expect(runsAs(['/usr/bin/python3', '/x', 'worker'], ['/x', 'worker'])).toBe(true);
  expect(runsAs(['/usr/bin/python3', '/x', 'worker', '-c', '9'], ['/x', 'worker', '-c', '4'])).toBe(false);
  expect(because(draftWorkerFix(recipe('worker-memory-limit', 'worker'), 'worker-memory-limit', facts(), seen({ argv: ['bash'] })))).toBe('unit-not-simple');
});

test('FX1 a memory limit is six tenths of the memory by all pool processes, in KiB, and nothing else moves', () => {
  const draft = drafted(draftWorkerFix(recipe('worker-memory-limit', 'worker'), 'worker-memory-limit', facts(), seen()));
  const kib = Math.floor((0.6 * 3_884_344) / 4 / 1024) * 1024;
  expect(draft.files).toEqual([{ path: '/etc/systemd/system/celery-w1.service.d/90-fleetbeat-worker-memory-limit.conf', before: null, after: `# Fleetbeat: worker-memory-limit. Written beside your unit; delete this file to take it back.\n[Service]\nExecStart=\nExecStart=${line.replace('%h', '%%h')} --max-memory-per-child=${kib}\n` }]);
  expect(draft.act).toEqual([['systemctl', 'daemon-reload'], ['systemctl', '--no-block', 'restart', 'celery-w1.service']]);
  expect(draft.back).toEqual(draft.act);
  expect(drafted(draftWorkerFix(recipe('worker-memory-limit', 'worker'), 'f', facts({}, { args: { proposed: 200_000 } }), seen())).changes[0]).toMatchObject({ what: '--max-memory-per-child', before: null, after: '200000' });
});

test.each([
  ['a pool that ignores it', facts({ pool: 'solo' }), seen(), 'pool-ignores-it'],
  ['a pool nobody knows', facts({ pool: 'unknown' }), seen(), 'value-unknown'],
  ['an unknown memory', facts({}, { host: { memTotalKiB: null, cores: 4, poolProcesses: 1 } }), seen(), 'value-unknown'],
  ['no systemctl', facts(), seen({ hasSystemctl: false }), 'no-systemd'],
  ['a unit that is not there', facts(), seen({ shown: 'LoadState=not-found\n' }), 'not-a-systemd-unit'],
  ['a forking unit', facts(), seen({ shown: shown().replace('Type=simple', 'Type=forking') }), 'unit-not-simple'],
  ['another drop-in of ours', facts(), seen({ shown: shown(line, 'DropInPaths=/etc/systemd/system/celery-w1.service.d/90-fleetbeat-worker-prefork-one.conf\n') }), 'other-drop-in'],
  ['what stands already', facts({}, { args: { proposed: 7 } }), seen({ shown: shown(`${line} --max-memory-per-child=7`), argv: `${line.replace('$CELERY_OPTS', '--x')} --max-memory-per-child=7`.split(' ') }), 'nothing-to-change'],
])('FX3 %s is refused with its reason', (_name, known, unit, reason) => {
  expect(because(draftWorkerFix(recipe('worker-memory-limit', 'worker'), 'worker-memory-limit', known, unit))).toBe(reason);
});

test('FX1 environment is set without touching the command, and only what differs', () => {
  const draft = drafted(draftWorkerFix(recipe('thread-caps', 'worker'), 'thread-caps', facts(), seen({ shown: shown('/bin/sh -c "odd"', 'Environment=OMP_NUM_THREADS=1\n').replace('Environment=PYTHONUNBUFFERED=1\n', '') })));
  expect(draft.changes.map(({ what }) => what)).toEqual(['OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'NUMEXPR_NUM_THREADS', '/etc/systemd/system/celery-w1.service.d/90-fleetbeat-thread-caps.conf']);
  expect(draft.files[0]?.after).not.toContain('ExecStart');
});

test('FX1 a user unit is changed in the user’s own place, through the user’s own systemd', () => {
  const draft = drafted(draftWorkerFix(recipe('thread-caps', 'worker'), 'thread-caps', facts(), seen({ isUser: true })));
  expect([draft.files[0]?.path, draft.act[1]]).toEqual(['.config/systemd/user/celery-w1.service.d/90-fleetbeat-thread-caps.conf', ['systemctl', '--user', '--no-block', 'restart', 'celery-w1.service']]);
});

test.each(['profile-many-queues', 'profile-native-libraries'])('FX8 FX11 %s says what each of its values does, and its limits hold in the pool it asks for', (id) => {
  const draft = drafted(draftWorkerFix(recipe(id, 'worker'), id, facts({ pool: 'solo', concurrency: 1 }), seen({ shown: shown('/usr/bin/celery -A app worker -P solo'), argv: '/usr/bin/celery -A app worker -P solo'.split(' ') })));
  const values = draft.changes.filter(({ kind }) => kind !== 'file');
  expect(values.every(({ does }) => does !== null)).toBe(true);
  expect(values.find(({ what }) => what === '--pool')).toMatchObject({ before: 'solo', after: 'processes' });
  expect(Number(values.find(({ what }) => what === '--max-memory-per-child')?.after)).toBeLessThan(3_884_344);
});

test('FX11 prefork is asked for by the name that holds against the project’s code, and by no other, wherever a pool is written', () => {
  const asked = Object.entries(allRecipes).flatMap(([id, one]) => {
    if (one.kind !== 'worker') return [];
    return ['solo', 'threads'].flatMap((pool) => {
      const running = `/usr/bin/celery -A app worker -P ${pool}`;
      const draft = draftWorkerFix(one, id, facts({ pool: pool as 'solo', concurrency: 1 }, { args: { proposed: 200_000 } }), seen({ shown: shown(running), argv: running.split(' ') }));
      return 'refused' in draft ? [] : draft.files.map(({ after }) => [id, pool, / (?:--pool=|--pool |-P ?)(\S+)/.exec(after)?.[1] ?? 'none'] as const);
    });
  });
  // what changes no pool writes the one that runs
  expect(asked.filter(([, pool, written]) => written !== pool && written !== 'none' && written !== 'processes')).toEqual([]);
  expect(['profile-many-queues', 'profile-native-libraries', 'worker-prefork-one'].map((id) => asked.filter(([of]) => of === id).map(([, , written]) => written))).toEqual([['processes', 'processes'], ['processes', 'processes'], ['processes', 'processes']]);
  expect(parseCeleryArgv('celery -A app worker --pool=processes'.split(' ')).pool).toBe('prefork');
});

test('FX6 Redis is set live, and lastingly only where its unit is understood', () => {
  const values = new Map([['maxmemory-policy', 'allkeys-lru']]);
  const redis = 'LoadState=loaded\nActiveState=active\nExecStart={ path=/usr/bin/redis-server ; argv[]=/usr/bin/redis-server /etc/redis/redis.conf --supervised systemd --daemonize no ; ignore_errors=no ; pid=1 }\n';
  const lasting = drafted(draftRedis(recipe('redis-noeviction', 'redis'), 'redis-noeviction', { values, shown: redis, own: null }));
  expect([lasting.isLasting, lasting.files[0]?.after.split('\n').at(-2)]).toEqual([true, 'ExecStart=/usr/bin/redis-server /etc/redis/redis.conf --supervised systemd --daemonize no --maxmemory-policy noeviction']);
  expect(drafted(draftRedis(recipe('redis-noeviction', 'redis'), 'x', { values, shown: null, own: null }))).toMatchObject({ isLasting: false, files: [], act: [] });
  expect(because(draftRedis(recipe('redis-noeviction', 'redis'), 'x', { values: new Map(), shown: null, own: null }))).toBe('redis-refuses');
  expect(because(draftRedis(recipe('redis-noeviction', 'redis'), 'x', { values: new Map([['maxmemory-policy', 'noeviction']]), shown: null, own: null }))).toBe('nothing-to-change');
});

test('FX1 kernel and system values are set with their way back', () => {
  expect(drafted(draftSysctl(recipe('overcommit-memory', 'sysctl'), 'overcommit-memory', { value: '0\n', own: null }))).toMatchObject({ act: [['sysctl', '-w', 'vm.overcommit_memory=1']], back: [['sysctl', '-w', 'vm.overcommit_memory=0']], files: [{ path: '/etc/sysctl.d/90-fleetbeat-overcommit-memory.conf' }] });
  expect(because(draftSysctl(recipe('overcommit-memory', 'sysctl'), 'x', { value: null, own: null }))).toBe('cannot-look');
  expect(because(draftSysctl(recipe('overcommit-memory', 'sysctl'), 'x', { value: '0; reboot', own: null }))).toBe('cannot-look');
  const wifi = recipe('wifi-power-save-off', 'system');
  expect(wifi.read({ device: 'wlan0; reboot' })).toBeNull();
  expect(drafted(draftSystem(wifi, { device: 'wlan0' }, { said: 'Power save: on\n', hasFolder: false, own: null }))).toMatchObject({ isLasting: false, files: [], back: [['iw', 'dev', 'wlan0', 'set', 'power_save', 'on']] });
});

test('FX1 a pool shrinks to what was proposed, never below one, and only where it can', () => {
  const pool = recipe('pool-shrink', 'pool');
  expect(drafted(draftPool(pool, facts({ concurrency: 6 }, { args: { proposed: 2 } }))).changes).toMatchObject([{ kind: 'pool', before: '6', after: '2' }]);
  expect([facts({ concurrency: 1 }), facts({ autoscale: true }), facts({ pool: 'solo' }), facts({ concurrency: null })].map((known) => because(draftPool(pool, known)))).toEqual(['nothing-to-change', 'pool-ignores-it', 'pool-ignores-it', 'value-unknown']);
});

test('FX7 a unit’s name becomes part of a path only when it is one', () => {
  expect(['celery.service', 'celery@w1.service', 'a\\x2db.service'].map(isUnitName)).toEqual([true, true, true]);
  expect(['../x.service', 'a/b.service', 'x', 'a b.service', 'a..service', `${'x'.repeat(300)}.service`].map(isUnitName)).toEqual([false, false, false, false, false, false]);
});

test('FX7 what a host keeps is read piece by piece; garbage is left out', () => {
  const host = HostId.parse('h');
  const good = { id: 's-x-1', fix: 'thread-caps', label: 'w', worker: null, who: 'ana', at: 1, deadline: 2, state: 'in-force', changes: [{ kind: 'flag', what: '-c', before: '4', after: '1', does: null, args: {} }, 'junk'], left: [] };
  expect(readListing({ fixes: [good, null, 7, { ...good, id: '../x' }, { ...good, state: 'odd' }], now: 3 }, host)).toMatchObject([{ id: 's-x-1', deadline: null, changes: [{ what: '-c' }] }]);
  expect(readListing('garbage', host)).toEqual([]);
});

test('FX1 how a unit is stopped and started again is set without a restart', () => {
  const unit = { unit: 'celery-w1.service', isUser: false, own: null, hasSystemctl: true, shown: 'LoadState=loaded\nKillMode=control-group\nRestart=no\n' };
  const draft = drafted(draftUnit(recipe('unit-stop-settings', 'unit'), 'unit-stop-settings', { stopS: 930 }, unit));
  expect([draft.restarts, draft.act, draft.files[0]?.after]).toEqual([false, [['systemctl', 'daemon-reload']], '# Fleetbeat: unit-stop-settings. Written beside your unit; delete this file to take it back.\n[Service]\nKillMode=mixed\nKillSignal=SIGTERM\nTimeoutStopSec=930\n']);
  expect(because(draftUnit(recipe('unit-stop-settings', 'unit'), 'x', {}, unit))).toBe('value-unknown');
  expect(because(draftUnit(recipe('unit-restart-always', 'unit'), 'x', {}, { ...unit, own: 'x' }))).toBe('nothing-to-change');
});

const program = (own: Partial<NonNullable<ProgramSeen['looked']>> = {}, more: Partial<ProgramSeen> = {}): ProgramSeen => ({
  program: 'w1', argv: ['/usr/bin/python3', '/usr/bin/celery', '-A', 'app', 'worker', '-n', 'w1@%h', '-c', '4'], hasControl: true,
  looked: { config: '/etc/supervisor/supervisord.conf', patterns: ['/etc/supervisor/conf.d/*.conf'], options: { command: '/usr/bin/celery -A app worker -n w1@%%h -c 4', stopwaitsecs: '10' }, mates: 1, ours: [], environment: {}, ...own }, ...more,
});

test('FX10 a program of supervisord is changed by a file of ours read after the user’s, only the keys that change', () => {
  const draft = drafted(draftProgramFix(recipe('worker-memory-limit', 'worker'), 'worker-memory-limit', facts({}, { args: { proposed: 200_000 } }), program()));
  expect(draft.files).toEqual([{ path: '/etc/supervisor/conf.d/zz-fleetbeat-worker-memory-limit-w1.conf', before: null, after: '; Fleetbeat: worker-memory-limit. Read after your own files; delete it and run supervisorctl update to take it back.\n[program:w1]\ncommand=/usr/bin/celery -A app worker -n w1@%%h -c 4 --max-memory-per-child=200000\n' }]);
  expect(draft.act).toEqual([['supervisorctl', '-c', '/etc/supervisor/supervisord.conf', 'reread'], ['supervisorctl', '-c', '/etc/supervisor/supervisord.conf', 'update', 'w1']]);
  expect([draft.back, draft.restarts]).toEqual([draft.act, true]);
  const stop = drafted(draftProgramFix(recipe('program-stop-settings', 'program'), 'program-stop-settings', facts({}, { args: { waitS: 330 } }), program()));
  expect(stop.files[0]?.after.split('\n').slice(2, -1)).toEqual(['stopwaitsecs=330', 'killasgroup=true']);
  expect(stop.changes.map(({ what, before, after }) => [what, before, after]).slice(0, 2)).toEqual([['stopwaitsecs', '10', '330'], ['killasgroup', null, 'true']]);
});

test('FX10 environment stands before the command, and the user’s own is not read nor replaced', () => {
  const draft = drafted(draftProgramFix(recipe('thread-caps', 'worker'), 'thread-caps', facts(), program({ environment: { OMP_NUM_THREADS: '4', MKL_NUM_THREADS: '1' } })));
  expect(draft.files[0]?.after).toContain('command=/usr/bin/env OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 NUMEXPR_NUM_THREADS=1 /usr/bin/celery -A app worker');
  expect(draft.files[0]?.after).not.toMatch(/^environment/m);
  expect(draft.changes.map(({ what, before }) => [what, before])[0]).toEqual(['OMP_NUM_THREADS', '4']);
});

test.each([
  ['a command in a shell', program({ options: { command: '/bin/sh -c "celery worker"' } }), 'unit-not-simple'],
  ['a variable of supervisord', program({ options: { command: '%(here)s/celery -A app worker' } }), 'unit-not-simple'],
  ['another command than the one that runs', program({}, { argv: ['bash'] }), 'unit-not-simple'],
  ['several processes', program({ options: { command: '/usr/bin/celery -A app worker', numprocs: '3' } }), 'group-of-several'],
  ['a group of several programs', program({ mates: 2 }), 'group-of-several'],
  ['no folder of supervisord’s own', program({ patterns: ['/home/pi/conf/*.conf'] }), 'no-include'],
  ['another of ours', program({ ours: ['/etc/supervisor/conf.d/zz-fleetbeat-thread-caps-w1.conf'] }), 'other-drop-in'],
  ['files that do not tell of it', program({}, { looked: null }), 'cannot-look'],
  ['a name that is no name', program({}, { program: '../../x' }), 'cannot-look'],
  ['a configuration with an odd path', program({ config: '/etc/a;b' }), 'cannot-look'],
])('FX10 %s is refused with its reason', (_name, seenProgram, reason) => {
  expect(because(draftProgramFix(recipe('worker-memory-limit', 'worker'), 'worker-memory-limit', facts(), seenProgram))).toBe(reason);
});

test('FX12 a profile stands beside its report, value by value, with what each does in this worker’s pool', () => {
  const solo = facts({ pool: 'solo', concurrency: 1 });
  const line = '/usr/bin/celery -A app worker -P solo --max-tasks-per-child=10';
  const draft = drafted(draftWorkerFix(recipe('profile-native-libraries', 'worker'), 'profile-native-libraries', solo, seen({ shown: shown(line), argv: line.split(' ') })));
  const rows = reportRows('profile-native-libraries', 'solo', draft.wanted ?? [], draft.changes);
  const row = (name: string) => rows.find((one) => one.name === name);
  expect(row('--pool')).toEqual({ name: '--pool', reported: 'solo', now: 'solo', proposed: 'processes', effect: 'acts', pool: 'solo', reportedActs: true });
  expect(row('--max-tasks-per-child')).toEqual({ name: '--max-tasks-per-child', reported: '10', now: '10', proposed: '50', effect: 'acts', pool: 'solo', reportedActs: false });
  expect(row('RLIMIT_AS')).toMatchObject({ proposed: null, effect: 'left-out' });
  expect(row('PYTHONUNBUFFERED')).toMatchObject({ now: '1', proposed: '1', effect: 'same-already' });
  expect(sayReportRow('profile-native-libraries', row('--max-tasks-per-child')!, 'en')).toEqual({ effect: 'set by this plan', inPool: 'does nothing in solo', why: expect.stringContaining('Ten re-imports OpenCV') });
  expect(reportRows('profile-many-queues', 'prefork', [], []).find(({ name }) => name === 'worker_heartbeat')).toMatchObject({ reported: '300', proposed: null, effect: 'left-out', reportedActs: false });
  expect(reportRows('thread-caps', 'prefork', [], [])).toEqual([]);
});

test('FX12 each row has its reason in both languages, and what a profile sets has its row', () => {
  for (const id of ['profile-many-queues', 'profile-native-libraries'] as const) {
    const want = recipe(id, 'worker').want(facts());
    const names = typeof want === 'string' ? [] : [...want.flags, ...want.environment].map(({ name }) => name);
    const rows = reportRows(id, 'prefork', [], []).map(({ name }) => name);
    expect(names.filter((name) => !rows.includes(name))).toEqual([]);
    expect(rows.filter((name) => !Object.hasOwn(reportWhy[id] ?? {}, name))).toEqual([]);
    expect(Object.keys(reportWhy[id] ?? {}).filter((name) => !rows.includes(name))).toEqual([]);
  }
});

test('every fix has its name, every value what it does, every refusal its reason, in both languages', () => {
  expect(Object.keys(allRecipes).filter((id) => !Object.hasOwn(fixTitles, id))).toEqual([]);
  expect(Object.keys(fixTitles).filter((id) => !Object.hasOwn(allRecipes, id))).toEqual([]);
  const named = Object.values(allRecipes).flatMap((one) => {
    if (one.kind === 'worker') return [facts(), facts({ pool: 'solo' })].flatMap((known) => { const want = one.want(known); return typeof want === 'string' ? [] : [...want.flags, ...want.environment].map(({ does }) => does); });
    if (one.kind === 'compose') { const settings = one.settings({ limit: 300 }); return typeof settings === 'string' ? [] : settings.map(({ does }) => does); }
    if (one.kind === 'program') { const settings = one.settings({ waitS: 300 }); return typeof settings === 'string' ? [] : settings.map(({ does }) => does); }
    if (one.kind === 'unit') { const settings = one.settings({ stopS: 300 }); return typeof settings === 'string' ? [] : settings.map(({ does }) => does); }
    return one.kind === 'redis' ? one.values.map(({ does }) => does) : one.kind === 'pool' ? ['pool-size'] : [one.does];
  });
  expect([...new Set(named)].filter((does) => !Object.hasOwn(doesWords, does))).toEqual([]);
  expect(FixRefusal.options.filter((reason) => refusalWords[reason].en === '' || refusalWords[reason].fr === '')).toEqual([]);
  expect([sayFix('thread-caps', 'fr').title, sayFix('__proto__', 'en').title, sayChange({ does: 'memory-limit', args: { bytes: 200 * 1024 ** 2 } }, 'en')]).toEqual(['Plafonner les fils des bibliothèques natives', '__proto__', expect.stringContaining('200 MiB')]);
});

test('FX1 DW13 who plans knows which fixes need a worker: those whose recipe changes one', () => {
  expect(Object.keys(allRecipes).filter(isOfWorker)).toEqual(Object.entries(allRecipes).filter(([, { kind }]) => kind === 'worker' || kind === 'program' || kind === 'compose' || kind === 'pool').map(([id]) => id));
});
