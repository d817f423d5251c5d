/** The watch's behaviour in time, with a scripted reader and a clock by hand. Spec: docs/spec/sampler.md. */
import { expect, test } from 'vitest';
import { createHostWatch } from '#electron/probes/index.ts';
import type { HostObservation } from '#electron/probes/core/host-observation.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { createScriptedReader } from '#test/fakes/scripted-reader.ts';

type Seen<K extends HostObservation['kind']> = Extract<HostObservation, { kind: K }>;

const fields = '1 1 0 -1 0 0 0 0 0 9 1 0 0 20 0 1 0';
const stat = (pid: number, start: number, parent = 1): string => `${pid} (celery) S ${parent} ${fields} ${start} 0 100`;
const proc = (pid: number, start: number, parent = 1): string => `=proc ${pid}\n|stat ${stat(pid, start, parent)}\n|arg celery\n|arg worker\n`;
const identity = '=id\n|hostname pi3\n|boot b0\n|memkb 1000\n|cores 4\n|page 4096\n|hz 100\n|model Raspberry Pi 4 Model B Rev 1.4\n';
const scan = '=scan\n|total 9\n|unreadable 0\n|hidden 0\n';
const load = '=load\n|0.5 0.4 0.3 1/2 3\n=psi cpu\n|some avg10=1.00 avg60=0.00\n';

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}

async function start(everyMs = 2000) {
  const hand = createManualClock();
  const reader = createScriptedReader();
  const log = createMemoryLog();
  const watch = createHostWatch({
    session: reader.session, scripts: { python: "print('x')", sh: 'fb_main' }, clock: hand.clock, timers: hand.timers, log, everyMs,
    random: { next: () => 0, uuid: () => '', token: (bytes) => 'ab'.repeat(bytes) },
  });
  const seen: HostObservation[] = [];
  watch.onObservation((one) => seen.push(one));
  await settle();
  return {
    ...hand, reader, watch, seen, log,
    of: <K extends HostObservation['kind']>(kind: K): Seen<K>[] => seen.filter((one) => one.kind === kind) as Seen<K>[],
    last: () => reader.requests().at(-1) ?? '',
    /** Answers the newest question. */
    answer(body: string, uptime = 100) {
      const id = reader.requests().findLast((line) => line.startsWith('t '))?.split(' ')[1];
      reader.say(`@ ${id} ${uptime}\n${body}.\n`);
    },
    notes: () => (seen.findLast((one) => one.kind === 'noted') as Seen<'noted'> | undefined)?.notes ?? [],
  };
}

/** Greeted, one main 10 with one child 11 known and answered for. */
async function startWithWorker() {
  const s = await start();
  s.reader.greet();
  s.answer(`${load}${identity}${scan}${proc(10, 500)}${proc(11, 600, 10)}`);
  s.advance(200);
  s.answer(load);
  return s;
}

test('SA2 asks everything at first, then only what is due', async () => {
  const s = await start();
  expect(s.reader.bootstrap()).toBe("# fleetbeat-sampler 1 abababababababab\nFLEETBEAT_MARKER=abababababababab\nFLEETBEAT_SAMPLER='print('\\''x'\\'')'\nfb_main\n# fleetbeat-go");
  expect(s.reader.requests()).toEqual([]);
  s.reader.greet();
  expect(s.reader.requests()).toEqual(['t 1 fsdkin']);
  s.answer(`${load}${identity}${scan}`);
  s.advance(2000);
  s.answer(load);
  s.advance(2000);
  expect(s.reader.requests().slice(1)).toEqual(['t 2 f', 't 3 f']);
  expect(s.of('identified')).toMatchObject([{ identity: { hostname: 'pi3', model: 'Raspberry Pi 4 Model B Rev 1.4', cores: 4, bootId: 'b0' } }]);
  expect(s.of('sampled')[0]?.sample).toMatchObject({ load1: 0.5, cpu: null, memTotal: null, temperatureC: null, pressure: { cpuSome: 1, memorySome: null } });
  expect(s.notes()).toEqual(['no-worker-found']);
  await s.watch.dispose();
});

test('SA2 slow tiers come back after 30 and 60 s', async () => {
  const s = await start();
  s.reader.greet();
  for (let i = 0; i < 32; i += 1) {
    s.answer(i === 0 ? `${load}${identity}${scan}` : load);
    s.advance(2000);
  }
  const parts = s.reader.requests().filter((line) => line.startsWith('t ')).map((line) => line.split(' ')[2]);
  expect(parts.filter((p) => p?.includes('s')).length).toBe(3);
  expect(parts.filter((p) => p?.includes('n')).length).toBe(2);
  expect(parts.filter((p) => p === 'f').length).toBeGreaterThan(25);
  expect(parts.at(-1)).toMatch(/^f/);
  await s.watch.dispose();
});

