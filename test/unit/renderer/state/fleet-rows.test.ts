/** The Fleet's list: sick first and open, healthy on one line, search and filter, sites, strays; keys over it. */
import { describe, expect, it } from 'vitest';
import { replicaFromSnapshot } from '#renderer/state/replica.ts';
import { countVerdicts, coverageOf, costOf } from '#renderer/state/selectors/fleet-counts.ts';
import { listFleetRows, type FleetRow } from '#renderer/state/selectors/fleet-rows.ts';
import { createWorkerGroups } from '#renderer/state/selectors/group-workers.ts';
import { queueDepthOf } from '#renderer/state/selectors/queue-depth.ts';
import { flipHost, initialFleetView, type FleetView } from '#renderer/state/slices/fleet-view.ts';
import { addressOfRow, moveCursor } from '#renderer/screens/fleet/fleet-keys.ts';
import { makeScene } from '#test/fakes/fleet-scenes.ts';
import { makeBroker, makeHost, makeWorker } from '#test/fakes/fleet-fixtures.ts';

const at = 1_700_000_000_000;
const compare = new Intl.Collator('en', { numeric: true }).compare;
const replica = replicaFromSnapshot(makeScene('sick', at));

function rows(view: Partial<FleetView> = {}): readonly FleetRow[] {
  return listFleetRows({ hosts: replica.hosts.values(), groups: createWorkerGroups(compare)(replica.workers), view: { ...initialFleetView, ...view }, compare });
}
const short = (row: FleetRow): string => (row.kind === 'host' ? `${row.isOpen ? 'v' : '>'} ${row.host.config.name}` : row.kind === 'worker' ? `  ${row.worker.name}` : row.kind === 'site' ? `# ${row.site ?? '-'}` : `? ${row.count}`);

describe('the list', () => {
  it('shows sick hosts first and open, sick workers first in them, healthy hosts on one line', () => {
    expect(rows().map(short)).toEqual([
      'v pi-video', '  stable@pi-video', '  encode@pi-video', '  thumbs@pi-video',
      'v pi-cave', '  w1@pi-cave', '  w2@pi-cave',
      'v pi-atelier', '  insert@pi-atelier', '  export@pi-atelier', '  scan@pi-atelier',
      '> pi-serre', '> pi-garage', '> pi-portail', '> pi-stock',
      '? 1', '  celery@old-laptop',
    ]);
  });
  it('shows only what is sick, and hosts that are not reached', () => {
    expect(rows({ isOnlySick: true }).map(short)).toEqual(['v pi-video', '  stable@pi-video', 'v pi-cave', '  w1@pi-cave', 'v pi-atelier', '  insert@pi-atelier', '> pi-serre', '> pi-garage']);
  });
  it('finds a worker and opens its host', () => expect(rows({ search: 'GATE@' }).map(short)).toEqual(['v pi-portail', '  gate@pi-portail']));
  it('finds a host by tag or site with all its workers', () => {
    expect(rows({ search: 'scan', sort: 'name' }).map(short)).toEqual(['v pi-atelier', '  export@pi-atelier', '  insert@pi-atelier', '  scan@pi-atelier']);
    expect(rows({ search: 'villeurbanne', sort: 'name' }).map(short)).toEqual(['> pi-garage', '> pi-portail', '> pi-serre']);
  });
  it('groups by site, hosts without one last', () => expect(rows({ group: 'site', isOnlySick: true }).map(short).filter((row) => row.startsWith('#'))).toEqual(['# Lyon', '# Villeurbanne']));
  it('sorts unknown figures last', () => expect(rows({ sort: 'temperature' }).filter((row) => row.kind === 'host').map(short).at(-1)).toBe('> pi-portail'));
  it('folds and unfolds against the rule', () => {
    const [first] = rows();
    if (first?.kind !== 'host') throw new Error('no host first');
    const once = flipHost(initialFleetView, first.host.id);
    expect(rows(once).map(short).slice(0, 2)).toEqual(['> pi-video', 'v pi-cave']);
    expect(flipHost(once, first.host.id).flipped.size).toBe(0);
  });
  it('has rows with unique ids', () => {
    const hostile = replicaFromSnapshot(makeScene('hostile', at));
    const all = listFleetRows({ hosts: hostile.hosts.values(), groups: createWorkerGroups(compare)(hostile.workers), view: { ...initialFleetView, group: 'site' }, compare });
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });
});

