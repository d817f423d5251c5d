/**
 * Everything that acts, in real Chromium on a scripted engine: selection by keys, preview, the ladder with consent and
 * cancel, what may not be done, recovery, journal, messages, deployment; hostile names, 200 workers, French, dark.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFixturePages, type FixturePages } from './fixture-pages.ts';

let pages: FixturePages;
beforeAll(async () => { pages = await openFixturePages(); });
afterAll(async () => pages.close());

/** To `thumbs@pi-video`, the fourth row of the sick fleet, and its restart. */
async function askToRestart(page: Page): Promise<void> {
  await page.getByRole('treegrid').focus();
  for (const key of ['j', 'j', 'j', 'j', 'r']) await page.keyboard.press(key);
  await page.getByRole('dialog').getByText('Its tasks', { exact: true }).waitFor();
}
const confirm = (page: Page) => page.getByRole('dialog').getByRole('button', { name: /^Restart/ }).click();

describe('the Fleet', () => {
  it('selects by keys alone: one, a range, all, none; and acts on them together', async () => {
    const page = await pages.open('scene=sick');
    await page.getByRole('treegrid').focus();
    for (const key of ['j', 'j', 'x']) await page.keyboard.press(key);
    await page.getByText('1 worker selected').waitFor();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('3 workers selected').waitFor();
    expect(await page.getByRole('checkbox', { name: /workers of .*pi-video/ }).isChecked()).toBe(true);
    await page.keyboard.press('Control+a');
    await page.getByText('13 workers selected').waitFor();
    await page.getByText('on 7 hosts').waitFor();
    await page.keyboard.press('r');
    await page.getByRole('dialog', { name: /Restart 13 workers/ }).getByText(/1 first, then 1 at a time: 13 rounds/).waitFor();
    await page.getByRole('textbox', { name: 'Then at a time' }).fill('4');
    await page.getByText(/1 first, then 4 at a time: 4 rounds/).waitFor();
    await page.getByRole('textbox', { name: 'Then at a time' }).fill('0');
    await page.getByText('A whole number from 1 to 100.').waitFor();
    expect(await page.getByRole('button', { name: /^Restart 13/ }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('treegrid').focus();
    await page.keyboard.press('Escape');
    await page.getByText('13 workers selected').waitFor({ state: 'detached' });
    await page.close();
  });

  it('refuses more than 200 at a time in words, and draws 1,600 ticks without drawing them all', async () => {
    const page = await pages.open('scene=many');
    await page.getByRole('treegrid').focus();
    await page.keyboard.press('Control+a');
    await page.getByText('1600 workers selected').waitFor();
    expect(await page.getByRole('checkbox').count()).toBeLessThan(80);
    await page.keyboard.press('r');
    await page.getByText('At most 200 workers at a time.').waitFor();
    await page.close();
  });

  it('offers the verbs in the command palette once they are typed', async () => {
    const page = await pages.open('scene=sick');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('drain gate');
    await page.getByRole('option', { name: /Drain .*gate@pi-portail/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: /Drain .*gate@pi-portail/ }).waitFor();
    await page.close();
  });
});

describe('a restart', () => {
  it('shows what would be lost first, climbs the ladder, and is done only when it was verified', async () => {
    const page = await pages.open('scene=sick&holds=verify');
    await askToRestart(page);
    const dialog = page.getByRole('dialog');
    for (const words of ['2 tasks finish first', '1 task is lost', '1 task runs twice', /Supervised by systemd/, /2\s?s to 2\s?min/]) await dialog.getByText(words).first().waitFor();
    await confirm(page);
    await dialog.getByRole('listitem').filter({ hasText: 'Verify that it works' }).getByText(/left$/).waitFor();
    expect(await dialog.getByText(/Verified in/).count()).toBe(0);
    await dialog.getByRole('button', { name: 'Go on in the background' }).click();
    const strip = page.getByRole('region', { name: 'Operations under way' });
    await strip.getByText('Verify that it works').waitFor();
    await page.goto(`${page.url().split('#')[0] ?? ''}#/settings`);
    await strip.getByRole('button', { name: /^Cancel: Restart/ }).click();
    await strip.waitFor({ state: 'detached' });
    await page.goto(`${page.url().split('#')[0] ?? ''}#/operations`);
    await page.getByText('Cancelled').first().waitFor();
    await page.close();
  });

  it('says in how many seconds it was verified, and lets nothing stand in the strip', async () => {
    const page = await pages.open('scene=sick');
    await askToRestart(page);
    await confirm(page);
    await page.getByRole('dialog').getByText(/Verified in 3\.2\s?s/).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    expect(await page.getByRole('region', { name: 'Operations under way' }).count()).toBe(0);
    await page.close();
  });

  it('says what is missing when it could not be verified, until that was read', async () => {
    const page = await pages.open('scene=sick&end=unverified');
    await askToRestart(page);
    await confirm(page);
    await page.getByRole('dialog').getByText(/Missing: it was not heard on Redis/).first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'Operations under way' }).waitFor({ state: 'detached' });
    await page.close();
  });

  it('kills only after a yes, and tells who is not looking that it asks', async () => {
    for (const [answer, ends] of [['Kill it', /Verified in/], ['Do not kill it', /^Failed$/]] as const) {
      const page = await pages.open('scene=sick&asks=kill&step=30');
      await askToRestart(page);
      await confirm(page);
      await page.getByRole('dialog').getByText('It did not stop. Kill it?').first().waitFor();
      await page.getByRole('dialog').getByText(/Without an answer it is not done/).waitFor();
      await page.getByRole('button', { name: 'Go on in the background' }).click();
      await page.getByRole('region', { name: 'Operations under way' }).getByText('It did not stop. Kill it?').waitFor();
      await page.getByRole('button', { name: /^Show Restart/ }).click();
      await page.getByRole('dialog').getByRole('button', { name: answer, exact: true }).click();
      await page.getByRole('dialog').getByText(ends).first().waitFor();
      await page.close();
    }
  });
});

