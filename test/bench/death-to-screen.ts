/**
 * Q2: from `kill -9` of a worker's main process, or of a pool child, to the WebSocket message that says so and to the
 * frame of a real Chromium that shows it. Real Pi, real systemd that starts the main again, all on loopback.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { WorkerSpec } from '#test/lab/lab-spec.ts';
import { farm } from '#test/lab/lab-spec.ts';
import { homeForLab } from '#test/lab/operator-home.ts';
import type { PanelClient } from '#test/lab/panel.ts';
import { openPanel, servePanel } from '#test/lab/panel.ts';
import { runCommand } from '#test/lab/run-command.ts';
import type { LabPi } from '#test/lab/start-lab.ts';
import { startLab } from '#test/lab/start-lab.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import type { Figure } from './figures.ts';
import { percentile, rounded, wallNow } from './figures.ts';

const projectRoot = join(import.meta.dirname, '../..');
const name = 'w1@pi1';
const worker: WorkerSpec = { pi: 'pi1', name: 'w1', pool: 'prefork', concurrency: 2, restart: 'always' };

type Death = { readonly messageMs: number; readonly pixelMs: number | null };

/** Written into the page: notes the frame after each change of what the worker's part of the page shows. */
function watchPage(worker: string): void {
  const seen: { at: number; shows: string }[] = [];
  const shown = (): string => {
    // The worker's line is the innermost one with its name; its glyph carries the verdict's colour.
    const line = [...document.querySelectorAll('[role=row], [data-index]')].findLast((one) => one.textContent?.includes(worker) && one.querySelector('svg[class*="text-"]'));
    const ended = [...document.querySelectorAll('[role=row], [data-index]')].filter((one) => one.querySelector('svg.lucide-x')).map((one) => one.textContent);
    return `${line?.querySelector('svg[class*="text-"]')?.getAttribute('class') ?? ''}\n${ended.join(' ')}`;
  };
  const note = (): void => {
    const shows = shown();
    requestAnimationFrame(() => seen.push({ at: performance.timeOrigin + performance.now(), shows }));
  };
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  Object.assign(globalThis, { benchSeen: seen });
}

/** The first frame after `sinceMs` that shows the verdict as bad, or the process among the ended ones. */
async function frameWhen(page: Page, sinceMs: number, pid: number): Promise<number | null> {
  return page.evaluate(
    ({ since, one }) => {
      const { benchSeen } = globalThis as unknown as { benchSeen: { at: number; shows: string }[] };
      const isBad = (shows: string): boolean => /text-bad/.test(shows.split('\n')[0] ?? '') || new RegExp(`\\b${one}\\b`).test(shows.split('\n')[1] ?? '');
      return benchSeen.find((frame) => frame.at >= since && isBad(frame.shows))?.at ?? null;
    },
    { since: sinceMs, one: pid },
  );
}

async function killAndWatch(pi: LabPi, panel: PanelClient, page: Page, pid: number, isSaid: (fleet: FleetSnapshot) => boolean): Promise<Death> {
  const hostPid = pi.hostPidOf(pid);
  if (hostPid === null) throw new Error(`pid ${pid} is not there`);
  await page.evaluate(() => void ((globalThis as unknown as { benchSeen: unknown[] }).benchSeen.length = 0));
  let saidAt = 0;
  const stop = panel.onChange((fleet, arrivedAt) => {
    if (saidAt === 0 && isSaid(fleet)) saidAt = arrivedAt;
  });
  const killedAt = wallNow();
  process.kill(hostPid, 'SIGKILL');
  await waitFor('the message', () => saidAt > 0, { deadlineMs: 15_000, everyMs: 2 });
  stop();
  const pixelAt = await waitFor('the frame', () => frameWhen(page, killedAt, pid), { deadlineMs: 3000, everyMs: 20 }).catch(() => null);
  return { messageMs: saidAt - killedAt, pixelMs: pixelAt === null ? null : pixelAt - killedAt };
}

const current = (panel: PanelClient) => panel.worker(name);
const settled = (panel: PanelClient, notPid: number) => waitFor(`${name} to be well again`, () => {
  const seen = current(panel);
  return seen?.process && seen.process.pid !== notPid && ['idle', 'working'].includes(seen.verdict.kind) && seen.children.length === 2 ? seen : null;
}, { deadlineMs: 60_000, everyMs: 50, lastSeen: () => JSON.stringify(current(panel)?.verdict) });

