/**
 * The Fleet in real Chromium on a scripted engine: keys, language, honesty about a lost engine, hostile names,
 * no movement when values change, and only the rows in view of 200 hosts and 1,600 workers (frame times are printed, not
 * judged: the bench does that, on a machine that does nothing else).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFixturePages, type FixturePages } from './fixture-pages.ts';
import { scrollFrames } from './scroll-frames.ts';

let pages: FixturePages;
beforeAll(async () => { pages = await openFixturePages(); });
afterAll(async () => pages.close());

describe('the Fleet', () => {
  it('is walked and opened by keys alone', async () => {
    const page = await pages.open('scene=sick');
    await page.getByRole('treegrid').focus();
    for (const key of ['j', 'ArrowDown', 'j', 'k']) await page.keyboard.press(key);
    expect(await page.locator('[role=row][aria-selected=true]').textContent()).toContain('stable@pi-video');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator('[role=row][aria-selected=true]').getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('/');
    await page.keyboard.type('gate@');
    await page.getByText('gate@pi-portail').waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('stable');
    await page.keyboard.press('Enter');
    await page.waitForURL(/hosts\/h-pi-video\?worker=/);
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.waitForURL(/#\/fleet$/);
    await page.close();
  });

  it('has a name for everything that can be pressed, and one main, one nav, one foot', async () => {
    const page = await pages.open('scene=sick');
    const nameless = await page.evaluate(() => [...document.querySelectorAll('button, a, input, [role=meter], [role=img], [role=switch]')].filter((one) => ((one.getAttribute('aria-label') ?? '') + (one.textContent ?? '')).trim() === '').map((one) => one.outerHTML.slice(0, 200)));
    expect(nameless).toEqual([]);
    for (const landmark of ['main', 'navigation', 'contentinfo'] as const) expect(await page.getByRole(landmark).count()).toBe(1);
    await page.close();
  });

  it('changes language and theme when the engine says so, and remembers them for the first paint', async () => {
    const page = await pages.open('scene=sick', '#/settings');
    await page.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: 'Français' }).click();
    await page.getByRole('heading', { name: 'Réglages' }).waitFor();
    await page.getByRole('combobox', { name: 'Thème' }).click();
    await page.getByRole('option', { name: 'Sombre' }).click();
    await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark');
    expect(await page.evaluate(() => [document.documentElement.lang, localStorage.getItem('fleetbeat.look')])).toEqual(['fr', '{"language":"fr","theme":"dark"}']);
    await page.close();
  });

  it('shows hostile names as text and lets none reach out of its cell', async () => {
    const page = await pages.open('scene=hostile');
    await page.getByRole('treegrid').waitFor();
    const found = await page.evaluate(() => ({ images: document.querySelectorAll('main img').length, wide: document.documentElement.scrollWidth - window.innerWidth, tall: [...document.querySelectorAll<HTMLElement>('[role=row]')].filter((row) => row.scrollHeight > 29).length, unisolated: [...document.querySelectorAll('[role=row] a')].filter((link) => link.querySelector('bdi') === null && !/^(\d{1,3}|–)$/.test(link.textContent ?? '')).length }));
    expect(found).toEqual({ images: 0, wide: 0, tall: 0, unisolated: 0 });
    await page.close();
  });

  it('says since when the engine is lost, keeps the picture, and offers to retry', async () => {
    const page = await pages.open('scene=sick&lost=1');
    await page.getByText('The engine cannot be reached since').waitFor();
    expect(await page.getByRole('row').count()).toBeGreaterThan(10);
    expect(await page.getByRole('button', { name: 'Retry', exact: true }).first().isDisabled()).toBe(true);
    await page.close();
  });

  it('moves nothing sideways when values change', async () => {
    const page = await pages.open('scene=many&live=1');
    const edges = (): Promise<string> => page.evaluate(() => JSON.stringify([...document.querySelectorAll('[role=row]')].slice(0, 20).map((row) => [...row.querySelectorAll('[role=gridcell]')].map((cell) => Math.round(cell.getBoundingClientRect().x)))));
    const before = await edges();
    await page.waitForTimeout(2500);
    expect(await edges()).toBe(before);
    await page.close();
  });

  it('draws only the rows in view of 1,600 workers, however far it scrolls', async () => {
    const page = await pages.open('scene=many&live=1', '#/fleet', { width: 1920, height: 1080 });
    await page.getByRole('treegrid').waitFor();
    console.log('scrolling 200 hosts:', await scrollFrames(page, { list: '[role=treegrid]', row: '[role=row]', frames: 180, step: 60 }));
    expect(await page.locator('[role=row]').count()).toBeLessThan(90);
    expect(await page.locator('[role=row]').count()).toBeGreaterThan(20);
    await page.close();
  });
});
