import { expect, test } from 'vitest';
import { writeExposition } from '#electron/metrics/core/exposition.ts';
import { fleetFamilies } from '#electron/metrics/core/fleet-families.ts';
import type { Alert } from '#shared/domain/alert.ts';
import { brokerView, hostView } from '#test/fakes/fleet-views.ts';
import { sceneSnapshot } from './scene-snapshot.ts';

test('MT2 a hostile name stays inside its label, and twice the same series is said once', () => {
  const text = writeExposition([{ name: 'fleetbeat_x', help: 'a\nb', type: 'gauge', samples: [
    { labels: { worker: 'w"1\\\n# TYPE evil counter\u0000\ud800' }, value: 1 }, { labels: { worker: 'w' }, value: 2 }, { labels: { worker: 'w' }, value: 3 }, { labels: { worker: 'n' }, value: null }, { labels: { worker: 'i' }, value: Infinity },
  ] }]);
  expect(text).toBe('# HELP fleetbeat_x a\\nb\n# TYPE fleetbeat_x gauge\nfleetbeat_x{worker="w\\"1\\\\\\n# TYPE evil counter \ufffd"} 1\nfleetbeat_x{worker="w"} 2\n');
});

test('MT3 unknown is absent, never zero; a crashed worker is down', () => {
  const families = new Map(fleetFamilies({ snapshot: sceneSnapshot(), alerts: [], restarts: [], childDeaths: [], crashes: new Map([['oom-global', 3]]) }).map((family) => [family.name, family]));
  const up = families.get('fleetbeat_worker_up')!.samples.map(({ labels, value }) => [labels['worker'], value]);
  expect(up).toEqual([['good', 1], ['dead', 0], ['dunno', null]]);
  expect(families.get('fleetbeat_crashes_total')!.samples).toEqual([{ labels: { cause: 'oom-global' }, value: 3 }]);
  expect(families.get('fleetbeat_host_temperature_celsius')!.samples[0]?.value).toBe(51.5);
});

const namesIn = (text: string): string[] => [...text.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{| )/gm)].map(([, name = '']) => name);
const labelsIn = (text: string): string[] => [...new Set([...text.matchAll(/[{,]([a-z]+)="/g)].map(([, label = '']) => label))].sort();

test('MT2 every name begins with fleetbeat_, only the listed labels are used, and nothing of a command line or a login is told', () => {
  const scene = sceneSnapshot();
  const secretive = scene.workers.map((worker) => ({ ...worker, process: { ...worker.process!, argv: ['celery', '-b', 'redis://u:hidden-word@h/0'], cwd: '/srv/hidden-path' } }));
  const alert = { rule: 'disk-full', severity: 'critical', silence: null } as Alert;
  const text = writeExposition(fleetFamilies({ snapshot: { ...scene, workers: secretive }, alerts: [alert], restarts: [{ host: 'pi', worker: 'w', count: 1 }], childDeaths: [], crashes: new Map([['oom-global', 1]]) }));
  expect(namesIn(text).filter((name) => !name.startsWith('fleetbeat_'))).toEqual([]);
  expect(labelsIn(text)).toEqual(['broker', 'cause', 'host', 'queue', 'rule', 'severity', 'silenced', 'through', 'verdict', 'version', 'worker']);
  expect(text).not.toMatch(/hidden|192\.0\.2\.10|\/srv/);
});

test('MT3 a figure nobody has is no line: of a host that is away only that it is down is told, of a broker that is dialled nothing', () => {
  const scene = sceneSnapshot();
  const away = hostView({ link: { ...hostView().link, phase: 'waiting' } });
  const text = writeExposition(fleetFamilies({ snapshot: { ...scene, hosts: [away], brokers: [brokerView({ phase: 'connecting' })] }, alerts: [], restarts: [], childDeaths: [], crashes: new Map() }));
  expect(text.split('\n').filter((line) => line.startsWith('fleetbeat_host_'))).toEqual(['fleetbeat_host_up{host="pi-atelier"} 0']);
  expect(text).not.toMatch(/^fleetbeat_broker_up\{/m);
  expect(text).not.toMatch(/NaN|null|undefined/);
});

test('MT4 4000 workers and 1000 queues are told, the rest is counted, and a label is cut at 200 characters', () => {
  const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `w${index}`);
  const queue = brokerView().queues[0]!;
  const leftOut = (workers: number, queues: number): unknown[] => {
    const snapshot = { ...sceneSnapshot(many(workers)), brokers: [brokerView({ queues: many(queues).map((name) => ({ ...queue, name })) })] };
    const families = new Map(fleetFamilies({ snapshot, alerts: [], restarts: [], childDeaths: [], crashes: new Map() }).map(({ name, samples }) => [name, samples]));
    return [families.get('fleetbeat_metrics_left_out')?.[0]?.value, families.get('fleetbeat_worker_up')?.length, families.get('fleetbeat_queue_depth')?.length];
  };
  expect(leftOut(4000, 1000)).toEqual([0, 4000, 1000]);
  expect(leftOut(4001, 1002)).toEqual([3, 4000, 1000]);
  const text = writeExposition([{ name: 'fleetbeat_x', help: 'x', type: 'gauge', samples: [{ labels: { worker: 'x'.repeat(10_000) }, value: 1 }] }]);
  expect(/worker="(x+)"/.exec(text)?.[1]).toHaveLength(200);
});
