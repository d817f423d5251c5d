/**
 * The fixture page, built once and opened in the system's Chromium. Its requests are answered from the built files,
 * never from a network. An error in the page fails whoever closes it.
 */
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { build } from 'vite';

export type FixturePages = {
  open(query: string, hash?: string, size?: { readonly width: number; readonly height: number }): Promise<Page>;
  close(): Promise<void>;
};

const origin = 'http://fleetbeat.test/';
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** `folder`: the fixture page's own folder beside this file. */
export async function openFixturePages(folder: 'fixture-page' | 'host-page' = 'fixture-page'): Promise<FixturePages> {
  const built = path(`../../.cache/${folder}-${process.pid}/`);
  // A test runner sets NODE_ENV; the page is built, and measured, as it ships.
  const environment = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  await build({
    configFile: path('../../build/vite.renderer.config.ts'),
    root: path(`./${folder}/`),
    logLevel: 'error',
    build: { outDir: built, rolldownOptions: { input: path(`./${folder}/index.html`) } },
  });
  if (environment === undefined) delete process.env['NODE_ENV'];
  else process.env['NODE_ENV'] = environment;
  const browser = await chromium.launch({ executablePath: process.env['FLEETBEAT_CHROMIUM'] ?? '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'] });
  const problems: string[] = [];
  return {
    async open(query, hash = '#/fleet', size = { width: 1280, height: 800 }) {
      const page = await browser.newPage({ viewport: size, timezoneId: 'Europe/Paris' });
      await page.route(`${origin}**`, (route) => {
        const asked = new URL(route.request().url()).pathname;
        return asked === '/favicon.ico' ? route.fulfill({ status: 204 }) : route.fulfill({ path: `${built}${asked === '/' ? 'index.html' : asked.slice(1)}` });
      });
      page.on('console', (message) => { if (message.type() === 'error') problems.push(`${query}: ${message.text()}`); });
      page.on('pageerror', (error) => problems.push(`${query}: ${error.message}`));
      await page.goto(`${origin}?${query}${hash}`);
      if (!query.includes('mute')) await page.waitForSelector('main h1, main h2, [role=dialog]', { timeout: 30_000 });
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      return page;
    },
    async close() {
      await browser.close();
      await rm(built, { recursive: true, force: true });
      if (problems.length > 0) throw new Error(`errors in the page:\n${problems.join('\n')}`);
    },
  };
}
