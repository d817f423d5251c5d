/**
 * Keyboard, screen reader and eyes: what every screen owes them, looked at in real Chromium. Contrast is computed from
 * what is drawn (colour, its transparency, every ground below it), not from what was meant.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFixturePages, type FixturePages } from './fixture-pages.ts';

let pages: FixturePages;
beforeAll(async () => { pages = await openFixturePages(); });
afterAll(async () => pages.close());

const screens = [
  ['#/fleet', ''], ['#/hosts/h-pi-atelier', ''], ['#/crashes', ''], ['#/diagnosis', ''], ['#/diagnosis/h-pi-atelier', ''], ['#/logs', ''], ['#/timeline', ''], ['#/alerts', ''],
  ['#/messages', ''], ['#/operations', '&acted=4&end=unverified&step=20'], ['#/journal', ''], ['#/settings', ''], ['#/hosts/new', ''], ['#/hosts/h-pi-atelier/supervisor', ''],
] as const;

/** Until what is asked for has come: nothing in the page says that it waits. */
const settled = (page: Page): Promise<unknown> => page.waitForFunction(() => document.querySelector('main h1, main h2') !== null && document.querySelector('main [role=status] .animate-pulse, main [aria-busy=true]') === null);

/** Text below WCAG AA, as "ratio text": 4.5, or 3 for large text. What is disabled is exempt. */
async function faintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    type Colour = readonly [number, number, number, number];
    const canvas = document.createElement('canvas');
    canvas.width = 1;
    canvas.height = 1;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no canvas');
    const known = new Map<string, Colour>();
    const read = (css: string): Colour => {
      const seen = known.get(css);
      if (seen !== undefined) return seen;
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = css;
      context.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data;
      const colour: Colour = [r, g, b, a / 255];
      known.set(css, colour);
      return colour;
    };
    const over = (top: Colour, ground: Colour, alpha = top[3]): Colour => [top[0] * alpha + ground[0] * (1 - alpha), top[1] * alpha + ground[1] * (1 - alpha), top[2] * alpha + ground[2] * (1 - alpha), 1];
    const linear = (value: number): number => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const luminance = (colour: Colour): number => 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = (walker.currentNode.textContent ?? '').trim();
      const element = walker.currentNode.parentElement;
      if (text === '' || element === null || element.closest('[disabled], [aria-disabled=true], [data-disabled], option, script, style') !== null) continue;
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      if (box.width < 2 || box.height < 2 || style.visibility !== 'visible') continue;
      const chain: Element[] = [];
      for (let one: Element | null = element; one !== null; one = one.parentElement) chain.unshift(one);
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      const place = range.getBoundingClientRect();
      const [x, y] = [place.x + place.width / 2, place.y + place.height / 2];
      // What is scrolled away is not seen, and is looked at when it is.
      if (x < 0 || y < 0 || x > window.innerWidth || y > window.innerHeight) continue;
      let ground: Colour = [255, 255, 255, 1];
      let opacity = 1;
      for (const one of chain) {
        const own = getComputedStyle(one);
        opacity *= Number(own.opacity);
        const colour = read(own.backgroundColor);
        // Words that stand outside their parent's box do not stand on its ground.
        const within = one.getBoundingClientRect();
        const isUnder = one === document.documentElement || one === document.body || (x >= within.left && x <= within.right && y >= within.top && y <= within.bottom);
        if (colour[3] > 0 && isUnder) ground = over(colour, ground, colour[3] * opacity);
      }
      if (opacity === 0) continue;
      const drawn = read(style.color);
      const words = over(drawn, ground, drawn[3] * opacity);
      const [high = 0, low = 0] = [luminance(words), luminance(ground)].sort((a, b) => b - a);
      const ratio = (high + 0.05) / (low + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (isLarge ? 3 : 4.5) - 0.01) found.push(`${ratio.toFixed(2)} ${text.slice(0, 40)} (${element.className.toString().slice(0, 80)})`);
    }
    return [...new Set(found)];
  });
}

/** Controls without a name, grids whose rows hold something else than cells, images that say nothing. */
async function nameless(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const textOf = (one: Element): string => [one.getAttribute('aria-label'), ...(one.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? ''), one.getAttribute('title'), one.textContent, ...[...((one as HTMLInputElement).labels ?? [])].map((label) => label.textContent)].join('').trim();
    const controls = [...document.querySelectorAll('button, a[href], input, select, textarea, [role=button], [role=radio], [role=switch], [role=slider], [role=meter], [role=img], [role=grid], [role=treegrid], [role=tablist], [role=radiogroup], [role=dialog], nav, footer')].filter((one) => textOf(one) === '');
    const cells = [...document.querySelectorAll('[role=row]')].flatMap((row) => [...row.querySelectorAll(':scope > *, :scope > div > *')].filter((one) => one.parentElement?.matches('[role=row], [role=row] > div:not([role])') === true && one.getAttribute('role') === null && !one.matches('div, input, label')));
    return [...controls, ...cells].map((one) => one.outerHTML.slice(0, 160));
  });
}

describe.each(['light', 'dark'] as const)('every screen in the %s theme', (theme) => {
  it.each(screens)('%s has readable text and names for all of it', async (hash, more) => {
    const page = await pages.open(`scene=sick&theme=${theme}${more}`, hash, { width: 1440, height: 900 });
    await settled(page);
    expect(await faintTexts(page)).toEqual([]);
    expect(await nameless(page)).toEqual([]);
    await page.close();
  });
});

