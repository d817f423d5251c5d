import { expect, test } from 'vitest';
import { writeExposition } from '#electron/metrics/core/exposition.ts';
import { fleetFamilies } from '#electron/metrics/core/fleet-families.ts';
import { sceneSnapshot } from './scene-snapshot.ts';

test('a hostile name stays inside its label, and twice the same series is said once', () => {
  const text = writeExposition([{ name: 'fleetbeat_x', help: 'a\nb', type: 'gauge', samples: [
    { labels: { worker: 'w"1\\\n# TYPE evil counter\u0000\ud800' }, value: 1 }, { labels: { worker: 'w' }, value: 2 }, { labels: { worker: 'w' }, value: 3 }, { labels: { worker: 'n' }, value: null }, { labels: { worker: 'i' }, value: Infinity },
  ] }]);
  expect(text).toBe('# HELP fleetbeat_x a\\nb\n# TYPE fleetbeat_x gauge\nfleetbeat_x{worker="w\\"1\\\\\\n# TYPE evil counter \ufffd"} 1\nfleetbeat_x{worker="w"} 2\n');
});

test('unknown is absent, never zero; a crashed worker is down', () => {
  const families = new Map(fleetFamilies({ snapshot: sceneSnapshot(), alerts: [], restarts: [], childDeaths: [], crashes: new Map([['oom-global', 3]]) }).map((family) => [family.name, family]));
  const up = families.get('fleetbeat_worker_up')!.samples.map(({ labels, value }) => [labels['worker'], value]);
  expect(up).toEqual([['good', 1], ['dead', 0], ['dunno', null]]);
  expect(families.get('fleetbeat_crashes_total')!.samples).toEqual([{ labels: { cause: 'oom-global' }, value: 3 }]);
  expect(families.get('fleetbeat_host_temperature_celsius')!.samples[0]?.value).toBe(51.5);
});
