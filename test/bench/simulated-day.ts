/** Q8 in part: the read model, the live view and the history over a day of ten Pis with eight workers, told at full speed. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { rounded, type Figure } from './figures.ts';

const { nodeFlags, nodeEnvironment } = (await import(new URL('../../build/bin/run-node.mjs', import.meta.url).href)) as { readonly nodeFlags: readonly string[]; readonly nodeEnvironment: Readonly<Record<string, string>> };

type Hour = { readonly hour: number; readonly residentBytes: number; readonly heapBytes: number };
type Done = { readonly done: true; readonly speed: number; readonly strayedMs: number | null; readonly lateMs: number | null; readonly lost: number; readonly lastHourRows: number; readonly bytes: number };

export async function measureSimulatedDay(isQuick: boolean, say: (line: string) => void): Promise<readonly Figure[]> {
  const hours = isQuick ? 4 : 24;
  const pace = isQuick ? 0 : 60;
  const folder = mkdtempSync(join(tmpdir(), 'fleetbeat-bench-day-'));
  try {
    await bundle(folder);
    const { seen, done } = await live(hours, pace, folder, say);
    // the first hours fill the rings of the live view
    const [first, last] = [seen.find(({ hour }) => hour === 2), seen.at(-1)];
    if (first === undefined || last === undefined || done === null) throw new Error('the day did not end');
    const mb = (bytes: number): number | null => rounded(bytes / 1e6, 1);
    return [
      { id: 'Q8', what: `engine after ${hours} simulated hours, 10 Pis x 8 workers`, value: mb(last.residentBytes), unit: 'MB', atMost: 150, note: `after two hours ${mb(first.residentBytes)} MB; at ${Math.round(done.speed)}x; read model, live view, history and its thread; no SSH, no Redis` },
      { id: 'Q8', what: 'its heap: growth from hour two to the end', value: mb(last.heapBytes - first.heapBytes), unit: 'MB', atMost: 5, note: `${mb(first.heapBytes)} to ${mb(last.heapBytes)} MB` },
      ...(done.strayedMs === null ? [] : [
        { id: 'Q8', what: 'the day against the clock: left behind at its end', value: rounded(Math.abs(done.strayedMs), 0), unit: 'ms', atMost: 250, note: `43,200 turns of ${rounded(2000 / pace, 1)} ms` },
        { id: 'Q8', what: 'turns off the grid of the timers, median of the last 1,000', value: done.lateMs === null ? null : rounded(done.lateMs, 1), unit: 'ms', atMost: 5, note: 'a timer that strays would be anywhere between 0 and half a turn' },
      ]),
      { id: 'Q8', what: 'samples that were not recorded', value: done.lost + (1800 - done.lastHourRows), unit: '', atMost: 0, note: `1800 expected of the last hour of one host; file ${mb(done.bytes)} MB` },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As the product is shipped: reading TypeScript at run time alone takes some 60 MB in each thread. */
async function bundle(folder: string): Promise<void> {
  const root = join(import.meta.dirname, '../..');
  const input = { 'simulated-day-main': join(import.meta.dirname, 'simulated-day-main.ts'), 'sqlite-worker-main': join(root, 'electron/adapters/sqlite/sqlite-worker-main.ts') };
  await build({
    root, configFile: false, logLevel: 'error', ssr: { noExternal: true },
    build: { ssr: true, target: 'node24', minify: false, emptyOutDir: false, outDir: folder, rolldownOptions: { input, output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' } } },
  });
}

/** With the flags and the environment our launchers give (build/bin/run-node.mjs). At hundreds of times the speed garbage comes hundreds of times faster: an upper bound. */
async function live(hours: number, pace: number, folder: string, say: (line: string) => void): Promise<{ readonly seen: readonly Hour[]; readonly done: Done | null }> {
  const child = spawn(process.execPath, ['--expose-gc', ...nodeFlags, join(folder, 'simulated-day-main.mjs'), String(hours), folder, pathToFileURL(join(folder, 'sqlite-worker-main.mjs')).href, String(pace)], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...nodeEnvironment } });
  const seen: Hour[] = [];
  let done: Done | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as Hour | Done;
    if ('done' in said) done = said;
    else {
      seen.push(said);
      say(`Q8 hour ${said.hour}: resident ${(said.residentBytes / 1e6).toFixed(1)} MB, heap ${(said.heapBytes / 1e6).toFixed(1)} MB`);
    }
  }
  return { seen, done };
}
