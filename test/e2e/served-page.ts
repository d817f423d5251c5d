/**
 * The product as a user starts it: `fleetbeat serve` or `demo` in a process of its own, with its own home folder,
 * and the system's Chromium on the address it prints. An error in the page fails whoever closes it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const arguments_ = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--font-render-hinting=none'];

/** Builds the page as it ships, into the folder that `serve` looks into. */
export async function buildPage(): Promise<void> {
  const environment = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  await build({ configFile: join(root, 'build/vite.renderer.config.ts'), logLevel: 'error' });
  if (environment === undefined) delete process.env['NODE_ENV'];
  else process.env['NODE_ENV'] = environment;
}

export type Served = { readonly url: string; readonly home: string; readonly pid: number; stop(): Promise<number | null> };

/** Starts a serving verb with a home folder of its own and waits for its address. */
export async function startServing(verb: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Served> {
  const home = mkdtempSync(join(tmpdir(), 'fleetbeat-e2e-'));
  const child = spawn(process.execPath, [join(root, 'build/bin/fleetbeat.mjs'), ...verb, '--json'], {
    env: { PATH: process.env['PATH'], HOME: home, XDG_CONFIG_HOME: join(home, 'config'), XDG_STATE_HOME: join(home, 'state'), LANG: 'en_US.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await readUrl(child);
  return {
    url, home, pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      const code = await ended;
      rmSync(home, { recursive: true, force: true });
      return code;
    },
  };
}

function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    let complained = '';
    child.stderr?.on('data', (chunk: Buffer) => { complained += chunk.toString(); });
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const url = /"url":"([^"]+)"/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${String(code)} before it served: ${complained}`)));
  });
}

export type PageDriver = {
  open(url: string, options?: BrowserContextOptions): Promise<Page>;
  /** `expected`: what the browser itself complains of where a test takes the engine away. */
  close(expected?: RegExp): Promise<void>;
};

export async function startBrowser(): Promise<PageDriver> {
  const browser: Browser = await chromium.launch({ executablePath: process.env['FLEETBEAT_CHROMIUM'] ?? '/usr/bin/chromium', headless: true, args: arguments_ });
  const problems: string[] = [];
  return {
    open: async (url, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US', timezoneId: 'Europe/Paris', reducedMotion: 'reduce', ...options });
      const page = await context.newPage();
      page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(url);
      await page.waitForSelector('main h1, main h2, [role=dialog]', { timeout: 30_000 });
      return page;
    },
    close: async (expected) => {
      await browser.close();
      const unexpected = problems.filter((problem) => expected?.test(problem) !== true);
      if (unexpected.length > 0) throw new Error(`errors in the page:\n${unexpected.join('\n')}`);
    },
  };
}

/** For people to look at; the folder is not versioned. */
export async function photograph(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) for (const size of [{ width: 1280, height: 800 }, { width: 1920, height: 1080 }]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize(size);
    await page.screenshot({ path: join(root, `test/e2e/screenshots/journey-${name}-${scheme}-${String(size.width)}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
}
