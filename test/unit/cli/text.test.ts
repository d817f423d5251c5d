import { expect, test } from 'vitest';
import { HostId, QuestionId, WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import type { Question } from '#shared/domain/question.ts';
import type { VerdictKind } from '#shared/domain/worker.ts';
import { askForTasks } from '#electron/cli/ask-for-tasks.ts';
import { cleanText, displayWidth } from '#electron/cli/core/clean-text.ts';
import { drawTable } from '#electron/cli/core/draw-table.ts';
import { exitOfFleet, worst } from '#electron/cli/core/exit-code.ts';
import { hasColour } from '#electron/cli/core/has-colour.ts';
import { hostsText, queuesText, summaryText, workersText } from '#electron/cli/core/fleet-text.ts';
import { formatBytes, formatDuration, formatNumber } from '#electron/cli/core/format-figures.ts';
import { isSettled } from '#electron/cli/core/is-settled.ts';
import { fleetReport } from '#electron/cli/core/json-report.ts';
import { languageOf } from '#electron/cli/core/language.ts';
import { listChanges } from '#electron/cli/core/list-changes.ts';
import { newsJson, newsText } from '#electron/cli/core/news-text.ts';
import { answerOf, promptsOf } from '#electron/cli/core/plan-question.ts';
import { untilSettled } from '#electron/cli/look-at-fleet.ts';
import { brokerView, fleetSnapshot, hostConfig, hostView, viewsAt, workerView } from '#test/fakes/fleet-views.ts';

const plain = { language: 'en', hasColour: false } as const;
const sampled = () => hostView().sample ?? expect.fail('the fake host has a sample');
const verdict = (kind: VerdictKind) => ({ kind, reason: 'silent' as const, since: viewsAt - 60_000, proofs: [], remedy: null });
const child = { pid: 840, startTicks: 4300, startedAt: viewsAt - 60_000, usage: null };
const whole = (part: Parameters<typeof workerView>[0] = {}) => workerView({ children: [child], ...part });
const redis = { at: viewsAt, version: '7.0.15', usedMemory: 1e6, maxMemory: 0, evictionPolicy: 'noeviction', connectedClients: 3, persistenceOk: true, role: 'master', pingMs: 1 };
const unacked = { at: viewsAt, count: 0, oldestDeliveredAt: null, visibilityTimeoutS: 3600, byAge: { minute: 0, fiveMinutes: 0, hour: 0, withinTimeout: 0, overTimeout: 0 } };
const worker = (kind: VerdictKind, name = `w@${kind}`) => workerView({ key: WorkerKey.parse(name), name: WorkerName.parse(name), verdict: verdict(kind) });

test.each([
  ['a\u001b[31mred\u001b[0m', 'a�[31mred�[0m'], ['two\nrows\r\tx', 'two�rows��x'], ['\u009b31m', '�31m'], ['abc\u202edcba', 'abc�dcba'], ['\u0000\u007f', '��'], ['\ud800x', '�x'],
  ['détaché — 日本', 'détaché — 日本'], ['<b>"quotes"</b>', '<b>"quotes"</b>'],
])('CL2 %j is shown as %j', (text, safe) => expect(cleanText(text)).toBe(safe));

test('long names are cut, wide ones measured, and no cell leaves its column', () => {
  expect([cleanText('x'.repeat(500), 10), displayWidth('日本'), displayWidth('e\u0301'), displayWidth('é')]).toEqual([`${'x'.repeat(9)}…`, 4, 1, 1]);
  const table = drawTable(['A', 'B'], [[{ text: '日本\n' }, { text: '1', align: 'right' }], [{ text: 'ab' }, { text: '10', align: 'right' }]], false);
  expect(table).toBe('A       B\n日本�   1\nab     10\n');
  expect(drawTable(['A'], [[{ text: '\u001b[2J', tone: 'bad' }]], true)).toBe('\u001b[2mA\u001b[0m\n\u001b[31;1m�[2J\u001b[0m\n');
});

test('figures: unknown is a dash, French has commas', () => {
  expect([formatBytes(null, 'en'), formatBytes(212e6, 'en'), formatBytes(1.5e9, 'fr'), formatBytes(0, 'en'), formatNumber(undefined, 0, 'en'), formatNumber(0, 0, 'en', ' %')]).toEqual(['—', '202 MiB', '1,4 Gio', '0 B', '—', '0 %']);
  expect([null, -5, 59_999, 60_000, 3_900_000, 200_000_000].map(formatDuration)).toEqual(['—', '0 s', '59 s', '1 min', '1 h 05', '2 d']);
});

test('tables: the sick first, in the language asked for, foreign text harmless', () => {
  const snapshot = fleetSnapshot({ workers: [worker('idle', 'a@pi'), worker('crashed', 'evil\u001b[2J@pi')] });
  const [head, first, second] = workersText(snapshot, plain).split('\n');
  expect([head?.startsWith('WORKER'), first?.startsWith('evil�[2J@pi'), second?.startsWith('a@pi')]).toEqual([true, true, true]);
  expect(workersText(snapshot, { language: 'fr', hasColour: false })).toMatch(/planté/);
  expect(workersText(fleetSnapshot({ workers: [] }), { language: 'fr', hasColour: false })).toBe('Aucun worker trouvé.\n');
  expect(summaryText(snapshot, plain)).toBe('1/1 hosts · 1 idle · 1 crashed · 3 messages waiting\n');
  expect(hostsText(snapshot, plain)).toContain('pi-atelier');
  expect(queuesText(snapshot, plain)).toMatch(/celery +redis:\/\/127\.0\.0\.1:6379\/0 +3 +1 +0\.0/);
});

test.each<[VerdictKind, number]>([['working', 0], ['idle', 0], ['busy', 0], ['stopped', 0], ['deaf', 1], ['blocked', 1], ['restarting', 1], ['crashed', 2], ['unreachable', 2], ['unknown', 3]])('a fleet with a worker that is %s ends in %d', (kind, exit) => {
  expect(exitOfFleet(fleetSnapshot({ workers: [worker('idle', 'a'), worker(kind, 'b')] }))).toBe(exit);
});

test('exit codes: known trouble outranks the unknown; a host never reached is unknown, one lost is unreachable', () => {
  const lost = hostView({ link: { ...hostView().link, phase: 'waiting' } });
  const never = hostView({ link: { ...hostView().link, phase: 'waiting', lastConnectedAt: null } });
  const off = hostView({ config: hostConfig({ isOn: false }), link: { ...hostView().link, phase: 'off', lastConnectedAt: null } });
  expect([worst([]), worst([0, 3, 1]), worst([3, 2, 1]), worst([3, 0])]).toEqual([0, 1, 2, 3]);
  expect([lost, never, off].map((host) => exitOfFleet(fleetSnapshot({ hosts: [host] })))).toEqual([2, 3, 0]);
  expect(exitOfFleet(fleetSnapshot({ brokers: [brokerView({ phase: 'waiting' })] }))).toBe(2);
});

test('CL6 a look is complete when each host has spoken or said why not', () => {
  const link = hostView().link;
  const now = viewsAt;
  const complete = (part: Parameters<typeof hostView>[0], rest: Parameters<typeof fleetSnapshot>[0] = {}): boolean => isSettled(fleetSnapshot({ hosts: [hostView(part)], workers: [whole()], ...rest }), now, new Set());
  expect(complete({})).toBe(true);
  expect(complete({ link: { ...link, phase: 'connecting' } })).toBe(false);
  expect(complete({ link: { ...link, phase: 'waiting', error: { code: 'host-unreachable', at: 'x', because: 'timeout' } } })).toBe(true);
  expect(complete({ sample: null })).toBe(false);
  const fresh = { ...link, since: now - 500 };
  expect(complete({ link: fresh })).toBe(true);
  expect(complete({ link: fresh, sample: { ...sampled(), cpu: null } })).toBe(false);
  expect(complete({ link: fresh }, { workers: [] })).toBe(false);
  expect(complete({ link: fresh, notes: ['no-worker-found'] }, { workers: [] })).toBe(true);
  expect(complete({ link: fresh }, { brokers: [brokerView({ phase: 'connecting' })] })).toBe(false);
  expect(complete({ link: fresh }, { workers: [workerView({ totalRss: null })] })).toBe(false);
  // A prefork main whose children were not seen yet.
  expect(complete({ link: fresh }, { workers: [workerView()] })).toBe(false);
  expect(complete({ link: { ...link, since: now - 9000 } }, { workers: [workerView()] })).toBe(true);
});

test.each<[string, Parameters<typeof brokerView>[0], Parameters<typeof workerView>[0], boolean]>([
  ['all there', {}, {}, true],
  ['no round of queues yet', { unacked: null }, {}, false],
  ['no figures of Redis yet', { redis: null }, {}, false],
  ['the broker said why not', { phase: 'waiting', redis: null, unacked: null }, { counts: null, queues: null }, true],
  ['the worker has not told its figures', {}, { counts: null }, false],
  ['only a heartbeat so far', {}, { pool: { ...workerView().pool, from: 'command-line' } }, false],
  ['the worker has not told its queues', {}, { queues: null }, false],
  ['a busy solo worker never answers', {}, { counts: null, queues: null, verdict: verdict('busy') }, true],
  ['nothing came within the time for it', { since: viewsAt - 6000, unacked: null }, { counts: null, queues: null }, true],
])('CL6 a look with a broker just ready, %s', (_, broker, part, isComplete) => {
  const snapshot = fleetSnapshot({ brokers: [brokerView({ since: viewsAt - 1000, redis, unacked, ...broker })], workers: [whole(part)] });
  expect(isSettled(snapshot, viewsAt, new Set())).toBe(isComplete);
});

test('CL6 each worker that may answer is asked once what it has in hand, and none is waited for without end', async () => {
  const asked: string[] = [];
  const stopped: string[] = [];
  const workers = [worker('idle', 'quick'), worker('working', 'mute'), worker('busy', 'solo'), worker('crashed', 'dead')];
  const tasks = { at: viewsAt, active: null, reserved: null, scheduled: null, recent: null };
  const ending = new AbortController();
  const engine: Parameters<typeof askForTasks>[0] = {
    snapshot: () => ({ workers }),
    events: { 'tasks.changed': ({ worker: key }, emit) => {
      asked.push(key);
      emit({ worker: key, answered: false, ...tasks });
      if (key === 'quick') queueMicrotask(() => emit({ worker: key, answered: true, ...tasks }));
      else queueMicrotask(() => ending.abort());
      return () => stopped.push(key);
    } },
  };
  await askForTasks(engine, ending.signal);
  expect([asked, stopped.sort()]).toEqual([['quick', 'mute'], ['mute', 'quick']]);
});

test('CL6 a host that comes and goes has had its say once', () => {
  const link = hostView().link;
  const spoken = new Set<HostId>();
  expect(isSettled(fleetSnapshot({ workers: [whole()] }), viewsAt, spoken)).toBe(true);
  expect(isSettled(fleetSnapshot({ hosts: [hostView({ link: { ...link, phase: 'connecting' } })] }), viewsAt, spoken)).toBe(true);
});

test('the JSON keeps its names, says unknown as null, and crosses JSON unchanged', () => {
  const report = fleetReport(fleetSnapshot(), ['workers'], true) as { workers: Record<string, unknown>[] };
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  expect({ ...report, workers: report.workers.length }).toEqual({ schema: 1, at: '2023-11-14T22:13:20.000Z', complete: true, exit: 0, workers: 1 });
  expect(Object.keys(report.workers[0] ?? {})).toEqual([
    'name', 'key', 'host', 'broker', 'verdict', 'reason', 'since', 'remedy', 'proofs', 'pid', 'startedAt', 'user', 'supervisor', 'unit', 'container', 'pool', 'concurrency', 'children',
    'active', 'reserved', 'scheduled', 'processed', 'perMinute', 'queues', 'rssBytes', 'cpuPercent', 'celery', 'heartbeatAt', 'replyMs',
  ]);
});

test('watch tells verdicts, births and deaths once, and figures never', () => {
  const before = fleetSnapshot();
  const noise = fleetSnapshot({ workers: [workerView({ totalRss: 1 })] });
  const after = fleetSnapshot({ workers: [workerView({ verdict: verdict('crashed'), ends: [{ pid: 812, at: viewsAt, silent: true }], childDeaths: [{ pid: 9, at: viewsAt - 1, replacedBy: null }] }), worker('idle', 'new@pi')] });
  expect(listChanges(before, noise)).toEqual([]);
  const news = listChanges(before, after);
  expect(news.map(({ kind, subject, from, to, pid }) => [kind, subject, from, to, pid])).toEqual([
    ['worker-verdict', 'w1@pi-atelier', 'idle', 'crashed', 812], ['worker-appeared', 'new@pi', null, 'idle', 812], ['child-died', 'w1@pi-atelier', null, null, 9], ['main-ended', 'w1@pi-atelier', null, null, 812],
  ]);
  expect(listChanges(after, after)).toEqual([]);
  expect(newsText(news[0] ?? expect.fail('no news'), plain, () => '12:00:00')).toBe('12:00:00  w1@pi-atelier (pi-atelier): idle → crashed\n');
  expect(JSON.parse(newsJson(news[3] ?? expect.fail('no news')))).toEqual({ schema: 1, at: '2023-11-14T22:13:20.000Z', kind: 'main-ended', host: 'pi-atelier', subject: 'w1@pi-atelier', from: null, to: null, pid: 812 });
});

test.each([[{}, 'en'], [{ LANG: 'fr_FR.UTF-8' }, 'fr'], [{ LANG: 'fr_FR', LC_ALL: 'C' }, 'en'], [{ LC_MESSAGES: 'fr', LANG: 'en_US' }, 'fr'], [{ LANG: 'frisian' }, 'en']] as const)('%j speaks %s', (env, language) => expect(languageOf(env)).toBe(language));

const about = { id: QuestionId.parse('q'), askedAt: 1, host: HostId.parse('h'), hostName: 'pi', at: 'pi@h:22', canRemember: false };
const changed: Question = { ...about, kind: 'host-key-changed', keyType: 'ed25519', expected: ['SHA256:a'], offered: 'SHA256:b', knownHostsPlace: '~/.ssh/known_hosts:3' };
const unknown: Question = { ...about, kind: 'host-key-unknown', keyType: 'ed25519', fingerprint: 'SHA256:a\u001b[2J', otherKnownKeys: [] };
const password: Question = { ...about, kind: 'password', user: 'pi', wasWrong: true };

test('CL4 a key is trusted on an explicit word only; a changed one wants its own', () => {
  expect(['yes', 'OUI', 'once', '', 'y', 'trust'].map((line) => answerOf(unknown, [line]))).toEqual([{ kind: 'trust', keep: 'save' }, { kind: 'trust', keep: 'save' }, { kind: 'trust', keep: 'once' }, ...Array(3).fill({ kind: 'decline' })]);
  expect(['yes', 'trust', 'confiance'].map((line) => answerOf(changed, [line]).kind)).toEqual(['decline', 'trust', 'trust']);
  expect([answerOf(password, ['']), answerOf(password, [null]), answerOf(password, [' s '])]).toEqual([{ kind: 'decline' }, { kind: 'decline' }, { kind: 'secret', value: ' s ', remember: false }]);
});

test('CL4 secrets are asked hidden, and a fingerprint cannot draw on the terminal', () => {
  expect(promptsOf(password, 'en')).toEqual([{ isHidden: true, text: 'That was wrong. Password of pi@h:22: ' }]);
  expect(promptsOf(unknown, 'fr')[0]?.text).not.toContain('\u001b');
  expect(promptsOf({ ...about, kind: 'keyboard-interactive', title: 'T', instructions: '', prompts: [{ text: 'Code', echo: true }, { text: 'Pin', echo: false }] }, 'en').map(({ isHidden }) => isHidden)).toEqual([false, true]);
});

test.each([
  [{}, true, true], [{}, false, false], [{ NO_COLOR: '1' }, true, false], [{ NO_COLOR: '' }, true, true], [{ TERM: 'dumb' }, true, false], [{ TERM: 'xterm-256color' }, true, true], [{ TERM: 'xterm' }, false, false],
])('CL2 colours with %j on a terminal %s: %s', (env, isTerminal, expected) => expect(hasColour(env, isTerminal)).toBe(expected));

test('CL2 a table without colours holds no escape, also of foreign text; with them only our own', () => {
  const rows = [[{ text: 'a\u001b[31m\u202eb', tone: 'bad' as const }]];
  expect(drawTable(['N'], rows, false)).not.toMatch(/[\u001b\u202e]/);
  expect(drawTable(['N'], rows, true).replaceAll(/\u001b\[\d+(;\d+)*m/g, '')).not.toMatch(/[\u001b\u202e]/);
});

test('CL6 time spent at a question does not count where somebody can answer; without a terminal it does', async () => {
  const looksUntil = async (canAnswer: boolean): Promise<readonly [number, boolean]> => {
    let looks = 0;
    const question = { id: QuestionId.parse('q') } as Question;
    const look = (): ReturnType<typeof fleetSnapshot> => { looks += 1; return fleetSnapshot({ hosts: [hostView({ link: { ...hostView().link, phase: 'connecting' } })], questions: looks <= 3 ? [question] : [] }); };
    const isComplete = await untilSettled(look, { timeoutMs: 400, canAnswer }, new AbortController().signal);
    return [looks, isComplete];
  };
  expect(await Promise.all([looksUntil(true), looksUntil(false)])).toEqual([[5, false], [2, false]]);
});
