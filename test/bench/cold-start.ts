/**
 * Q8: from nothing running to a Fleet one can use: `fleetbeat serve` and a Chromium of its own start side by side, as the
 * window's engine and the window do; it ends with the frame that shows every host of the list, and the search answering
 * a key. Ten hosts that refuse the connection: what connecting costs is Q3. Cold are the processes, not the disk's cache.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { createOperatorHome } from '#test/lab/operator-home.ts';
import { servePanel } from '#test/lab/panel.ts';
import { runCommand } from '#test/lab/run-command.ts';
import { percentile, rounded, wallNow, type Figure } from './figures.ts';

const projectRoot = join(import.meta.dirname, '../..');
const hostCount = 10;
type Start = { readonly engineMs: number; readonly browserMs: number; readonly pageMs: number; readonly wholeMs: number; readonly scriptBytes: number };

/** The discard port on a loopback address of its own: nobody listens there. */
const hosts = Array.from({ length: hostCount }, (_, index) => ({ name: `pi-${index + 1}`, address: '127.99.0.1', port: 9, user: 'pi', login: 'password' as const }));

async function startOnce(): Promise<Start> {
  const home = createOperatorHome(hosts, '');
  const beganAt = wallNow();
  const after = <T>(promise: Promise<T>): Promise<readonly [T, number]> => promise.then((value) => [value, wallNow() - beganAt] as const);
  const [served, launched] = await Promise.allSettled([
    after(servePanel(['--fleet', home.fleetPath], home.env)),
    after(chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] })),
  ]);
  try {
    if (served.status === 'rejected') throw served.reason;
    if (launched.status === 'rejected') throw launched.reason;
    const [[panel, engineMs], [browser, browserMs]] = [served.value, launched.value];
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const openedAt = wallNow();
    await page.goto(`http://127.0.0.1:${panel.port}/#token=${panel.launchToken}`, { waitUntil: 'commit' });
    const shownAt = await page.evaluate(async (count) => {
      const isUsable = (): boolean => document.querySelectorAll('[role=treegrid] [role=row]').length >= count && document.querySelector('main input[type=search]') !== null;
      while (!isUsable()) await new Promise((resolve) => { requestAnimationFrame(resolve); });
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }));
      while (document.activeElement?.getAttribute('type') !== 'search') await new Promise((resolve) => { requestAnimationFrame(resolve); });
      await new Promise((resolve) => { requestAnimationFrame(resolve); });
      return performance.timeOrigin + performance.now();
    }, hostCount);
    const scriptBytes = await page.evaluate(() => performance.getEntriesByType('resource').filter((one) => one.name.endsWith('.js')).reduce((sum, one) => sum + (one as PerformanceResourceTiming).decodedBodySize, 0));
    return { engineMs, browserMs, pageMs: shownAt - openedAt, wholeMs: shownAt - beganAt, scriptBytes };
  } finally {
    if (launched.status === 'fulfilled') await launched.value[0].close();
    if (served.status === 'fulfilled') await served.value[0].dispose();
    home.dispose();
  }
}

const newestOf = (folder: string): number => Math.max(...readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => statSync(join(one.parentPath, one.name)).mtimeMs));

export async function measureColdStart(isQuick: boolean, say: (line: string) => void): Promise<readonly Figure[]> {
  // A page older than its sources would be a measurement of yesterday.
  const built = join(projectRoot, 'out/renderer/index.html');
  if (!existsSync(built) || statSync(built).mtimeMs < Math.max(newestOf(join(projectRoot, 'renderer')), newestOf(join(projectRoot, 'shared')))) await runCommand('npm', ['run', '--silent', 'build'], { cwd: projectRoot, timeoutMs: 180_000 });
  const rounds = isQuick ? 3 : 10;
  const starts: Start[] = [];
  await startOnce();
  for (let round = 0; round < rounds; round += 1) starts.push(await startOnce());
  say(`Q8: cold starts ${starts.map((one) => `${one.wholeMs.toFixed(0)} (engine ${one.engineMs.toFixed(0)}, browser ${one.browserMs.toFixed(0)}, page ${one.pageMs.toFixed(0)})`).join(' ')} ms`);
  const middle = (part: (start: Start) => number): number | null => rounded(percentile(starts.map(part), 0.5), 0);
  return [
    { id: 'Q8', what: 'cold start to a usable Fleet (median)', value: middle((one) => one.wholeMs), unit: 'ms', atMost: 1500, note: `${rounds} starts, ${hostCount} hosts; engine's address after ${middle((one) => one.engineMs) ?? '?'} ms, Chromium's after ${middle((one) => one.browserMs) ?? '?'} ms` },
    { id: 'Q8', what: 'of it the page: from its address to the usable Fleet (median)', value: middle((one) => one.pageMs), unit: 'ms', atMost: null, note: `${rounded((starts[0]?.scriptBytes ?? 0) / 1e3, 0) ?? '?'} kB of script for it` },
  ];
}
