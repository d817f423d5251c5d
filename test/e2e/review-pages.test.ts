/**
 * Crashes and logs in real Chromium on a scripted engine: the inbox by keys, the dossier, receipts, hostile text, and
 * five million lines that follow, scroll, search and jump without long tasks.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFixturePages, type FixturePages } from './fixture-pages.ts';
import { scrollFrames } from './scroll-frames.ts';

let pages: FixturePages;
beforeAll(async () => { pages = await openFixturePages(); });
afterAll(async () => pages.close());

const group = (index: number): string => `#/crashes/s${index}-${'0123456789abcdef'.repeat(2)}`;

describe('the crash inbox', () => {
  it('is walked by keys: mute, undo by filter, note, open', async () => {
    const page = await pages.open('scene=sick', '#/crashes');
    await page.getByRole('grid').focus();
    for (const key of ['j', 'j', 'k']) await page.keyboard.press(key);
    expect(await page.locator('[role=row][aria-selected=true]').textContent()).toContain('SIGKILL in tasks.scan_batch');
    await page.keyboard.press('j');
    await page.keyboard.press('m');
    await page.getByText('Muted “').first().waitFor();
    await page.waitForFunction(() => document.querySelectorAll('[role=grid] [role=row]').length === 4);
    await page.getByRole('radio', { name: /Muted/ }).click();
    await page.getByRole('link', { name: /ModuleNotFoundError/ }).waitFor();
    await page.getByRole('radio', { name: /Open/ }).click();
    await page.getByRole('grid').focus();
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'Note' }).fill('Wrong wheel <b>');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved the note').first().waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Wrong wheel <b>').waitFor();
    await page.getByRole('heading', { name: 'Cause' }).waitFor();
    await page.close();
  });

  it('resolves, renames, merges and takes out again, each with a receipt', async () => {
    const page = await pages.open('scene=sick', group(0));
    await page.getByRole('button', { name: 'Mark as resolved' }).click();
    await page.getByText('as resolved').nth(0).waitFor();
    await page.getByRole('button', { name: 'Open again' }).click();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Scanner eats memory');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Scanner eats memory' }).waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Merge into…' }).click();
    await page.getByRole('radio', { name: /SIGSEGV/ }).click();
    await page.getByRole('button', { name: 'Merge', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: /SIGSEGV/ }).waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: /Take out/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Scanner eats memory' }).waitFor();
    await page.close();
  });

  it('copies the dossier as Markdown and leads to the logs at that moment', async () => {
    const page = await pages.open('scene=sick', group(1));
    // The made-up origin is no secure one: the page is given a clipboard that keeps what it gets.
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: (text: string) => { document.title = text; return Promise.resolve(); } } }));
    await page.getByRole('button', { name: 'Copy as Markdown' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.title()).toContain('Crash in a native library');
    await page.getByRole('button', { name: 'Open the logs at this moment' }).click();
    await page.waitForURL(/#\/logs\?at=\d+&source=/);
    await page.getByRole('listbox', { name: /merged by time/ }).waitFor();
    await page.close();
  });

  it('holds 10,000 groups without drawing them', async () => {
    const page = await pages.open('scene=sick&crashes=many', '#/crashes');
    await page.getByRole('radio', { name: /All 10,000/ }).click();
    expect(await page.locator('[role=row]').count()).toBeLessThan(40);
    await page.getByRole('searchbox', { name: 'Search the crashes' }).fill('SIGSEGV #9993');
    await page.getByText('1 of 10,000').waitFor();
    await page.close();
  });

  it('shows hostile text as text and has a name for everything that can be pressed', async () => {
    for (const hash of ['#/crashes', group(0), '#/logs']) {
      const page = await pages.open('scene=hostile&lines=3000&away=1', hash);
      await page.waitForTimeout(600);
      const found = await page.evaluate(() => ({
        images: document.querySelectorAll('main img').length,
        scripts: document.querySelectorAll('main script').length,
        wide: document.documentElement.scrollWidth - window.innerWidth,
        nameless: [...document.querySelectorAll('button, a, input, [role=slider], [role=img]')].filter((one) => ((one.getAttribute('aria-label') ?? '') + (one.textContent ?? '') + ((one as HTMLInputElement).labels?.[0]?.textContent ?? '')).trim() === '').map((one) => one.outerHTML.slice(0, 200)),
        controls: /[\u0000-\u0008\u000e-\u001f\u202e]/.test(document.querySelector('main')?.textContent ?? ''),
      }));
      expect(found, hash).toEqual({ images: 0, scripts: 0, wide: 0, nameless: [], controls: false });
      await page.close();
    }
  });
});

describe('the log viewer', () => {
  it('follows, pauses, counts what came meanwhile, and goes back to the newest', async () => {
    const page = await pages.open('scene=sick&live=1', '#/logs');
    const list = page.getByRole('listbox', { name: /merged by time/ });
    await list.getByRole('option').first().waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    const before = await list.getByRole('option').first().textContent();
    await page.getByRole('button', { name: /new lines/ }).waitFor();
    expect(await list.getByRole('option').first().textContent()).toBe(before);
    await page.getByRole('button', { name: /new lines/ }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.close();
  });

  it('finds with a regular expression, marks it, and walks from match to match', async () => {
    const page = await pages.open('scene=sick', '#/logs');
    await page.getByRole('searchbox', { name: 'Find in the logs' }).fill(String.raw`pid:4\d{3} exited`);
    await page.getByText(/^[\d,]+ matches$/).waitFor();
    await page.locator('mark').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'The whole line' }).waitFor();
    await page.getByRole('status').filter({ hasText: /^[\d,]+ of [\d,]+/ }).waitFor();
    await page.getByRole('searchbox', { name: 'Find in the logs' }).fill('(');
    await page.getByRole('alert').waitFor();
    await page.close();
  });

  it('says what to grant for a source that may not be read', async () => {
    const page = await pages.open('scene=sick', '#/hosts/h-pi-video');
    await page.getByRole('tab', { name: 'Logs' }).click();
    await page.getByRole('button', { name: /What to grant: .*redis/ }).click();
    await page.getByText('sudo setfacl -m u:pi:r /var/log/redis/redis-server.log').waitFor();
    await page.close();
  });

  it('goes through five million lines, drawing only those in view', async () => {
    const page = await pages.open('scene=sick&lines=5000000', '#/logs', { width: 1920, height: 1080 });
    const list = page.getByRole('listbox', { name: /merged by time/ });
    await list.getByRole('option').first().waitFor();
    console.log('scrolling five million lines:', await scrollFrames(page, { list: '[role=listbox]', row: '[role=option]', frames: 240, step: -400 }));
    expect(await list.getByRole('option').count()).toBeLessThan(90);
    expect(await list.getByRole('option').count()).toBeGreaterThan(20);
    await list.focus();
    await page.keyboard.press('Home');
    await page.waitForFunction(() => (document.querySelector('[role=slider]')?.getAttribute('aria-valuenow') ?? '') === document.querySelector('[role=slider]')?.getAttribute('aria-valuemin'));
    await page.close();
  });

  it('shows how many lines fall where, in bars and in words, and goes there', async () => {
    const page = await pages.open('scene=sick', '#/logs');
    const axis = page.getByRole('slider', { name: 'Where these lines stand in time' });
    await axis.locator('svg .fill-bad').first().waitFor({ state: 'attached' });
    const summary = await axis.evaluate((one) => document.getElementById(one.getAttribute('aria-describedby') ?? '')?.textContent ?? '');
    expect(summary).toMatch(/^30,000 lines on the axis, [\d,]+ of them errors, [\d,]+ warnings\. Most errors around /);
    const box = await axis.boundingBox();
    if (box === null) throw new Error('no axis');
    const [min, max] = [Number(await axis.getAttribute('aria-valuemin')), Number(await axis.getAttribute('aria-valuemax'))];
    await page.mouse.click(box.x + box.width / 4, box.y + 20);
    await page.waitForFunction(([low, high]) => { const now = Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuenow')); return now > (low ?? 0) && now < (high ?? 0); }, [min + (max - min) * 0.2, min + (max - min) * 0.3] as const);
    expect(await axis.getAttribute('aria-valuetext')).toMatch(/From .*: \d+ lines, \d+ errors, \d+ warnings$/);
    await page.close();
  });

  it('tells what happened in our absence until it is put aside', async () => {
    const page = await pages.open('scene=sick&away=1', '#/fleet');
    await page.getByText('While you were away').waitFor();
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText(/Not on record/).first().waitFor();
    await page.getByRole('button', { name: 'Put all aside' }).click();
    await page.getByText('While you were away').waitFor({ state: 'detached' });
    await page.close();
  });
});
