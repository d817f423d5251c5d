/** A worker in a container tells its name over the broker and its process on the host: one record, also after a restart. */
import { expect, test } from 'vitest';
import { createWorkerRoster } from '#electron/fleet/worker-roster.ts';
import type { CeleryMain } from '#electron/probes/core/host-observation.ts';
import { BrokerId, HostId } from '#shared/domain/ids.ts';

const host = HostId.parse('pi1');
const broker = BrokerId.parse('b1');
const main = (pid: number, innerPid: number, name: string): CeleryMain => ({
  pid, startTicks: pid * 10, innerPid, startedAt: null, user: 'root', argv: ['/usr/bin/python3', '-m', 'celery', '-A', 'tapp', 'worker', '-n', `${name}@%h`], cwd: null, predictedName: null, pool: 'prefork',
  concurrency: 2, autoscale: null, queues: [name], withoutHeartbeat: false, maxTasksPerChild: null, maxMemoryPerChildKiB: null, softTimeLimitS: null, hardTimeLimitS: null, app: 'tapp', container: 'c'.repeat(64),
  backend: { kind: 'docker', unit: null }, brokerHints: [], sockets: null, hasPipeOutput: null,
});
const scan = (...mains: CeleryMain[]) => ({ mains, beats: [], isComplete: true });

test('a name that was heard first takes in the process that is found later', () => {
  const roster = createWorkerRoster();
  roster.byNode(broker, [host], 'doc@abc', 1, 0);
  roster.meet(host, 'pi1', scan(main(289, 1, 'doc')), 10);
  const joined = roster.byNode(broker, [host], 'doc@abc', 1, 20);
  expect(joined).toMatchObject({ key: 'pi1|doc@abc', host: 'pi1', process: { main: { pid: 289 } } });
  expect([...roster.all()]).toHaveLength(1);
});
test('a restarted one is the same worker with a new process', () => {
  const roster = createWorkerRoster();
  roster.meet(host, 'pi1', scan(main(289, 7, 'com')), 0);
  const before = roster.byNode(broker, [host], 'com@abc', 7, 5);
  roster.meet(host, 'pi1', scan(), 10);
  roster.meet(host, 'pi1', scan(main(350, 7, 'com')), 20);
  const after = roster.byNode(broker, [host], 'com@abc', 7, 30);
  expect(after.key).toBe(before.key);
  expect(after.process?.main.pid).toBe(350);
  expect(after.ends).toHaveLength(1);
  expect([...roster.all()]).toHaveLength(1);
});
test('two containers whose main is pid 1 in each are told apart by what their command lines say', () => {
  const roster = createWorkerRoster();
  roster.byNode(broker, [host], 'a@x', 1, 0);
  roster.byNode(broker, [host], 'b@y', 1, 0);
  roster.meet(host, 'pi1', scan(main(10, 1, 'a'), main(20, 1, 'b')), 10);
  expect(roster.byNode(broker, [host], 'b@y', 1, 20).process?.main.pid).toBe(20);
  expect(roster.byNode(broker, [host], 'a@x', 1, 20).process?.main.pid).toBe(10);
  expect([...roster.all()]).toHaveLength(2);
});
test('another pid, or two that fit, join nothing', () => {
  const roster = createWorkerRoster();
  roster.byNode(broker, [host], 'a@x', 1, 0);
  roster.meet(host, 'pi1', scan(main(10, 4, 'a'), main(20, 5, 'a')), 10);
  expect(roster.byNode(broker, [host], 'a@x', 1, 20).process).toBeNull();
  const twins = createWorkerRoster();
  twins.byNode(broker, [host], 'a@x', 1, 0);
  twins.meet(host, 'pi1', scan(main(10, 1, 'a'), main(20, 1, 'a')), 10);
  expect(twins.byNode(broker, [host], 'a@x', 1, 20).process).toBeNull();
});
