/**
 * What a person does in the window, in a real Chromium, on a real Pi: finds what is wrong, mends it, sees it proven, takes it back.
 * What the Pi holds is read on the Pi. Rules: docs/spec/diagnosis-window.md and docs/spec/fixes.md.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBrowser, type PageDriver } from '#test/e2e/served-page.ts';
import { homeForLab, type OperatorHome } from '#test/lab/operator-home.ts';
import { openPanel, servePanel, type PanelClient, type Served } from '#test/lab/panel.ts';
import { startLab, type Lab, type LabPi } from '#test/lab/start-lab.ts';
import { mainsOf } from '#test/lab/supervision-kit.ts';

let lab: Lab;
let pi: LabPi;
let home: OperatorHome;
let served: Served;
let panel: PanelClient;
let browser: PageDriver;
let page: Page;

beforeAll(async () => {
  lab = await startLab({ pis: [{ name: 'pi1', network: { kind: 'loopback' }, redis: { bind: 'address' } }], workers: [{ pi: 'pi1', name: 'w1', pool: 'prefork', concurrency: 1, queues: ['celery'], restart: 'always', flags: ['--max-memory-per-child=524288000'] }] });
  pi = lab.pi('pi1');
  // as Raspberry Pi OS ships: the first user may do everything
  await pi.exec(['sh', '-c', 'echo "pi ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/zz-all']);
  home = homeForLab(lab);
  served = await servePanel(['--fleet', home.fleetPath], home.env);
  panel = await openPanel(served);
  await panel.until('the worker to be heard', () => panel.worker('w1@pi1')?.verdict.kind === 'idle' && panel.worker('w1@pi1')?.pool.kind === 'prefork', 40_000);
  browser = await startBrowser();
  page = await browser.open(panel.pageUrl);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  panel?.close();
  await served?.dispose();
  home?.dispose();
  await lab?.dispose();
});

const dropIn = '/etc/systemd/system/celery-w1.service.d/90-fleetbeat-worker-memory-limit.conf';
const onPi = async (script: string): Promise<string> => (await pi.exec(['sh', '-c', script])).stdout.trim();
const startLine = async (): Promise<string> => (await onPi(`tr '\\0' ' ' < /proc/${String((await mainsOf(pi, 'w1'))[0])}/cmdline`));

const incidents = async () => (await panel.call('crashes.incidents', { group: null, host: null, worker: null, since: null, until: null, after: null, limit: 10 })).incidents;

/** Under way it offers to go on in the background; at its end only to be closed. */
async function isOver(dialog: ReturnType<Page['getByRole']>): Promise<void> {
  await dialog.getByRole('button', { name: 'Go on in the background' }).waitFor();
  await dialog.getByRole('button', { name: 'Go on in the background' }).waitFor({ state: 'detached', timeout: 100_000 });
}
const finding = (): ReturnType<Page['locator']> => page.locator('[data-finding]').filter({ hasText: 'CFG-01' }).first();

test('DW16 a finding is mended in the window: the plan shown is what the Pi then holds, the worker proves it, what it changed is told, and it is taken back', async () => {
  const asDistributed = await startLine();
  expect(asDistributed).toContain('--max-memory-per-child=524288000');
  await page.getByRole('link', { name: 'Diagnosis' }).click();
  await page.getByRole('button', { name: /^Diagnose/ }).first().click();
  await page.getByRole('link', { name: 'Open the diagnosis of pi1' }).or(page.getByRole('row', { name: 'pi1' })).first().click();
  await finding().click({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Mend…' }).first().click();
  const plan = page.getByRole('dialog', { name: 'Limit the memory of a pool process' });
  await plan.getByText(dropIn).waitFor();
  const shown = (await plan.innerText()).replaceAll(/\s+/g, ' ');
  const limit = /--max-memory-per-child 524288000 (\d+)/.exec(shown)?.[1] ?? 'none';
  expect(Number(limit)).toBeGreaterThan(100_000);
  expect(await onPi(`test -e ${dropIn} && echo there`)).toBe('');
  await plan.getByRole('button', { name: 'Apply' }).click();
  const steps = page.getByRole('dialog', { name: /^Apply a fix/ });
  await isOver(steps);
  await steps.getByRole('button', { name: 'Close' }).last().click();
  expect(await startLine()).toContain(`--max-memory-per-child=${limit} `.trim());
  for (const line of (await onPi(`cat ${dropIn}`)).split('\n')) expect(shown).toContain(line.trim());

  await page.getByText('Diagnosed again after a fix').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'What changed' }).click();
  await page.getByRole('region', { name: 'Gone' }).getByText('Memory limit of a pool process').waitFor();
  await page.getByRole('button', { name: 'Stop comparing' }).click();

  await page.getByRole('button', { name: /^Take back: Limit the memory/ }).click();
  const back = page.getByRole('dialog', { name: /Take back/ });
  await back.getByText('The worker is restarted.').waitFor();
  await back.getByRole('button', { name: 'Take back' }).click();
  const undone = page.getByRole('dialog', { name: /^Apply a fix|^Take back/ });
  await isOver(undone);
  await undone.getByRole('button', { name: 'Close' }).last().click();
  expect(await startLine()).toBe(asDistributed);
  expect(await onPi('ls -d /etc/systemd/system/celery-w1.service.d /var/lib/fleetbeat 2>/dev/null')).toBe('');
  await page.getByText('None was applied.').waitFor();
  await finding().waitFor({ timeout: 30_000 });
}, 200_000);

test('DW17 restarts that were asked for here are no crashes', async () => {
  await page.getByRole('link', { name: /^Crashes/ }).click();
  await page.getByRole('heading', { name: 'Crashes' }).waitFor();
  expect(await incidents()).toEqual([]);
});

test('SU-25 a worker is restarted from the window: what it costs is shown first, then a new process is proven, and it is no crash', async () => {
  const [old] = await mainsOf(pi, 'w1');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('restart w1');
  await page.getByRole('option', { name: /^Restart .*w1@pi1/ }).waitFor();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: /^Restart .*w1@pi1/ });
  await dialog.getByText(/Supervised by systemd/).first().waitFor();
  await dialog.getByRole('button', { name: /^Restart/ }).click();
  await dialog.getByText(/Verified in/).waitFor({ timeout: 60_000 });
  const [fresh, ...more] = await mainsOf(pi, 'w1');
  expect(more).toEqual([]);
  expect(fresh).not.toBe(old);
  await dialog.getByText(`pid ${String(fresh)}`).first().waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  expect(await incidents()).toEqual([]);
}, 100_000);