test('SA6 a new worker is watched and has figures at once', async () => {
  const s = await startWithWorker();
  expect(s.reader.requests().slice(1)).toEqual(['w 10:500:m 11:600:c', 't 2 fp']);
  expect(s.of('inventoried')[0]?.inventory.mains).toMatchObject([{ pid: 10, startTicks: 500, pool: 'prefork', predictedName: 'celery@pi3' }]);
  s.advance(2000);
  s.answer(`${load}=p 10\n|${stat(10, 500)}\n=p 11\n|${stat(11, 600, 10)}\n`, 102);
  expect(s.of('sampled').at(-1)?.processes).toMatchObject([{ pid: 10, role: 'main', rss: 409_600, state: 'sleeping' }, { pid: 11, role: 'child', mainPid: 10 }]);
  await s.watch.dispose();
});

test('SA5 a pid that came back as another process gives no figures', async () => {
  const s = await startWithWorker();
  s.advance(2000);
  s.answer(`${load}=p 10\n|${stat(10, 999)}\n`);
  expect(s.of('sampled').at(-1)?.processes).toEqual([]);
  expect(s.of('died')).toEqual([]);
  await s.watch.dispose();
});

test('SA6 a death is told once, looked into at once, and only for the watched', async () => {
  const s = await startWithWorker();
  const before = s.reader.requests().length;
  s.reader.say('! died 11 600\n! died 11 600\n! died 11 601\n! died 77 1\n');
  expect(s.of('died')).toMatchObject([{ pid: 11, startTicks: 600, role: 'child', mainPid: 10 }]);
  s.advance(200);
  expect(s.reader.requests().slice(before)).toEqual(['t 3 fsn']);
  s.answer(`${load}${scan}${proc(10, 500)}=children 10\n|${stat(12, 700, 10)}\n`);
  expect(s.last()).toBe('w 10:500:m 12:700:c');
  s.advance(200);
  s.answer(load);
  s.reader.say('! died 12 700\n');
  s.advance(200);
  // The kernel lists children here, as was seen: no scan is needed for the next one.
  expect(s.last()).toMatch(/^t \d+ fs?p?$/);
  await s.watch.dispose();
});

test('SA6 after a main died its successor is looked for every few seconds', async () => {
  const s = await startWithWorker();
  s.reader.say('! died 10 500\n');
  for (let i = 0; i < 6; i += 1) {
    s.advance(i === 0 ? 200 : 2000);
    s.answer(load);
  }
  const scans = s.reader.requests().slice(2).filter((line) => /^t \d+ .*n/.test(line));
  expect(scans.length).toBeGreaterThanOrEqual(3);
  await s.watch.dispose();
});

test('SA6 a child that became another program leaves without a death', async () => {
  const s = await startWithWorker();
  s.advance(2000);
  s.answer(`${load}=p 10\n|${stat(10, 500)}\n=p 11\n|${stat(11, 600, 10)}\n=children 10\n`);
  expect(s.last()).toBe('w 10:500:m');
  expect(s.of('died')).toEqual([]);
  await s.watch.dispose();
});

test('SA6 an incomplete scan removes nobody; a pool child without its main is not a new worker', async () => {
  const s = await startWithWorker();
  s.watch.lookNow();
  s.advance(200);
  s.answer(`${load}=scan\n|total 3\n|unreadable 0\n|hidden 1\n`);
  expect(s.last()).toMatch(/^t /);
  expect(s.notes()).toContain('processes-hidden');
  s.reader.say('! died 10 500\n');
  s.advance(200);
  s.answer(`${load}${scan}${proc(11, 600, 1)}`);
  expect(s.of('inventoried').at(-1)?.inventory.mains).toEqual([]);
  await s.watch.dispose();
});

test('SA4 no answer: no sample, then another reader that is told the watch list', async () => {
  const s = await startWithWorker();
  const samples = s.of('sampled').length;
  s.advance(2000);
  s.advance(14_000);
  expect(s.of('sampled')).toHaveLength(samples);
  expect(s.notes()).toContain('sampler-failed');
  await settle();
  expect(s.reader.opened()).toBe(2);
  s.reader.greet();
  expect(s.reader.requests()[0]).toBe('w 10:500:m 11:600:c');
  s.answer(load);
  expect(s.notes()).not.toContain('sampler-failed');
  await s.watch.dispose();
});

