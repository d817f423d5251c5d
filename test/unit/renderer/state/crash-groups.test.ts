/** The inbox's rows and the replica behind them; which sources are read; what lets a source be read. */
import { describe, expect, it } from 'vitest';
import { grantFor } from '#renderer/screens/logs/grant-for.ts';
import { chosenSources, groupByHost, shortName } from '#renderer/screens/logs/source-choice.ts';
import { moveInList } from '#renderer/screens/crashes/group-keys.ts';
import { applyCrashChange, emptyCrashes, mergeAway } from '#renderer/state/crash-replica.ts';
import { countStates, listCrashGroups } from '#renderer/state/selectors/crash-groups.ts';
import { selectAwayToTell } from '#renderer/state/selectors/away-to-tell.ts';
import { initialCrashView, type CrashView } from '#renderer/state/slices/crash-view.ts';
import { filterOf, initialLogView, patternProblem } from '#renderer/state/slices/log-view.ts';
import { formatRoute, parseRoute } from '#renderer/state/routes.ts';
import type { CrashGroup, IncidentId, SignatureId } from '#shared/domain/crash.ts';
import type { LogSourceId } from '#shared/domain/log.ts';
import { makeCrashScene } from '#test/fakes/crash-fixtures.ts';
import { createLogScript } from '#test/fakes/log-script.ts';
import { makeScene } from '#test/fakes/fleet-scenes.ts';

const at = 1_763_800_000_000;
const fleet = makeScene('sick', at);
const scene = makeCrashScene('sick', fleet, at);
const list = (change: Partial<CrashView>, groups: readonly CrashGroup[] = scene.groups): readonly string[] =>
  listCrashGroups({ groups, view: { ...initialCrashView, ...change }, hostName: (host) => host, causeText: ({ cause }) => cause.code, compare: (a, b) => (a < b ? -1 : 1) }).map(({ title }) => title);

describe('the inbox', () => {
  it('shows what is open, the last seen first', () => {
    expect(list({})).toEqual(['SIGKILL in tasks.scan_batch', 'ModuleNotFoundError: farm.settings', 'TimeLimitExceeded(300) in tasks.export_pdf', 'SIGSEGV in libopencv_core.so', 'Power lost on pi-portail']);
    expect(countStates(scene.groups)).toEqual({ open: 5, muted: 1, resolved: 2, all: 8 });
  });
  it('filters by state, host and words, all of which must be found', () => {
    expect(list({ state: 'resolved' })).toHaveLength(2);
    expect(list({ state: 'all', host: fleet.hosts.find(({ config }) => config.name === 'pi-video')!.id })).toHaveLength(3);
    expect(list({ search: 'OOM scan' })).toEqual(['SIGKILL in tasks.scan_batch']);
    expect(list({ search: 'scan nowhere' })).toEqual([]);
    expect(list({ sort: 'count', state: 'all' })[0]).toContain('Missed heartbeat');
  });
  it('hides a group that was merged into another', () => {
    const merged = scene.groups.map((group, index) => (index === 0 ? { ...group, mergedInto: scene.groups[1]!.id } : group));
    expect(list({}, merged)).toHaveLength(4);
  });
  it('moves within its rows', () => {
    expect([moveInList(3, -1, 'j'), moveInList(3, 2, 'j'), moveInList(3, -1, 'k'), moveInList(3, 1, 'End'), moveInList(3, 1, 'x'), moveInList(0, -1, 'j')]).toEqual([0, 2, 0, 2, null, null]);
  });
});