async function mainDeaths(pi: LabPi, panel: PanelClient, page: Page, rounds: number): Promise<readonly Death[]> {
  const deaths: Death[] = [];
  let last = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { process: main } = await settled(panel, last);
    last = main?.pid ?? 0;
    deaths.push(await killAndWatch(pi, panel, page, last, (fleet) => {
      const seen = fleet.workers.find((one) => one.name === name);
      return seen !== undefined && (['crashed', 'restarting'].includes(seen.verdict.kind) || seen.ends.some((end) => end.pid === last));
    }));
  }
  await settled(panel, last);
  return deaths;
}

async function childDeaths(pi: LabPi, panel: PanelClient, page: Page, rounds: number): Promise<readonly Death[]> {
  const deaths: Death[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const seen = await waitFor('two children', () => { const now = current(panel); return now?.children.length === 2 ? now : null; }, { deadlineMs: 30_000 });
    const pid = seen.children[0]?.pid ?? 0;
    // A pid the page never showed cannot be seen to go.
    const isShown = await page.getByText(String(pid)).first().waitFor({ timeout: 5000 }).then(() => true, () => false);
    const death = await killAndWatch(pi, panel, page, pid, (fleet) => fleet.workers.find((one) => one.name === name)?.children.every((child) => child.pid !== pid) === true);
    deaths.push(isShown ? death : { ...death, pixelMs: null });
  }
  return deaths;
}

function figuresOf(what: string, deaths: readonly Death[]): readonly Figure[] {
  const message = deaths.map((death) => death.messageMs);
  const pixel = deaths.map((death) => death.pixelMs).filter((ms) => ms !== null);
  const figure = (where: string, values: readonly number[]): Figure => ({ id: 'Q2', what: `${what} to the ${where} (p95)`, value: rounded(percentile(values, 0.95), 0), unit: 'ms', atMost: 250, note: `p50 ${percentile(values, 0.5)?.toFixed(0) ?? '?'} ms, ${values.length} of ${deaths.length} seen${values.length > 0 ? `, longest ${Math.max(...values).toFixed(0)} ms` : ''}` });
  return [figure('message', message), figure('pixel', pixel)];
}

export async function measureDeathToScreen(isQuick: boolean, say: (line: string) => void): Promise<readonly Figure[]> {
  if (!existsSync(join(projectRoot, 'out/renderer/assets'))) await runCommand('npm', ['run', '--silent', 'build'], { cwd: projectRoot, timeoutMs: 180_000 });
  const rounds = isQuick ? 5 : 50;
  const lab = await startLab({ pis: farm.pis.filter((pi) => pi.name === 'pi1'), workers: [worker] }, { say });
  const home = homeForLab(lab);
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  try {
    const served = await servePanel(['--fleet', home.fleetPath], home.env);
    try {
      const panel = await openPanel(served);
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(panel.pageUrl);
      await page.getByText(name).first().waitFor({ timeout: 20_000 });
      await page.evaluate(watchPage, name);
      const mains = await mainDeaths(lab.pi('pi1'), panel, page, rounds);
      say(`Q2: mains ${mains.map((death) => `${death.messageMs.toFixed(0)}/${death.pixelMs?.toFixed(0) ?? '-'}`).join(' ')}`);
      const host = panel.fleet().hosts[0];
      const key = current(panel)?.key ?? '';
      if (host) await page.evaluate((hash) => void (location.hash = hash), `#/hosts/${encodeURIComponent(host.id)}?worker=${encodeURIComponent(key)}`);
      const children = await childDeaths(lab.pi('pi1'), panel, page, rounds);
      say(`Q2: children ${children.map((death) => `${death.messageMs.toFixed(0)}/${death.pixelMs?.toFixed(0) ?? '-'}`).join(' ')}`);
      panel.close();
      return [...figuresOf('death of a main', mains), ...figuresOf('death of a child', children)];
    } finally {
      await served.dispose();
    }
  } finally {
    await browser.close();
    home.dispose();
    await lab.dispose();
  }
}