test('SA3 a reader that keeps dying is started after 1, 2, 4 s ... at most a minute', async () => {
  const s = await start();
  const waits: number[] = [];
  for (let round = 0; round < 8; round += 1) {
    s.reader.end(127);
    let waited = 0;
    for (const opened = s.reader.opened(); s.reader.opened() === opened; waited += 500) {
      s.advance(500);
      await settle();
    }
    waits.push(waited);
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  await s.watch.dispose();
});

test('SA3 a channel refused and a greeting that never comes are failures too', async () => {
  const s = await start();
  s.advance(20_000);
  expect(s.notes()).toEqual(['sampler-failed']);
  s.reader.refuse({ code: 'sessions-exhausted', at: 'pi' });
  s.advance(1000);
  await settle();
  s.reader.refuse(null);
  s.advance(2000);
  await settle();
  expect(s.reader.opened()).toBe(2);
  await s.watch.dispose();
  expect(s.pendingCount()).toBe(0);
});

test('two slow answers double the interval, ten quick ones take it back', async () => {
  const s = await startWithWorker();
  const slow = (): void => {
    s.advance(600);
    s.answer(load);
  };
  s.advance(2000);
  slow();
  s.advance(1400);
  slow();
  expect(s.notes()).toContain('sampler-slow');
  const count = (): number => s.reader.requests().length;
  s.advance(1400);
  for (let i = 0; i < 11; i += 1) {
    s.answer(load);
    s.advance(4000);
  }
  s.answer(load);
  expect(s.notes()).not.toContain('sampler-slow');
  s.advance(4000);
  const before = count();
  s.answer(load);
  s.advance(2000);
  expect(count()).toBe(before + 1);
  await s.watch.dispose();
});

test('lookNow waits for the answer under way and does not flood', async () => {
  const s = await startWithWorker();
  s.advance(2000);
  const before = s.reader.requests().length;
  s.watch.lookNow();
  s.watch.lookNow();
  expect(s.reader.requests()).toHaveLength(before);
  s.answer(load);
  s.advance(200);
  expect(s.reader.requests().slice(before)).toEqual([expect.stringMatching(/^t \d+ fn$/)]);
  await s.watch.dispose();
});

test('setInterval counts from the last question', async () => {
  const s = await startWithWorker();
  s.advance(2000);
  s.answer(load);
  s.watch.setInterval(10_000);
  const before = s.reader.requests().length;
  s.advance(9_000);
  expect(s.reader.requests()).toHaveLength(before);
  s.advance(1_000);
  expect(s.reader.requests()).toHaveLength(before + 1);
  await s.watch.dispose();
});

test('a clock off by two hours is measured by half the round trip, and noted', async () => {
  const s = await start();
  s.reader.greet();
  s.advance(100);
  const theirs = (s.clock.now() - 50 + 7_200_000) / 1000;
  s.answer(`${load}${identity}${scan}=clock\n|${theirs.toFixed(3)}\n`);
  expect(s.of('identified')[0]?.identity).toMatchObject({ clockSkewMs: 7_200_000, bootedAt: s.clock.now() - 50 - 100_000 });
  expect(s.notes()).toContain('clock-skewed');
  await s.watch.dispose();
});

test('the sh variant says no-python and no-pidfd; missing pressure is said', async () => {
  const s = await start();
  s.reader.greet('sh', '');
  s.answer(`${identity.replace('Raspberry Pi 4', 'PC')}${scan}${proc(10, 5)}|env-unreadable\n`);
  expect(s.notes().toSorted()).toEqual(['environ-unreadable', 'no-pidfd', 'no-psi', 'no-python', 'not-a-pi']);
  await s.watch.dispose();
});

test('SA3 after dispose nothing runs, nothing is heard', async () => {
  const s = await startWithWorker();
  await s.watch.dispose();
  expect(s.last()).toBe('q');
  const count = s.seen.length;
  s.reader.say('! died 10 500\n');
  s.advance(100_000);
  expect(s.seen).toHaveLength(count);
  expect(s.pendingCount()).toBe(0);
  expect(s.reader.opened()).toBe(1);
});

test('SA3 a lost session ends the watch; the keeper makes a new one', async () => {
  const s = await startWithWorker();
  s.reader.lose();
  s.advance(200_000);
  await settle();
  expect(s.reader.opened()).toBe(1);
  expect(s.pendingCount()).toBe(0);
  expect(s.notes()).not.toContain('sampler-failed');
  await s.watch.dispose();
});

test('an answer to another question is not believed', async () => {
  const s = await start();
  s.reader.greet();
  s.reader.say(`@ 99 5\n${load}.\n`);
  expect(s.of('sampled')).toEqual([]);
  await s.watch.dispose();
});
