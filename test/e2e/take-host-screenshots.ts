/**
 * Photographs the Host screen, the form, the questions and live control with the system's Chromium, without any network.
 * `node test/e2e/take-host-screenshots.ts [name…]`; pictures go to test/e2e/screenshots.
 */
import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { openFixturePages } from './fixture-pages.ts';

type Shot = { readonly name: string; readonly query: string; readonly hash?: string; readonly size?: 'small' | 'large'; readonly act?: (page: Page) => Promise<void> };
const sizes = { small: { width: 1280, height: 800 }, large: { width: 1920, height: 1080 } } as const;
const at = '#/hosts/h-pi-atelier';
const tab = (name: string) => async (page: Page): Promise<void> => page.getByRole('tab', { name }).click();
const menu = (item: string) => async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /^(Change|Modifier) / }).first().click();
  await page.getByRole('menuitem', { name: item }).click();
};
const shots: readonly Shot[] = [
  { name: 'host-busy', query: 'scene=busy' },
  { name: 'host-busy-large', query: 'scene=busy', size: 'large' },
  { name: 'host-busy-dark-large-fr', query: 'scene=busy&theme=dark&lang=fr', size: 'large' },
  { name: 'host-busy-dark', query: 'scene=busy&theme=dark' },
  { name: 'host-cursor', query: 'scene=busy', size: 'large', act: async (page) => { await page.getByRole('slider').nth(2).focus(); for (let n = 0; n < 6; n += 1) await page.keyboard.press('PageUp'); } },
  { name: 'host-chart-table', query: 'scene=busy', act: async (page) => { await page.getByRole('button', { name: /as a table/ }).first().click({ force: true }); } },
  { name: 'host-proofs', query: 'scene=busy', act: async (page) => { await page.getByRole('button', { name: /Why deaf/ }).click(); } },
  { name: 'host-many', query: 'scene=many&live=1', size: 'large' },
  { name: 'host-none', query: 'scene=none' },
  { name: 'host-unknown', query: 'scene=unknown&theme=dark' },
  { name: 'host-lost', query: 'scene=lost' },
  { name: 'host-hostile', query: 'scene=hostile' },
  { name: 'host-remove', query: 'scene=busy', act: async (page) => { await page.getByRole('button', { name: 'More for this host' }).click(); await page.getByRole('menuitem', { name: 'Remove' }).click(); } },
  { name: 'tasks', query: 'scene=busy', size: 'large', act: tab('Tasks') },
  { name: 'tasks-small-fr-dark', query: 'scene=busy&lang=fr&theme=dark', act: tab('Tâches') },
  { name: 'tasks-many', query: 'scene=many', act: tab('Tasks') },
  { name: 'tasks-none', query: 'scene=none', act: tab('Tasks') },
  { name: 'tasks-hostile', query: 'scene=hostile', act: tab('Tasks') },
  { name: 'configuration', query: 'scene=busy', act: tab('Configuration') },
  { name: 'configuration-large-fr', query: 'scene=busy&lang=fr&theme=dark', size: 'large', act: async (page) => { await tab('Configuration')(page); await page.getByRole('combobox').first().click(); await page.getByRole('option', { name: /encode/ }).click(); } },
  { name: 'configuration-silent', query: 'scene=busy&silent=1', act: tab('Configuration') },
  { name: 'control-menu', query: 'scene=solo', act: async (page) => { await page.getByRole('button', { name: /^Change / }).first().click(); } },
  { name: 'control-grow', query: 'scene=solo', act: menu('Add processes') },
  { name: 'control-time-fr', query: 'scene=solo&lang=fr&theme=dark', act: menu('durée') },
  { name: 'control-receipt', query: 'scene=solo', act: async (page) => { await menu('Add processes')(page); await page.getByRole('button', { name: 'Add processes' }).click(); } },
  { name: 'control-unanswered', query: 'scene=solo&silent=1', act: async (page) => { await menu('Add processes')(page); await page.getByRole('button', { name: 'Add processes' }).click(); } },
  { name: 'control-terminate', query: 'scene=solo', act: async (page) => { await tab('Tasks')(page); await page.getByRole('button', { name: 'End…', exact: true }).first().click(); } },
  { name: 'form-new', query: 'scene=busy', hash: '#/hosts/new' },
  { name: 'form-alias-dark', query: 'scene=busy&theme=dark', hash: '#/hosts/new', act: async (page) => { await page.getByRole('button', { name: 'From ~/.ssh/config' }).click(); await page.getByRole('radio').nth(2).click(); } },
  { name: 'form-problems-fr', query: 'scene=busy&lang=fr', hash: '#/hosts/new', act: async (page) => { await page.getByLabel('Port').fill('99999'); await page.getByRole('button', { name: 'Ajouter la machine' }).click(); } },
  { name: 'form-test', query: 'scene=busy', hash: '#/hosts/h-pi-atelier/edit', size: 'large', act: async (page) => { await page.getByRole('button', { name: 'Test connection' }).click(); } },
  { name: 'form-test-small-dark-fr', query: 'scene=busy&lang=fr&theme=dark', hash: '#/hosts/h-pi-atelier/edit', act: async (page) => { await page.getByRole('button', { name: 'Tester la connexion' }).click(); } },
  { name: 'form-import', query: 'scene=busy', hash: '#/hosts/new', act: async (page) => { await page.getByRole('button', { name: 'Import a fleet file' }).click(); await page.getByLabel('Paste it here').fill('hosts: [x'); await page.getByRole('button', { name: 'Import', exact: true }).click(); } },
  { name: 'form-export', query: 'scene=busy', hash: '#/hosts/new', act: async (page) => { await page.getByRole('button', { name: 'Export the fleet' }).click(); } },
  ...['key-unknown', 'key-changed', 'password', 'passphrase', 'interactive', 'broker-password'].flatMap((question, index) => [
    { name: `question-${question}`, query: `scene=busy&question=${question}` },
    { name: `question-${question}-fr-dark`, query: `scene=busy&lang=fr&theme=dark&question=${question}`, ...(index < 2 ? {} : { size: 'large' as const }) },
  ]),
  { name: 'question-banner', query: 'scene=busy&question=password,key-unknown', act: async (page) => { await page.keyboard.press('Escape'); } },
];

const folder = new URL('./screenshots/', import.meta.url).pathname;
await mkdir(folder, { recursive: true });
const pages = await openFixturePages('host-page');
const wanted = process.argv.slice(2);
for (const shot of shots.filter(({ name }) => wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix)))) {
  const page = await pages.open(shot.query, shot.hash ?? at, sizes[shot.size ?? 'small']);
  await shot.act?.(page).catch((error: unknown) => console.log(`${shot.name}: ${String(error).slice(0, 300)}`));
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${folder}${shot.name}.png` });
  await page.close();
}
await pages.close();
