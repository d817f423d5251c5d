/** The forecast's precision on series of known truth. Run with FLEETBEAT_SHOW=1 for the table; the floors below are stated in docs/spec/forecast.md. */
import { expect, test } from 'vitest';
import { judgeMemory } from '#electron/forecast/core/judge-memory.ts';
import { labelledSeries } from './labelled-series.ts';

type Row = { cases: number; hits: number; misses: number; falseAlarms: number; kinds: Record<string, number> };

function score(seed: number): { readonly rows: Map<string, Row>; readonly inInterval: number; readonly leaks: number; readonly wrong: string[] } {
  const rows = new Map<string, Row>();
  let inInterval = 0;
  let leaks = 0;
  const wrong: string[] = [];
  for (const { family, name, truth, slope, points } of labelledSeries(seed)) {
    const { trend } = judgeMemory(points);
    const row = rows.get(family) ?? { cases: 0, hits: 0, misses: 0, falseAlarms: 0, kinds: {} };
    rows.set(family, row);
    row.cases += 1;
    row.kinds[trend.kind] = (row.kinds[trend.kind] ?? 0) + 1;
    if (truth.includes(trend.kind)) row.hits += 1;
    else { wrong.push(`${name}: ${trend.kind}`); if (trend.kind === 'leak') row.falseAlarms += 1; else row.misses += 1; }
    if (truth.includes('leak') && trend.kind === 'leak' && trend.bytesPerHour !== null) {
      leaks += 1;
      if (slope >= trend.bytesPerHour.low * 0.97 && slope <= trend.bytesPerHour.high * 1.03) inInterval += 1;
    }
  }
  return { rows, inInterval, leaks, wrong };
}

test('FO7 leaks are found, and what is no leak is not called one', () => {
  const seeds = (process.env['FLEETBEAT_SEEDS'] ?? '7,42').split(',').map(Number);
  const scored = seeds.map(score);
  const sum = (pick: (row: Row) => number, of: (family: string) => boolean = () => true): number => scored.reduce((all, { rows }) => all + [...rows].filter(([family]) => of(family)).reduce((one, [, row]) => one + pick(row), 0), 0);
  const isLeak = (family: string): boolean => family.startsWith('leak');
  if (process.env['FLEETBEAT_SHOW'] === '1') {
    const families = [...(scored[0]?.rows.keys() ?? [])];
    const table = families.map((family) => { const row = scored.map(({ rows }) => rows.get(family)!); const all = (pick: (one: Row) => number): number => row.reduce((count, one) => count + pick(one), 0); return `${family.padEnd(20)} ${String(all((one) => one.cases)).padStart(5)} ${String(all((one) => one.hits)).padStart(5)} ${String(all((one) => one.misses)).padStart(6)} ${String(all((one) => one.falseAlarms)).padStart(12)}`; });
    process.stdout.write(`\n${'family'.padEnd(20)} cases  hits misses false alarms\n${table.join('\n')}\nin interval: ${scored.reduce((all, { inInterval }) => all + inInterval, 0)} of ${scored.reduce((all, { leaks }) => all + leaks, 0)}\n${scored.flatMap(({ wrong }) => wrong).join('\n')}\n`);
  }
  const cases = sum(({ cases: count }) => count);
  expect(cases).toBeGreaterThanOrEqual(500);
  const leakHits = sum(({ hits }) => hits, isLeak);
  const falseAlarms = sum((row) => row.falseAlarms);
  expect(leakHits / sum(({ cases: count }) => count, isLeak)).toBeGreaterThanOrEqual(0.95);
  expect(leakHits / (leakHits + falseAlarms)).toBeGreaterThanOrEqual(0.97);
  expect(sum(({ hits }) => hits) / cases).toBeGreaterThanOrEqual(0.93);
  expect(sum(({ hits }) => hits, (family) => family === 'sawtooth') / sum(({ cases: count }) => count, (family) => family === 'sawtooth')).toBeGreaterThanOrEqual(0.9);
  const inside = scored.reduce((all, { inInterval }) => all + inInterval, 0) / scored.reduce((all, { leaks }) => all + leaks, 0);
  expect(inside).toBeGreaterThanOrEqual(0.9);
}, 60_000);

test('FO5 nothing at all, one point and only gaps are unknown', () => {
  for (const points of [[], [{ at: 1, bytes: 5 }], Array.from({ length: 50 }, (_, at) => ({ at: at * 60_000, bytes: null }))]) expect(judgeMemory(points).trend).toMatchObject({ kind: 'unknown', bytesPerHour: null });
});
