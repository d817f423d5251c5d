/** Diagnosing the demo fleet as `npm run demo` serves it: the real engine over real SSH, from the first click to a bundle opened again. */
import { readFile } from 'node:fs/promises';
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

/** A host that is sick on purpose in the demo. */
const sick = 'pi-chaud';

describe('diagnosing the demo fleet', () => {
  test('starts for all connected hosts and ranks them, the worst first', async () => {
    await page.getByRole('link', { name: 'Diagnosis' }).click();
    await page.getByRole('button', { name: 'Diagnose all hosts' }).click();
    const rows = page.getByRole('grid', { name: 'Diagnoses by host' }).getByRole('row');
    await expect.poll(async () => (await rows.allInnerTexts()).filter((text) => /CRITIQUE|MOYEN|EXCELLENT|INCONNU/.test(text)).length, { timeout: 60_000, interval: 250 }).toBeGreaterThanOrEqual(6);
    const scores = (await rows.allInnerTexts()).flatMap((text) => /(\d+)\s+(?:CRITIQUE|MOYEN|EXCELLENT)/.exec(text)?.[1] ?? []).map(Number);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    await photograph(page, 'diagnoses');
  });

  test('explains the score of a sick host to the last tenth', async () => {
    await page.getByRole('link', { name: `Open the diagnosis of ${sick}` }).or(page.getByRole('row', { name: sick })).first().click();
    await page.getByRole('region', { name: 'How it adds up' }).waitFor();
    const figures = (await page.getByRole('region', { name: 'How it adds up' }).locator('td:last-child').allTextContents()).flatMap((text) => { const value = Number(text.replace('−', '-')); return Number.isNaN(value) ? [] : [Math.round(value * 10)]; });
    expect(figures.slice(0, -1).reduce((sum, one) => sum + one, 0)).toBe(figures.at(-1));
    const named = await page.locator('[data-finding]').allInnerTexts();
    expect(named.some((text) => text.includes('PWR-01'))).toBe(true);
    await page.locator('[data-finding]').filter({ hasText: 'PWR-01' }).click();
    for (const word of ['Cause', 'What to do', 'What would prove it wrong']) await page.getByRole('definition').or(page.locator('dt')).filter({ hasText: word }).first().waitFor();
    expect(await page.getByRole('region', { name: 'Evidence' }).first().innerText()).toMatch(/throttled/);
    await photograph(page, 'diagnosis');
    // every sentence has its figures: a dash alone would be one that was forgotten
    await page.getByRole('radio', { name: /^Problems/ }).click();
    expect((await page.locator('[data-finding]').allInnerTexts()).filter((text) => text.includes('{{') || text.includes('no words for'))).toEqual([]);
  });

  test('runs again, and compares with the run before', async () => {
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.getByRole('status', { name: 'The diagnosis under way' }).waitFor();
    await page.getByRole('combobox', { name: 'Compare with' }).waitFor({ timeout: 60_000 });
    await page.getByRole('combobox', { name: 'Compare with' }).click();
    await page.getByRole('option').nth(1).click();
    await page.getByRole('heading', { name: /Compared with the run/ }).waitFor();
    await page.getByRole('region', { name: 'Still there' }).waitFor();
    await photograph(page, 'compare');
    await page.getByRole('button', { name: 'Stop comparing' }).click();
  });

  test('makes a bundle without names that opens as a replay with the same score', async () => {
    const before = await page.getByRole('region', { name: 'Score', exact: true }).locator('.sr-only').innerText();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Support bundle…', exact: true }).click();
    await page.getByRole('switch', { name: 'Replace names' }).click();
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText('What is in it').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the file' }).click()]);
    const text = await readFile(await download.path(), 'utf8');
    expect(text).not.toContain(sick);
    await page.getByRole('button', { name: /colleague/ }).click();
    await page.getByText('Nothing here is live.').waitFor();
    expect((await page.getByRole('region', { name: 'Score', exact: true }).locator('.sr-only').innerText()).split(':')[0]).toBe(before.split(':')[0]);
    await photograph(page, 'replay');
  });
});