describe('a narrow window', () => {
  const hostile = [...screens.filter(([hash]) => !hash.includes('h-pi-atelier')), ['#/hosts/hostile-0', ''], ['#/diagnosis/hostile-0', '']] as const;
  it.each(hostile)('%s never scrolls sideways at 1024 px, with the longest names and in French', async (hash, more) => {
    const page = await pages.open(`scene=hostile&lang=fr&acted=4&step=20${more}`, hash, { width: 1024, height: 700 });
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    const cut = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('main button, main a[href]')].filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && one.getBoundingClientRect().width > 1 && one.getBoundingClientRect().left > window.innerWidth - 8).map((one) => one.textContent));
    expect(cut).toEqual([]);
    await page.close();
  });

  it('keeps the remedy of a sick worker in sight', async () => {
    const page = await pages.open('scene=sick', '#/fleet', { width: 1024, height: 700 });
    for (const box of await page.getByRole('button', { name: /^Recover / }).all()) expect((await box.boundingBox())?.x ?? Infinity).toBeLessThan(1000);
    expect(await page.getByRole('button', { name: /^Recover / }).count()).toBeGreaterThan(0);
    await page.close();
  });

  it('puts a host’s charts under its workers, not over them', async () => {
    const page = await pages.open('scene=sick', '#/hosts/h-pi-atelier', { width: 1024, height: 700 });
    await page.getByRole('heading', { name: 'System' }).waitFor();
    const [system, charts] = await Promise.all([page.locator('section[aria-labelledby=host-system]').boundingBox(), page.getByRole('group', { name: 'Stretch of time' }).boundingBox()]);
    if (system === null || charts === null) throw new Error('not drawn');
    expect(charts.y).toBeGreaterThanOrEqual(system.y + system.height);
    await page.close();
  });
});

describe('the keyboard', () => {
  it('goes through a dialog in a circle, and comes back to where it was', async () => {
    const page = await pages.open('scene=sick', '#/fleet');
    const opener = page.getByRole('button', { name: /^Recover .*stable/ });
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('dialog');
    const stops = new Set<string>();
    for (let press = 0; press < 40; press += 1) {
      await page.keyboard.press('Tab');
      const [isInside, stop] = await page.evaluate(() => [document.activeElement?.closest('[role=dialog]') !== null, document.activeElement?.outerHTML.slice(0, 160) ?? ''] as const);
      expect(isInside, stop).toBe(true);
      stops.add(stop);
    }
    expect(stops.size).toBeGreaterThan(3);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await opener.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.close();
  });

  it('comes back to the list after a dialog that a key of the list opened', async () => {
    const page = await pages.open('scene=sick', '#/fleet');
    await page.getByRole('treegrid').focus();
    for (const key of ['j', 'j', 'j', 'j', 'r']) await page.keyboard.press(key);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('treegrid');
    await page.close();
  });

  it('always shows where it is', async () => {
    const page = await pages.open('scene=sick', '#/fleet');
    for (let press = 0; press < 30; press += 1) {
      await page.keyboard.press('Tab');
      const [isShown, what] = await page.evaluate(() => {
        const one = document.activeElement;
        if (one === null || one === document.body) return [true, 'the page'] as const;
        const style = getComputedStyle(one);
        return [style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2, one.outerHTML.slice(0, 120)] as const;
      });
      expect(isShown, what).toBe(true);
    }
    await page.close();
  });

  it('moves by arrows in a row of choices, which is one stop', async () => {
    const page = await pages.open('scene=sick', '#/crashes');
    const group = page.getByRole('radiogroup', { name: 'State' });
    expect(await group.locator('[role=radio][tabindex="0"]').count()).toBe(1);
    await group.getByRole('radio', { name: /^Open/ }).focus();
    await page.keyboard.press('ArrowRight');
    await group.getByRole('radio', { name: /^Muted/, checked: true }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Muted');
    await page.keyboard.press('End');
    await group.getByRole('radio', { name: /^All/, checked: true }).waitFor();
    await page.close();
  });
});

it('says nothing aloud while nothing but figures change', async () => {
  const page = await pages.open('scene=many&live=1', '#/fleet');
  const heard = await page.evaluate(() => new Promise<readonly string[]>((resolve) => {
    const said: string[] = [];
    new MutationObserver((changes) => {
      for (const change of changes) {
        const region = (change.target instanceof Element ? change.target : change.target.parentElement)?.closest('[aria-live], [role=status], [role=alert], [role=log]');
        if (region !== null && region !== undefined) said.push(region.textContent ?? '');
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    setTimeout(() => resolve(said), 4000);
  }));
  expect(heard).toEqual([]);
  await page.close();
});

it('moves nothing by itself for who asked for less motion', async () => {
  const page = await pages.open('scene=sick', '#/fleet');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((one) => {
    const style = getComputedStyle(one);
    return style.transitionDuration.split(',').some((duration) => Number.parseFloat(duration) > 0) || (style.animationName !== 'none' && Number.parseFloat(style.animationDuration) > 0);
  }).map((one) => one.outerHTML.slice(0, 120)));
  expect(moving).toEqual([]);
  await page.close();
});