describe('keys', () => {
  const list = rows();
  it('step over headings', () => {
    const heading = list.findIndex((row) => row.kind === 'strays');
    expect(moveCursor(list, heading - 1, 'j')).toBe(heading + 1);
    expect(moveCursor(list, heading + 1, 'k')).toBe(heading - 1);
  });
  it('stop at the ends', () => {
    expect(moveCursor(list, -1, 'ArrowDown')).toBe(0);
    expect(moveCursor(list, 0, 'ArrowUp')).toBe(0);
    expect(moveCursor(list, list.length - 1, 'ArrowDown')).toBe(list.length - 1);
    expect(moveCursor(list, 3, 'End')).toBe(list.length - 1);
    expect(moveCursor(list, 3, 'x')).toBeNull();
    expect(moveCursor([], -1, 'j')).toBeNull();
  });
  it('open a host or the worker in it, nothing for a stray', () => {
    expect(addressOfRow(list[0]!)).toBe('#/hosts/h-pi-video');
    expect(addressOfRow(list[1]!)).toBe('#/hosts/h-pi-video?worker=h-pi-video%2Fstable%40pi-video');
    expect(addressOfRow(list.at(-1)!)).toBeNull();
  });
});

describe('groups', () => {
  it('keep the identity of hosts without news', () => {
    const group = createWorkerGroups(compare);
    const before = group(replica.workers);
    const [key, worker] = [...replica.workers][0]!;
    const after = group(new Map(replica.workers).set(key, { ...worker, replyMs: 9 }));
    const changed = [...after.byHost].filter(([host, workers]) => workers !== before.byHost.get(host)).map(([host]) => host);
    expect(changed).toEqual([worker.host]);
    expect(after.strays).toBe(before.strays);
  });
});

describe('numbers', () => {
  it('count verdicts and coverage', () => {
    expect(countVerdicts(replica.workers.values())).toEqual({ working: 3, deaf: 1, idle: 2, crashed: 1, busy: 1, blocked: 1, restarting: 1, stopped: 1, unreachable: 2, unknown: 1 });
    expect(coverageOf(replica.hosts.values())).toEqual({ total: 7, connected: 5, newestAt: at - 400, oldestAt: at - 1_262_000 });
  });
  it('leave switched-off hosts out of the coverage', () => {
    const host = makeHost({ name: 'x', at });
    expect(coverageOf([{ ...host, config: { ...host.config, isOn: false } }])).toEqual({ total: 0, connected: 0, newestAt: null, oldestAt: null });
  });
  it('give the cost as percent of one core; unknown stays unknown', () => {
    const host = makeHost({ name: 'x', at }, { cost: { cpuMsPerSample: 0.6, residentBytes: 100, variant: 'sh' } });
    expect(costOf([host, { ...host, cost: null }], 2000)).toEqual({ hosts: 1, medianPercent: 0.03, highestPercent: 0.03, highestBytes: 100 });
    expect(costOf([{ ...host, cost: null }], 2000)).toBeNull();
  });
  it('count a queue once however many workers consume it, and not at all when the broker is away', () => {
    const host = makeHost({ name: 'q', at });
    const two = [makeWorker({ name: 'a', host, at }), makeWorker({ name: 'b', host, at })];
    const broker = makeBroker(host, at, 42);
    expect(queueDepthOf(two, new Map([[broker.id, broker]]))).toBe(42);
    expect(queueDepthOf(two, new Map([[broker.id, { ...broker, phase: 'waiting' as const }]]))).toBeNull();
    expect(queueDepthOf(two, new Map())).toBeNull();
  });
});
