/**
 * The program dies at any moment, fifty times over, on one file. Rule HS1: the file opens, nothing that was kept is
 * missing, nothing is there twice. "Kept" is said after the commit, so this is stricter than the five seconds promised.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { openStoreAt, pi, signal } from './store-kit.ts';
import { createDice } from '#test/fakes/dice.ts';

const stepMs = 2000;
const firstNumber = Math.floor(Date.UTC(2026, 10, 1) / stepMs);
const entry = new URL('./ingest-main.ts', import.meta.url).pathname;

let folder = '';
afterEach(async () => rm(folder, { recursive: true, force: true }));

/** Runs the writer for a while after its first "kept", kills it, and gives what it last said was kept. */
async function runAndKill(path: string, from: number, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [entry, path, String(from)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let kept = from - 1;
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => { kept = Math.max(kept, Number(line.split(' ')[1])); });
  await once(lines, 'line');
  await new Promise((passed) => { setTimeout(passed, afterMs); });
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
  return kept;
}

test('HS1 after kill -9 at fifty random moments the file opens, nothing kept is missing, nothing is doubled', { timeout: 240_000 }, async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetbeat-test-kill-'));
  const path = join(folder, 'history.sqlite');
  const dice = createDice(11);
  const runs: { from: number; kept: number }[] = [];
  let from = firstNumber;
  for (let kill = 0; kill < 50; kill += 1) {
    const kept = await runAndKill(path, from, dice() * 300);
    runs.push({ from, kept });
    // the next run begins a little later, as after a restart: the hole is a mark between the runs
    from = kept + 200;
  }
  const opened = openStoreAt(path);
  try {
    const answers = await Promise.all(runs.map(async (run) => {
      const answer = await opened.store.query({ host: pi, keys: ['n'], from: run.from * stepMs, to: run.kept * stepMs + 1, points: 4000 }, signal);
      if (!answer.ok) throw new Error(JSON.stringify(answer.error));
      return { run, numbers: (answer.value.series['n']?.last ?? []).filter((value) => value !== null), level: answer.value.level };
    }));
    // numbers are beyond what 32-bit floats tell apart, so rows are counted by their times
    for (const { run, numbers } of answers) expect(numbers.length, `pulses ${run.from} to ${run.kept}`).toBe(run.kept - run.from + 1);
    expect(runs.reduce((sum, run) => sum + run.kept - run.from + 1, 0)).toBeGreaterThan(500);
    expect(opened.store.state()).toMatchObject({ state: 'on', setAside: null });
    expect((await readdir(folder)).filter((name) => name.includes('corrupt'))).toEqual([]);
  } finally {
    await opened.dispose();
  }
});
