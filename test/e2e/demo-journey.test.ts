/** A newcomer's first minutes: the demo as `npm run demo` serves it, driven as a person would. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPage, photograph, startBrowser, startServing, type PageDriver, type Served } from './served-page.ts';

let served: Served;
let browser: PageDriver;
let page: Page;

beforeAll(async () => {
  await buildPage();
  [served, browser] = await Promise.all([startServing(['demo']), startBrowser()]);
  page = await browser.open(served.url);
});
afterAll(async () => {
  await browser.close();
  expect(await served.stop()).toBe(0);
});

/** Foreign names stand between direction isolates, so that a right-to-left name cannot turn the sentence around. */
const about = (words: string, name: string): RegExp => new RegExp(`^${words} .?${name.replace(/[.]/g, '\\.')}.?$`);

describe('the demo fleet', () => {
  test('every Pi is there within five seconds, and the one-time token has left the address', async () => {
    for (const name of ['pi-atelier', 'pi-fuite', 'pi-video', 'pi-entrepot', 'pi-garage', 'pi-chaud', 'pi-serre']) await page.getByText(name, { exact: true }).first().waitFor({ timeout: 5_000 });
    expect(page.url()).not.toContain('token');
  });

  test('the sick workers come to the top, with what to do', async () => {
    await page.getByRole('button', { name: about('Recover', 'stock@pi-entrepot') }).waitFor({ timeout: 40_000 });
    await page.getByRole('button', { name: about('What to do about', 'sauvegarde@pi-chaud') }).click();
    await page.getByRole('dialog').getByText(/sent this process a stop signal/).waitFor();
    await page.keyboard.press('Escape');
    await photograph(page, 'fleet');
    const words = await page.locator('main').innerText();
    for (const verdict of ['deaf', 'blocked', 'working', 'idle']) expect(words).toContain(verdict);
  });

  test('the host that goes away is unreachable, not dead, and says when it is tried again', async () => {
    await page.getByText(/unreachable since .*\(connection refused\)/).waitFor({ timeout: 60_000 });
    expect(await page.getByText(/next try in|trying now/).count()).toBeGreaterThan(0);
  });

  test('search by keyboard finds a worker on a folded host, and Enter opens its host', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('encodage');
    await page.getByText(/^encodage/).first().waitFor();
    await page.getByText('pi-chaud', { exact: true }).first().waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.goto(`${page.url().split('#')[0] ?? ''}#/fleet`);
    await page.getByRole('link', { name: 'pi-atelier' }).first().click();
    await page.getByRole('heading', { name: 'pi-atelier' }).waitFor();
  });

  test('the host page shows its workers, children and moving charts', async () => {
    await page.getByText(/^photos/).first().waitFor();
    await page.locator('canvas').first().waitFor();
    const shot = () => page.locator('canvas').first().evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL().length);
    const before = await shot();
    await page.waitForFunction(([length]) => document.querySelector('canvas')?.toDataURL().length !== length, [before], { timeout: 15_000 });
    await photograph(page, 'host');
  });

  test('a pool grows after a confirmation that says what will happen, and the new child appears', async () => {
    const children = async (): Promise<number> => page.getByText(/^child \d+/).count();
    const before = await children();
    await page.getByRole('button', { name: about('Change', 'photos@pi-atelier') }).click();
    await page.getByRole('menuitem', { name: /Add processes/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/starts 1 more child process/).waitFor();
    await dialog.getByRole('button', { name: 'Add processes' }).click();
    await dialog.getByText(/Done\. .?photos@pi-atelier.? said/).waitFor({ timeout: 15_000 });
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.waitForFunction(([count]) => [...document.querySelectorAll('*')].filter((one) => one.children.length === 0 && /^child \d+/.test(one.textContent ?? '')).length > (count ?? 0), [before], { timeout: 20_000 });
  });

  test('a worker is restarted from the palette: its tasks first, the ladder, verified by its new process', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('restart meteo');
    await page.getByRole('option', { name: /Restart .*meteo@pi-chaud/ }).waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/Supervised by systemd, .?celery-meteo\.service/).waitFor({ timeout: 20_000 });
    await dialog.getByRole('button', { name: /^Restart/ }).click();
    await dialog.getByText('Make sure nobody else acts on it').waitFor({ timeout: 15_000 });
    await dialog.getByText(/^Verified in/).waitFor({ timeout: 90_000 });
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.keyboard.press('g');
    await page.keyboard.press('j');
    await page.getByRole('button', { name: /Details of Restarted, .*meteo@pi-chaud/ }).waitFor({ timeout: 15_000 });
    await page.goto(`${page.url().split('#')[0] ?? ''}#/fleet`);
    await page.getByRole('link', { name: 'pi-atelier' }).first().click();
    await page.getByText(/^photos/).first().waitFor();
  });

  test('read-only refuses every change, and says so before the click', async () => {
    const readOnly = page.getByRole('switch', { name: /read-only/i });
    await readOnly.click();
    await page.getByRole('switch', { name: /read-only/i, checked: true }).waitFor();
    await page.getByRole('button', { name: about('Change', 'photos@pi-atelier') }).click();
    await page.getByRole('menuitem', { name: /Add processes/, disabled: true }).waitFor();
    await page.keyboard.press('Escape');
    await readOnly.click();
    await page.getByRole('switch', { name: /read-only/i, checked: false }).waitFor();
  });

  test('a reload comes back by itself, and the printed address opens no second window', async () => {
    await page.reload();
    await page.getByText('pi-atelier').first().waitFor({ timeout: 15_000 });
    const second = await browser.open(served.url);
    await second.getByText(/token|address|link/i).first().waitFor();
    expect(await second.getByText('pi-atelier').count()).toBe(0);
  });
});
