/**
 * Builds the fixture page and photographs its scenes with the system's Chromium, without any network.
 * `node test/e2e/take-screenshots.ts [name…]`; pictures go to test/e2e/screenshots.
 */
import { mkdir } from 'node:fs/promises';
import { openFixturePages } from './fixture-pages.ts';

type Shot = { readonly name: string; readonly query: string; readonly hash?: string; readonly size?: 'small' | 'large'; readonly press?: readonly string[]; readonly click?: string; readonly waitMs?: number };
const sizes = { small: { width: 1280, height: 800 }, large: { width: 1920, height: 1080 } } as const;
const shots: readonly Shot[] = [
  { name: 'fleet-light', query: 'scene=sick' },
  { name: 'fleet-dark', query: 'scene=sick&theme=dark' },
  { name: 'fleet-fr', query: 'scene=sick&lang=fr' },
  { name: 'fleet-large', query: 'scene=sick', size: 'large' },
  { name: 'fleet-large-dark-fr', query: 'scene=sick&theme=dark&lang=fr', size: 'large' },
  { name: 'fleet-many', query: 'scene=many&live=1', size: 'large' },
  { name: 'fleet-hostile', query: 'scene=hostile' },
  { name: 'fleet-empty', query: 'scene=empty' },
  { name: 'fleet-lost', query: 'scene=sick&lost=1', waitMs: 2500 },
  { name: 'fleet-loading', query: 'scene=sick&mute=1', waitMs: 800 },
  { name: 'fleet-readonly', query: 'scene=small&readonly=1&theme=dark' },
  { name: 'fleet-proofs', query: 'scene=sick', click: 'button:has-text("deaf")' },
  { name: 'fleet-remedy', query: 'scene=sick&theme=dark', click: 'button:has-text("What to do") >> nth=0' },
  { name: 'fleet-why', query: 'scene=sick&lang=fr', click: 'button:has-text("Pourquoi") >> nth=0' },
  { name: 'palette', query: 'scene=sick&theme=dark', press: ['Control+k', 'v', 'i'] },
  { name: 'shortcuts', query: 'scene=sick', press: ['?'] },
  { name: 'settings', query: 'scene=sick', hash: '#/settings' },
  { name: 'settings-dark-fr', query: 'scene=sick&theme=dark&lang=fr', hash: '#/settings' },
  { name: 'one', query: 'scene=one' },
  { name: 'host', query: 'scene=sick', hash: '#/hosts/h-pi-atelier' },
  { name: 'host-new', query: 'scene=sick', hash: '#/hosts/new' },
];

const folder = new URL('./screenshots/', import.meta.url).pathname;
await mkdir(folder, { recursive: true });
const pages = await openFixturePages();
const wanted = process.argv.slice(2);
for (const shot of shots.filter(({ name }) => wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix)))) {
  const page = await pages.open(shot.query, shot.hash, sizes[shot.size ?? 'small']);
  for (const key of shot.press ?? []) await page.keyboard.press(key);
  if (shot.click !== undefined) await page.click(shot.click, { timeout: 5000 }).catch((error: unknown) => console.log(`${shot.name}: ${String(error)}`));
  await page.waitForTimeout(shot.waitMs ?? 350);
  await page.screenshot({ path: `${folder}${shot.name}.png` });
  await page.close();
}
await pages.close();
