/**
 * Photographs the charts' past, the timeline, the alerts and the forecast on the fixture page with the system's Chromium.
 * `node test/e2e/take-past-screenshots.ts [name…]`; pictures go to test/e2e/screenshots.
 */
import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { openFixturePages } from './fixture-pages.ts';

type Shot = { readonly name: string; readonly query: string; readonly hash: string; readonly size?: 'small' | 'large'; readonly act?: (page: Page) => Promise<void> };
const sizes = { small: { width: 1280, height: 800 }, large: { width: 1920, height: 1080 } } as const;
const host = '#/hosts/h-pi-atelier';
const press = (name: string | RegExp) => async (page: Page): Promise<void> => page.getByRole('button', { name, exact: true }).first().click();
const tab = (name: string) => async (page: Page): Promise<void> => page.getByRole('tab', { name }).click();
const scrub = (share: number) => async (page: Page): Promise<void> => {
  const track = await page.locator('[data-track]').first().boundingBox();
  if (track !== null) await page.mouse.click(track.x + track.width * share, track.y + 5);
};
const shots: readonly Shot[] = [
  { name: 'history-1h', query: 'scene=sick', hash: host },
  { name: 'history-1d-large', query: 'scene=sick', hash: host, size: 'large', act: press('1 d') },
  { name: 'history-30d-large-dark', query: 'scene=sick&theme=dark', hash: host, size: 'large', act: press('30 d') },
  { name: 'history-90d-fr', query: 'scene=sick&lang=fr', hash: host, act: press('90 j') },
  { name: 'history-7d-cursor', query: 'scene=sick', hash: host, size: 'large', act: async (page) => { await press('7 d')(page); await page.waitForTimeout(400); const box = await page.getByRole('slider').nth(1).boundingBox(); if (box !== null) await page.mouse.move(box.x + box.width * 0.6, box.y + 20); } },
  { name: 'history-compare', query: 'scene=sick', hash: host, size: 'large', act: async (page) => { await press('7 d')(page); await press('Compare workers and hosts')(page); } },
  { name: 'history-table', query: 'scene=sick', hash: host, act: async (page) => { await press('7 d')(page); await page.waitForTimeout(300); await page.getByRole('button', { name: /as a table/ }).nth(1).click({ force: true }); } },
  { name: 'history-failed', query: 'scene=sick&nohistory=1', hash: host, act: press('6 h') },
  { name: 'history-hostile', query: 'scene=hostile', hash: '#/hosts/hostile-0', act: press('7 d') },
  { name: 'timeline', query: 'scene=sick', hash: '#/timeline' },
  { name: 'timeline-large-dark-fr', query: 'scene=sick&theme=dark&lang=fr', hash: '#/timeline', size: 'large', act: press('7 j') },
  { name: 'timeline-90d', query: 'scene=sick', hash: '#/timeline', act: press('90 d') },
  { name: 'timeline-many', query: 'scene=many', hash: '#/timeline', size: 'large' },
  { name: 'timeline-hostile', query: 'scene=hostile', hash: '#/timeline' },
  { name: 'timeline-at', query: 'scene=sick', hash: '#/timeline', act: scrub(0.8) },
  { name: 'timeline-at-many-dark', query: 'scene=many&theme=dark', hash: '#/timeline', size: 'large', act: scrub(0.4) },
  { name: 'timeline-at-unwatched-fr', query: 'scene=sick&lang=fr', hash: '#/timeline', act: scrub(0.66) },
  { name: 'alerts', query: 'scene=sick', hash: '#/alerts' },
  { name: 'alerts-large-dark-fr', query: 'scene=sick&theme=dark&lang=fr', hash: '#/alerts', size: 'large' },
  { name: 'alerts-well', query: 'scene=sick&well=1', hash: '#/alerts' },
  { name: 'alerts-many', query: 'scene=many', hash: '#/alerts', size: 'large' },
  { name: 'alerts-hostile', query: 'scene=hostile', hash: '#/alerts' },
  { name: 'alerts-rules', query: 'scene=sick', hash: '#/alerts', act: async (page) => { await tab('Rules')(page); await page.getByLabel('Threshold of Host memory high').fill('900'); await page.getByLabel('How long Heartbeats missing must hold').fill('45'); } },
  { name: 'alerts-rules-dark-fr', query: 'scene=sick&theme=dark&lang=fr', hash: '#/alerts', size: 'large', act: tab('Règles') },
  { name: 'alerts-quiet', query: 'scene=sick', hash: '#/alerts', act: tab('Quiet times') },
  { name: 'alerts-channels', query: 'scene=sick', hash: '#/alerts', act: async (page) => { await tab('Channels')(page); await page.getByRole('button', { name: /test through/ }).nth(2).click(); await page.getByRole('button', { name: /test through/ }).nth(1).click(); } },
  { name: 'alerts-channel-form-fr-dark', query: 'scene=sick&lang=fr&theme=dark', hash: '#/alerts', act: async (page) => { await tab('Canaux')(page); await page.getByRole('button', { name: 'Ajouter un canal' }).click(); await page.getByRole('button', { name: 'Enregistrer' }).click(); } },
  { name: 'forecast', query: 'scene=sick', hash: host, act: tab('Forecast') },
  { name: 'forecast-large-dark-fr', query: 'scene=sick&lang=fr&theme=dark', hash: host, size: 'large', act: async (page) => { await tab('Prévision')(page); await page.locator('summary').click(); } },
];

const folder = new URL('./screenshots/', import.meta.url).pathname;
await mkdir(folder, { recursive: true });
const pages = await openFixturePages();
const wanted = process.argv.slice(2);
for (const shot of shots.filter(({ name }) => wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix)))) {
  const page = await pages.open(shot.query, shot.hash, sizes[shot.size ?? 'small']);
  await page.waitForTimeout(300);
  await shot.act?.(page).catch((error: unknown) => console.log(`${shot.name}: ${String(error)}`));
  await page.waitForTimeout(700);
  await page.screenshot({ path: `${folder}${shot.name}.png` });
  await page.close();
}
await pages.close();
