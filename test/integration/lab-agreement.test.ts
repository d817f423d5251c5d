/**
 * Against three Pis with five workers, what `fleetbeat` says is what Celery's own `inspect` and the Pis' own /proc say:
 * names, pids, pools, children, active counts, queue depths. Then the situations a panel must never confuse.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFlakyProxy } from '#test/lab/flaky-proxy.ts';
import { farm } from '#test/lab/lab-spec.ts';
import { homeForLab } from '#test/lab/operator-home.ts';
import type { OperatorHome } from '#test/lab/operator-home.ts';
import { openPanel, servePanel } from '#test/lab/panel.ts';
import { tryCommand } from '#test/lab/run-command.ts';
import type { Lab, LabPi } from '#test/lab/start-lab.ts';
import { startLab } from '#test/lab/start-lab.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const program = join(import.meta.dirname, '../../build/bin/fleetbeat.mjs');
type Row = { readonly name: string; readonly host: string; readonly verdict: string; readonly pid: number | null; readonly pool: string; readonly children: readonly number[]; readonly active: number | null; readonly unit: string | null };

let lab: Lab;
let home: OperatorHome;
beforeAll(async () => {
  lab = await startLab(farm);
  home = homeForLab(lab);
});
afterAll(async () => {
  home?.dispose();
  await lab?.dispose();
});

async function ask<T>(verb: string): Promise<T> {
  const end = await tryCommand(process.execPath, [program, verb, '--json', '--fleet', home.fleetPath], { env: home.env, timeoutMs: 60_000 });
  try {
    return JSON.parse(end.stdout) as T;
  } catch {
    throw new Error(`fleetbeat ${verb} ended with ${end.code}: ${end.stderr}`);
  }
}

const brokerOf = (pi: LabPi): string => pi.brokerUrl ?? '';
const celery = async (pi: LabPi, ...args: string[]): Promise<string> => {
  const end = await pi.exec(['env', '-C', '/home/pi/app', `CELERY_BROKER_URL=${brokerOf(pi)}`, 'HOME=/home/pi', '/usr/bin/python3', '-m', 'celery', '-A', 'tapp', ...args], { user: 'pi', timeoutMs: 40_000 });
  if (end.code !== 0) throw new Error(`celery ${args.join(' ')}: ${end.stderr || end.stdout}`);
  return end.stdout;
};
const replyBindings = '_kombu.binding.reply.celery.pidbox';
const inOrder = (pids: readonly number[]): number[] => [...pids].sort((a, b) => a - b);
type Stats = Record<string, { pid: number; pool: { processes?: unknown; implementation: string } }>;
const inspect = async <T>(pi: LabPi, what: string): Promise<T> => {
  const text = await celery(pi, 'inspect', what, '--json', '--timeout', '2');
  return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as T;
};

test('workers --json agrees with celery inspect and with /proc', async () => {
  await celery(lab.pi('pi1'), 'call', 'tapp.slow', '--args', '[25]', '--queue', 'celery');
  await waitFor('the slow task to run', async () => Object.values(await inspect<Record<string, unknown[]>>(lab.pi('pi1'), 'active')).flat().length === 1, { deadlineMs: 20_000, everyMs: 200 });
  const { workers } = await ask<{ workers: readonly Row[] }>('workers');
  const expected: Record<string, unknown>[] = [];
  for (const pi of lab.pis) {
    const stats = await inspect<Stats>(pi, 'stats');
    const active = await inspect<Record<string, unknown[]>>(pi, 'active');
    for (const [name, { pid, pool }] of Object.entries(stats)) {
      const spec = lab.worker(name).spec;
      const children = Array.isArray(pool.processes) && spec.pool === 'prefork' ? (pool.processes as number[]) : [];
      const seen = (await pi.exec(['ps', '-o', 'pid=', '--ppid', String(pid)])).stdout.split('\n').filter(Boolean).map(Number);
      if (spec.pool === 'prefork') expect(inOrder(seen)).toEqual(inOrder(children));
      expected.push({ name, host: pi.name, pid, pool: spec.pool, children: inOrder(children), active: active[name]?.length ?? 0 });
    }
  }
  const byName = (a: { name?: unknown }, b: { name?: unknown }): number => String(a.name).localeCompare(String(b.name));
  const said = workers.map(({ name, host, pid, pool, children, active }) => ({ name, host, pid, pool, children: inOrder(children), active }));
  expect(said.sort(byName)).toEqual(expected.sort(byName));
});

test('queues --json gives the depth that Redis gives, all priorities together', async () => {
  const pi = lab.pi('pi1');
  // A solo worker with one slow task reserves four more; the rest waits in the queue.
  for (let count = 0; count < 8; count += 1) await celery(pi, 'call', 'tapp.slow', '--args', '[40]', '--queue', 'video');
  const depth = async (): Promise<number> => Number((await pi.exec(['redis-cli', 'llen', 'video'])).stdout);
  await waitFor('the queue to come to rest', async () => (await depth()) === 3, { deadlineMs: 20_000, everyMs: 200 }).catch(() => undefined);
  const report = await ask<{ brokers: readonly { queues: readonly { name: string; depth: number }[] }[] }>('queues');
  const video = report.brokers.flatMap((broker) => broker.queues).find((queue) => queue.name === 'video');
  expect(video?.depth).toBe(await depth());
  expect(await depth()).toBeGreaterThan(0);
  const { workers } = await ask<{ workers: readonly Row[] }>('workers');
  // A busy solo worker answers nothing and is fine.
  expect(workers.find((worker) => worker.name === 'w2@pi1')).toMatchObject({ verdict: expect.stringMatching(/^(busy|working)$/) });
});

test('a stopped main is never called dead, a killed one is, and one stalled Pi makes no other figure old', async () => {
  const proxy = await startFlakyProxy({ host: lab.pi('pi2').address, port: 22 });
  const own = homeForLab(lab, { pi2: { host: proxy.host, port: proxy.port } });
  const served = await servePanel(['--fleet', own.fleetPath], own.env);
  try {
    const panel = await openPanel(served);
    await panel.until('five workers', (fleet) => fleet.workers.filter((worker) => worker.process !== null).length === 5, 60_000);
    const w5 = lab.worker('w5@pi3');
    lab.pi('pi3').kill(w5.mainPid, 'SIGSTOP');
    const verdicts = new Set<string>();
    const stop = panel.onChange(() => verdicts.add(panel.worker('w5@pi3')?.verdict.reason ?? 'gone'));
    await panel.until('w5 to be seen frozen', () => panel.worker('w5@pi3')?.verdict.reason === 'frozen-by-signal', 10_000);
    stop();
    expect([...verdicts].filter((reason) => reason.startsWith('main-gone'))).toEqual([]);
    lab.pi('pi3').kill(w5.mainPid, 'SIGCONT');
    await panel.until('w5 to be well again', () => ['idle', 'working'].includes(panel.worker('w5@pi3')?.verdict.kind ?? ''), 30_000);

    proxy.stall();
    const ageOf = (name: string): number => {
      const host = panel.fleet().hosts.find((one) => one.config.name === name);
      return Date.now() - (host?.sample?.at ?? 0);
    };
    await waitFor('figures of the stalled Pi to grow old', () => {
      for (const name of ['pi1', 'pi3']) expect(ageOf(name)).toBeLessThan(3500);
      return ageOf('pi2') > 8000;
    }, { deadlineMs: 20_000, everyMs: 100 });
    proxy.resume();

    const w1 = lab.worker('w1@pi1');
    const killedAt = performance.now();
    lab.pi('pi1').kill(w1.mainPid);
    await panel.until('the death of w1', () => panel.worker('w1@pi1')?.verdict.kind === 'crashed', 5000);
    expect(performance.now() - killedAt).toBeLessThan(1500);
    panel.close();
  } finally {
    await served.dispose();
    own.dispose();
    await proxy.dispose();
  }
}, 150_000);

test('after all this no key of ours is in any Redis and no file of ours on any Pi', async () => {
  for (const pi of lab.pis) {
    const auth = pi.name === 'pi2' ? ['-h', pi.address, '--no-auth-warning', '-a', 'lab secret/é'] : [];
    const keys = (await pi.exec(['redis-cli', ...auth, '--scan'])).stdout.split('\n').filter(Boolean);
    expect(keys.filter((key) => key.includes('fleetbeat'))).toEqual([]);
    // Celery's own inspect, asked above, leaves its reply bindings; ours must be gone from among them.
    const bindings = keys.includes(replyBindings) ? (await pi.exec(['redis-cli', ...auth, 'smembers', replyBindings])).stdout.split('\n').filter(Boolean) : [];
    expect(bindings.filter((binding) => binding.includes('fleetbeat'))).toEqual([]);
    const files = (await pi.exec(['find', '/', '-xdev', '-iname', '*fleetbeat*', '-not', '-path', '/proc/*', '-not', '-path', '/sys/*', '-not', '-path', '/etc/sudoers.d/*'])).stdout.trim();
    expect(files).toBe('');
  }
  expect(readFileSync(home.fleetPath, 'utf8')).not.toContain('lab secret');
});