describe('what may not be done', () => {
  it('is listed with its reason before the click, and the exact lines to copy', async () => {
    const page = await pages.open('scene=sick&deny=1', '#/hosts/h-pi-atelier');
    await page.getByRole('button', { name: /Act on .*scan@pi-atelier/ }).click();
    await page.getByRole('menuitem', { name: /Restart… sudo rule missing/, disabled: true }).waitFor();
    await page.getByRole('menuitem', { name: 'Permissions…' }).click();
    await page.getByRole('dialog').getByText('pi ALL=(root) NOPASSWD:').waitFor();
    await page.close();
  });
  it('leaves the button off in the preview, with the lines', async () => {
    const page = await pages.open('scene=sick&deny=1');
    await page.getByRole('treegrid').focus();
    for (const key of ['j', 'j', 'j', 'j', 'r']) await page.keyboard.press(key);
    await page.getByRole('dialog').getByText('pi ALL=(root) NOPASSWD:').waitFor();
    expect(await page.getByRole('button', { name: /^Restart .*thumbs/ }).isDisabled()).toBe(true);
    await page.close();
  });
  it('is nothing at all in a read-only session', async () => {
    const page = await pages.open('scene=sick&readonly=1');
    await page.getByRole('treegrid').focus();
    for (const key of ['j', 'j', 'x', 'r']) await page.keyboard.press(key);
    await page.getByText('Fleetbeat is read-only: nothing can be changed from here.').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    for (const button of await page.getByRole('toolbar').getByRole('button', { name: /…$/ }).all()) expect(await button.isDisabled()).toBe(true);
    for (const button of await page.getByRole('button', { name: /^Recover/ }).all()) expect(await button.isDisabled()).toBe(true);
    await page.close();
  });
  it('says why a host could not be looked at, and looks again', async () => {
    const page = await pages.open('scene=sick&nolook=1');
    await page.getByRole('treegrid').focus();
    for (const key of ['j', 'j', 'j', 'j', 'r']) await page.keyboard.press(key);
    await page.getByRole('alert').getByText('What supervises it could not be looked at.').waitFor();
    await page.getByRole('button', { name: 'Look again' }).waitFor();
    await page.close();
  });
});

describe('a recovery', () => {
  it('runs nothing before its dry run was seen and its consent given', async () => {
    const page = await pages.open('scene=sick&step=30');
    await page.getByRole('button', { name: /Recover .*stable@pi-video/ }).click();
    const run = page.getByRole('button', { name: 'Start it again' });
    await page.getByText('sudo -n systemctl --no-block start celery-scan.service').waitFor();
    expect(await run.isDisabled()).toBe(true);
    await page.getByRole('checkbox', { name: /may run a second time/ }).check();
    await run.click();
    await page.getByRole('dialog').getByText(/Verified in/).waitFor();
    await page.close();
  });
  it('is held back by the storm guard, in words', async () => {
    const page = await pages.open('scene=sick&guarded=1');
    await page.getByRole('button', { name: /Recover .*stable@pi-video/ }).click();
    await page.getByText(/failed three times in the same way/).waitFor();
    expect(await page.getByRole('button', { name: 'Start it again' }).isDisabled()).toBe(true);
    await page.close();
  });
});

