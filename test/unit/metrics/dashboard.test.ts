/** The dashboard asks only for what `/metrics` gives: a renamed family would leave a panel empty without a word. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fleetFamilies } from '#electron/metrics/core/fleet-families.ts';
import { sceneSnapshot } from './scene-snapshot.ts';

test('every figure and label of the dashboard exists', () => {
  const dashboard = JSON.parse(readFileSync(new URL('../../../build/grafana/fleetbeat.json', import.meta.url), 'utf8')) as { panels: { targets: { expr: string; legendFormat: string }[] }[] };
  const alert = { rule: 'r', severity: 'note', silence: null } as never;
  const families = new Map(fleetFamilies({ snapshot: sceneSnapshot(), alerts: [alert], restarts: [{ host: 'h', worker: 'w', count: 1 }], childDeaths: [], crashes: new Map([['unknown', 1]]) }).map((family) => [family.name, family]));
  const targets = dashboard.panels.flatMap((panel) => panel.targets);
  expect(targets.length).toBeGreaterThan(10);
  for (const { expr, legendFormat } of targets) {
    const names = expr.match(/fleetbeat_\w+/g) ?? [];
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      expect(families.has(name), name).toBe(true);
      const labels = Object.keys(families.get(name)?.samples[0]?.labels ?? {});
      if (labels.length > 0) for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) expect(labels, `${name} ${legendFormat}`).toContain(label);
    }
  }
});
