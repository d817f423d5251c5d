/**
 * Photographs the crash inbox, the dossier and the log viewer of the fixture page.
 * `node test/e2e/take-review-screenshots.ts [name…]`; pictures go to test/e2e/screenshots.
 */
import { mkdir } from 'node:fs/promises';
import { openFixturePages } from './fixture-pages.ts';

type Shot = { readonly name: string; readonly query: string; readonly hash: string; readonly size?: 'small' | 'large'; readonly press?: readonly string[]; readonly click?: readonly string[]; readonly type?: string; readonly waitMs?: number };
const sizes = { small: { width: 1280, height: 800 }, large: { width: 1920, height: 1080 } } as const;
const group = (index: number): string => `#/crashes/s${index}-${'0123456789abcdef'.repeat(2)}`;
const shots: readonly Shot[] = [
  { name: 'crashes-light', query: 'scene=sick', hash: '#/crashes' },
  { name: 'crashes-dark-fr', query: 'scene=sick&theme=dark&lang=fr', hash: '#/crashes', size: 'large' },
  { name: 'crashes-empty', query: 'scene=sick&crashes=empty', hash: '#/crashes' },
  { name: 'crashes-many', query: 'scene=sick&crashes=many', hash: '#/crashes', press: ['j', 'j', 'j'], click: ['role=radio[name=/All/]'] },
  { name: 'crashes-hostile', query: 'scene=hostile', hash: '#/crashes' },
  { name: 'crash-oom', query: 'scene=sick', hash: group(0) },
  { name: 'crash-oom-large', query: 'scene=sick&theme=dark', hash: group(0), size: 'large' },
  { name: 'crash-segv-fr', query: 'scene=sick&lang=fr', hash: group(1), size: 'large' },
  { name: 'crash-start', query: 'scene=sick&theme=dark&lang=fr', hash: group(3) },
  { name: 'crash-hostile', query: 'scene=hostile', hash: group(3) },
  { name: 'crash-merge', query: 'scene=sick', hash: group(0), click: ['role=button[name="More"]', 'role=menuitem[name="Merge into…"]'] },
  { name: 'logs-light', query: 'scene=sick', hash: '#/logs' },
  { name: 'logs-dark-fr', query: 'scene=sick&theme=dark&lang=fr&live=1', hash: '#/logs', size: 'large', waitMs: 1800 },
  { name: 'logs-search', query: 'scene=sick', hash: '#/logs', click: ['main input[type=search]'], type: 'signal \\d+', waitMs: 1500 },
  { name: 'logs-million', query: 'scene=sick&lines=5000000&theme=dark', hash: '#/logs', click: ['main input[type=search]'], type: 'SIGKILL', waitMs: 2500 },
  { name: 'logs-hostile', query: 'scene=hostile&lines=4000', hash: '#/logs' },
  { name: 'logs-none', query: 'scene=sick&lines=none', hash: '#/logs' },
  { name: 'logs-host', query: 'scene=sick', hash: '#/hosts/h-pi-video', click: ['role=tab[name="Logs"]'] },
  { name: 'away-fleet', query: 'scene=sick&away=1', hash: '#/fleet' },
  { name: 'away-host-fr', query: 'scene=sick&away=1&lang=fr&theme=dark', hash: '#/hosts/h-pi-atelier' },
];

const folder = new URL('./screenshots/', import.meta.url).pathname;
await mkdir(folder, { recursive: true });
const pages = await openFixturePages();
const wanted = process.argv.slice(2);
for (const shot of shots.filter(({ name }) => wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix)))) {
  const page = await pages.open(shot.query, shot.hash, sizes[shot.size ?? 'small']);
  await page.waitForTimeout(500);
  if (shot.press !== undefined) await page.getByRole('grid').focus();
  for (const key of shot.press ?? []) await page.keyboard.press(key);
  for (const target of shot.click ?? []) await page.click(target, { timeout: 4000 }).catch((error: unknown) => console.log(`${shot.name}: ${String(error)}`));
  if (shot.type !== undefined) await page.keyboard.type(shot.type);
  await page.waitForTimeout(shot.waitMs ?? 350);
  await page.screenshot({ path: `${folder}${shot.name}.png` });
  await page.close();
}
await pages.close();