describe('the journal', () => {
  it('filters, shows before and after, reads on, and takes back what can be', async () => {
    const page = await pages.open('scene=sick', '#/journal');
    await page.getByText(/pid.?: 812 → 2044/).first().waitFor();
    expect(await page.getByRole('listitem').count()).toBe(100);
    await page.getByRole('button', { name: 'Older ones' }).click();
    await page.waitForFunction(() => document.querySelectorAll('main ul > li').length === 140);
    await page.getByRole('combobox', { name: 'What' }).click();
    await page.getByRole('option', { name: 'messages' }).click();
    await page.getByRole('button', { name: /Details of Gave back/ }).first().waitFor();
    const rows = page.getByRole('listitem').filter({ hasText: 'done' });
    await rows.first().getByRole('button', { name: /Details of Gave back/ }).click();
    await page.getByRole('button', { name: /^Take back/ }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('dialog').getByText('Taken back.').waitFor();
    await page.close();
  });
  it('says what an empty one will hold', async () => {
    const page = await pages.open('scene=sick&noactions=1', '#/journal');
    await page.getByText('The journal is empty').waitFor();
    await page.close();
  });
});

describe('the messages', () => {
  it('give the orphaned back without a question, name the copy, and take it back', async () => {
    const page = await pages.open('scene=sick', '#/messages');
    await page.getByRole('button', { name: 'Select those proven orphaned' }).click();
    await page.getByText('6 messages selected').waitFor();
    await page.getByRole('button', { name: 'Give back…' }).click();
    await page.getByRole('dialog').getByRole('checkbox', { name: /nobody is known to take/ }).check();
    await page.getByRole('button', { name: 'Give 6 messages back' }).click();
    await page.getByRole('dialog').getByText('c-new-1').waitFor();
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('All 2 messages taken back.').waitFor();
    await page.close();
  });
  it('of living holders want each consent by its name', async () => {
    const page = await pages.open('scene=sick', '#/messages');
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
    await page.getByRole('button', { name: 'Give back…' }).click();
    const send = page.getByRole('button', { name: 'Give 100 messages back' });
    const boxes = page.getByRole('dialog').getByRole('checkbox');
    const count = await boxes.count();
    expect(count).toBeGreaterThanOrEqual(3);
    for (let index = 0; index < count; index += 1) {
      expect(await send.isDisabled()).toBe(true);
      await boxes.nth(index).check();
    }
    await send.click();
    await page.getByText('90 of 100 moved.').waitFor();
    await page.close();
  });
});

describe('a deployment', () => {
  it('shows every file and command before it may be applied, and follows it', async () => {
    const page = await pages.open('scene=sick&step=30', '#/hosts/h-pi-atelier/supervisor');
    await page.getByRole('button', { name: 'Show what would change' }).click();
    await page.getByText('/home/pi/.fleetbeat/supervisor.json').click();
    await page.getByText('"stuck_after_s": 300').waitFor();
    await page.getByText('sudo -n systemctl enable --now fleetbeat-supervisor.service').waitFor();
    await page.getByRole('button', { name: /^Deploy to/ }).click();
    await page.getByRole('dialog').getByText(/Verified in/).waitFor();
    await page.close();
  });
  it('says what stands against it, and cannot be applied then', async () => {
    const page = await pages.open('scene=sick&deny=1', '#/hosts/h-pi-atelier/supervisor');
    await page.getByRole('button', { name: 'Show what would change' }).click();
    await page.getByRole('alert').getByText(/may not use sudo without a password/).waitFor();
    expect(await page.getByRole('button', { name: /^Deploy to/ }).isDisabled()).toBe(true);
    await page.close();
  });
});

describe('every page that acts', () => {
  const places = ['#/fleet', '#/operations', '#/journal', '#/messages', '#/hosts/h-pi-atelier/supervisor'] as const;
  it('shows hostile text as text and has a name for everything that can be pressed', async () => {
    for (const hash of places) {
      const page = await pages.open('scene=hostile&acted=4&step=20', hash);
      if (hash === '#/fleet') {
        await page.getByRole('treegrid').focus();
        for (const key of ['Control+a', 'r']) await page.keyboard.press(key);
        await page.getByRole('dialog').getByText('Tasks in hand').waitFor();
      }
      await page.waitForTimeout(500);
      const found = await page.evaluate(() => ({
        images: document.querySelectorAll('main img, [role=dialog] img').length,
        wide: document.documentElement.scrollWidth - window.innerWidth,
        nameless: [...document.querySelectorAll('button, a, input, summary')].filter((one) => ((one.getAttribute('aria-label') ?? '') + (one.textContent ?? '') + ((one as HTMLInputElement).labels?.[0]?.textContent ?? '')).trim() === '').map((one) => one.outerHTML.slice(0, 200)),
        controls: /[\u0000-\u0008\u000e-\u001f\u202e]/.test(document.body.textContent ?? ''),
      }));
      expect(found, hash).toEqual({ images: 0, wide: 0, nameless: [], controls: false });
      await page.close();
    }
  });
  it('speaks French in the dark without a word of English left', async () => {
    const page = await pages.open('scene=sick&lang=fr&theme=dark&acted=2&holds=warm-stop&step=20');
    await page.getByRole('treegrid').focus();
    for (const key of ['j', 'j', 'j', 'j', 'r']) await page.keyboard.press(key);
    await page.getByRole('dialog').getByText('Ses tâches', { exact: true }).waitFor();
    const text = await page.evaluate(() => document.body.innerText);
    for (const english of ['Restart', 'Supervised', 'Expected', 'Cancel', 'left', 'Recover', 'Show']) expect(text, english).not.toMatch(new RegExp(`\\b${english}\\b`));
    await page.close();
  });
});