describe('the crash replica', () => {
  const [a, b] = scene.groups as [CrashGroup, CrashGroup];
  it('applies changes in order and refuses a gap', () => {
    const first = applyCrashChange(emptyCrashes, { seq: 4, whole: true, groups: [a, b], gone: [] });
    if (!first.ok) throw new Error('refused');
    const second = applyCrashChange(first.value, { seq: 5, whole: false, groups: [{ ...a, state: 'muted' }], gone: [b.id] });
    expect(second.ok && [...second.value.groups.values()].map(({ state }) => state)).toEqual(['muted']);
    expect(applyCrashChange(first.value, { seq: 6, whole: false, groups: [], gone: [] }).ok).toBe(false);
    expect(applyCrashChange(emptyCrashes, { seq: 1, whole: false, groups: [], gone: [] }).ok).toBe(false);
  });
  it('keeps absences that did not change, and tells those not put aside', () => {
    const away = mergeAway(new Map(), scene.away);
    expect(mergeAway(away, structuredClone([...scene.away]))).toBe(away);
    const told = selectAwayToTell(null)({ away, awayRead: new Map() });
    expect(told).toHaveLength(3);
    expect(selectAwayToTell(told[0]!.host)({ away, awayRead: new Map([[told[0]!.host, told[0]!.to]]) })).toEqual([]);
  });
});

describe('sources', () => {
  const { sources } = createLogScript({ fleet, total: 100, at });
  it('are all that can be read until some are chosen', () => {
    expect(chosenSources(sources, null).every(({ state }) => state === 'following' || state === 'waiting')).toBe(true);
    expect(chosenSources(sources, new Set([sources[0]!.id, 'gone' as LogSourceId])).map(({ id }) => id)).toEqual([sources[0]!.id]);
    expect(chosenSources(sources, new Set(['gone' as LogSourceId]))).toEqual(chosenSources(sources, null));
    expect(chosenSources(sources, new Set())).toEqual([]);
    expect(groupByHost(sources, 'redis', (host) => host, (a, b) => (a < b ? -1 : 1)).flatMap((group) => group.sources.map(({ name }) => name))).toEqual(['/var/log/redis/redis-server.log']);
    expect([shortName('/tmp/supervisor.log'), shortName('celery.service'), shortName('kernel'), shortName('/')]).toEqual(['supervisor', 'celery', 'kernel', '/']);
  });
  it('that are closed say what opens them, never with a path that could bite', () => {
    expect(grantFor({ kind: 'kernel', name: 'kernel', path: null }, 'pi').command).toBe('sudo usermod -aG systemd-journal,adm pi');
    expect(grantFor({ kind: 'file', name: '', path: "/var/log/a b'; rm -rf /" }, 'pi').command).toBe(String.raw`sudo setfacl -m u:pi:r '/var/log/a b'\''; rm -rf /'`);
    expect(grantFor({ kind: 'file', name: '', path: '/var/log/\u202ex\n' }, 'pi').command).toBeNull();
    expect(grantFor({ kind: 'container', name: '', path: null }, '$(reboot)').command).toBe('sudo usermod -aG docker "$USER"');
    expect(grantFor({ kind: 'supervisord', name: '/run/supervisor.sock', path: null }, 'pi').command).toBe('sudo setfacl -m u:pi:rw /run/supervisor.sock');
  });
});

describe('filters and addresses', () => {
  it('send no pattern that cannot be read', () => {
    const view = { ...initialLogView, pattern: { text: '(', isRegex: true, isCaseSensitive: false } };
    expect(patternProblem(view.pattern)).not.toBeNull();
    expect(filterOf(view, true).pattern).toBeNull();
    expect(filterOf({ ...view, pattern: { ...view.pattern, isRegex: false } }, true).pattern).toEqual({ text: '(', isRegex: false, isCaseSensitive: false });
    expect(filterOf({ ...view, pattern: { ...view.pattern, isRegex: false } }, false).pattern).toBeNull();
  });
  it('go there and back', () => {
    for (const route of [{ screen: 'crashes' }, { screen: 'crash', group: 'a/b#?' as SignatureId, incident: 'x&y=1' as IncidentId }, { screen: 'crash', group: 'new' as SignatureId, incident: null }, { screen: 'logs', at: null, sources: null }, { screen: 'logs', at: 17, sources: ['h/journal/é &', 'b'] as LogSourceId[] }] as const) expect(parseRoute(formatRoute(route))).toEqual(route);
    expect(parseRoute('#/logs?at=NaN')).toEqual({ screen: 'logs', at: null, sources: null });
  });
});
