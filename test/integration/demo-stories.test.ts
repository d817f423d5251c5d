/** What each story of the demo does over long times, under a clock moved by hand; logins are real ones. */
import { once } from 'node:events';
import { createConnection } from 'node:net';
import ssh2 from 'ssh2';
import { afterEach, describe, expect, test } from 'vitest';
import { type DemoFleet, startDemoFleet } from '#electron/demo/index.ts';
import { createSeededRandom } from '#electron/demo/seeded-random.ts';
import { allStories } from '#electron/demo/stories/all-stories.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

let fleet: DemoFleet | null = null;
afterEach(async () => { await fleet?.dispose(); fleet = null; });

async function play(name: string) {
  const time = createManualClock();
  const started = await startDemoFleet({ ...time, random: createSeededRandom('x'), log: createMemoryLog(), stories: allStories.filter((story) => story.name === name) });
  fleet = started;
  const [host] = started.simulated;
  const [draft] = started.hosts;
  if (host === undefined || draft === undefined) throw new Error('no such story');
  const worker = (node: string) => host.workers.find(({ plan }) => plan.node === node)!;
  const login = async () => {
    const client = new ssh2.Client();
    const ended = new Promise<string>((resolve) => { client.once('close', () => resolve('closed')); client.on('error', () => undefined); });
    client.connect({ host: '127.0.0.1', port: draft.port ?? 0, username: 'pi', password: started.passwordOf(draft) });
    await once(client, 'ready');
    return { client, ended };
  };
  return { time, host, draft, worker, login };
}

async function knock(port: number): Promise<string> {
  const socket = createConnection(port, '127.0.0.1');
  const answer = await once(socket, 'connect').then(() => 'open', (error: NodeJS.ErrnoException) => error.code ?? 'error');
  socket.destroy();
  return answer;
}

test('DM3 ten minutes of every story leave no heap of keys, processes or timers', async () => {
  const time = createManualClock();
  fleet = await startDemoFleet({ ...time, random: createSeededRandom('x'), log: createMemoryLog() });
  time.advance(60_000);
  const timers = time.pendingCount();
  time.advance(600_000);
  for (const { machine, redis, draft } of fleet.simulated) {
    const depth = [0, 1, 2].flatMap((db) => redis.space(db).keys().filter((key) => !key.startsWith('celery-task-meta-'))).length;
    expect([draft.name, machine.processes().length < 25, depth < 30, machine.usedKiB() < machine.hardware.memKiB]).toEqual([draft.name, true, true, true]);
  }
  expect(time.pendingCount()).toBeLessThan(timers + 40);
}, 60_000);

test('pi-fuite draws a saw: memory climbs, the child is replaced in silence, memory falls', async () => {
  const { time, host, worker } = await play('pi-fuite');
  const analyse = worker('analyse@pi-fuite');
  const curve: number[] = [];
  const pids = new Set<number>();
  for (let i = 0; i < 150; i += 1) {
    time.advance(2000);
    curve.push(analyse.children().reduce((sum, child) => sum + child.rssKiB(), 0));
    for (const child of analyse.children()) pids.add(child.pid);
  }
  const drops = curve.filter((kib, i) => i > 0 && kib < (curve[i - 1] ?? 0) - 200_000).length;
  expect([pids.size > 4, drops >= 3, Math.max(...curve) > 700_000, Math.max(...curve) < 1_700_000, analyse.main()?.pid === host.workers[0]?.main()?.pid]).toEqual([true, true, true, true, true]);
});

test('DM6 pi-video: a solo task of minutes, and a crash loop with a new pid each time, from the first login on', async () => {
  const { time, worker, login } = await play('pi-video');
  time.advance(30_000);
  const [encoder, thumbnails] = [worker('encodage@pi-video'), worker('vignettes@pi-video')];
  const first = thumbnails.main()?.pid;
  const { client } = await login();
  time.advance(3600);
  const dead = thumbnails.main();
  time.advance(14_000);
  const second = thumbnails.main()?.pid;
  expect([first !== undefined, dead, thumbnails.isReady(), second === first, (encoder.main()?.load() ?? 0) > 0.9]).toEqual([true, null, true, false, true]);
  time.advance(27_000);
  expect(thumbnails.main()).toBeNull();
  client.end();
});

describe('pi-garage', () => {
  test('drops its connections and refuses new ones, then is back on the same port with the same workers', async () => {
    const { time, draft, worker, login } = await play('pi-garage');
    const { ended } = await login();
    const pid = worker('portail@pi-garage').main()?.pid;
    time.advance(6000);
    expect([await ended, await knock(draft.port ?? 0)]).toEqual(['closed', 'ECONNREFUSED']);
    time.advance(40_000);
    const again = await login();
    expect([await knock(draft.port ?? 0), worker('portail@pi-garage').main()?.pid === pid]).toEqual(['open', true]);
    again.client.end();
  });
});

test('pi-entrepot: the deaf worker’s queue only grows, to its bound', async () => {
  const { time, host } = await play('pi-entrepot');
  const depths: unknown[] = [];
  for (let i = 0; i < 3; i += 1) { time.advance(60_000); depths.push(host.redis.call(1, 'LLEN', 'stock')); }
  expect(depths.map((depth, i) => Number(depth) > (i === 0 ? 184 : Number(depths[i - 1])))).toEqual([true, true, true]);
});

test('pi-atelier: the report worker stops properly and comes back', async () => {
  const { time, worker, login } = await play('pi-atelier');
  time.advance(1000);
  const reports = worker('rapports@pi-atelier');
  const ends: boolean[] = [];
  reports.onEnd((isClean) => ends.push(isClean));
  const { client } = await login();
  time.advance(4600);
  const stopped = reports.main();
  time.advance(243_000);
  expect([stopped, ends, reports.isReady()]).toEqual([null, [true], true]);
  client.end();
});

test('DM4 the same story twice is the same to the last figure', async () => {
  const tell = async (): Promise<string> => {
    const { time, host } = await play('pi-serre');
    time.advance(120_000);
    const told = JSON.stringify([host.redis.call(2, 'CLIENT', 'LIST'), host.redis.space(2).keys(), host.machine.processes().map(({ pid, startTicks }) => [pid, startTicks]), host.machine.load()]);
    await fleet?.dispose();
    return told;
  };
  expect(await tell()).toBe(await tell());
});
