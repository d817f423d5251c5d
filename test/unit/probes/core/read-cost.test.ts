/** What the window says watching costs: the steady price, start-up apart. Figures are made up. */
import { expect, test } from 'vitest';
import { firstPlan, planRequest } from '#electron/probes/core/plan-request.ts';
import { readCost, type OwnReading } from '#electron/probes/core/read-cost.ts';
import type { Frame } from '#electron/probes/core/split-frames.ts';

const stat = '77 (python3) S 1 77 77 0 -1 4194304 15001 0 3 0 412 88 0 0 20 0 1 0 50210 221184000 2400';
const own = (ms: number): Frame => ({ id: 1, uptime: 1, pieces: [{ name: 'own', argument: null, lines: [`ns ${ms * 1e6}`, `stat ${stat}`] }] }) as unknown as Frame;
const facts = { pageSize: 4096, clockTicksPerSecond: 100, variant: 'python' as const };
const after = (before: readonly OwnReading[], ms: number, frames: number) => readCost(own(ms), before, { ...facts, frames }) ?? expect.fail('a reading');

test('the first reading has no figure, later ones average over five minutes, and nothing older weighs', () => {
  let readings: readonly OwnReading[] = [];
  const said: (number | null)[] = [];
  // 60 ms of start-up, then 6 ms for each 30 samples; ten minutes later the start-up is nowhere.
  for (let minute = 0; minute < 12; minute += 1) {
    const read = after(readings, 60 + minute * 6, 5 + minute * 30);
    readings = read.readings;
    said.push(read.cost.cpuMsPerSample);
  }
  expect([said[0], ...said.slice(1).map((one) => one?.toFixed(3))]).toEqual([null, ...Array.from({ length: 11 }, () => '0.200')]);
  expect(readings).toHaveLength(6);
  expect(after(readings, 1, 400).cost.cpuMsPerSample).toBe(0);
});

test('the cost is asked for after the start-up, soon again, and then once a minute', () => {
  let plan = firstPlan;
  const asked: number[] = [];
  for (let tick = 0; tick < 91; tick += 1) {
    const planned = planRequest(plan, tick * 2000);
    plan = { ...planned.plan, identityDone: true };
    if (planned.parts.includes('c')) asked.push(tick);
  }
  expect(asked).toEqual([5, 10, 30, 60, 90]);
});
