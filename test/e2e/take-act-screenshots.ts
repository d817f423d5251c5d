/**
 * Photographs everything that acts: preview, ladder, recovery, journal, messages, deployment, on the scripted engine.
 * `node test/e2e/take-act-screenshots.ts [name…]`; pictures go to test/e2e/screenshots.
 */
import { mkdir } from 'node:fs/promises';
import { openFixturePages } from './fixture-pages.ts';

type Shot = { readonly name: string; readonly query: string; readonly hash?: string; readonly size?: 'small' | 'large'; readonly focus?: string; readonly press?: readonly string[]; readonly click?: readonly string[]; readonly waitMs?: number };
const sizes = { small: { width: 1280, height: 800 }, large: { width: 1920, height: 1080 } } as const;
const list = '[role=treegrid]';
const restart = ['r'];
const shots: readonly Shot[] = [
  { name: 'act-hover', query: 'scene=sick', press: ['j', 'j', 'j'], focus: list },
  { name: 'act-selection', query: 'scene=sick', focus: list, press: ['j', 'j', 'x', 'Shift+ArrowDown', 'Shift+ArrowDown'] },
  { name: 'act-menu-deny', query: 'scene=sick&deny=1', hash: '#/hosts/h-pi-atelier', click: ['role=button[name=/Act on .*scan/]'], waitMs: 600 },
  { name: 'act-one', query: 'scene=sick', focus: list, press: ['j', 'j', 'j', 'j', ...restart] },
  { name: 'act-one-dark-fr', query: 'scene=sick&theme=dark&lang=fr', focus: list, press: ['j', 'j', 'j', 'j', ...restart] },
  { name: 'act-one-options', query: 'scene=sick', focus: list, press: ['j', 'j', 'j', 'j', ...restart], click: ['summary:has-text("How it is stopped")'] },
  { name: 'act-deny', query: 'scene=sick&deny=1', focus: list, press: ['j', 'j', 'j', 'j', ...restart] },
  { name: 'act-unknown', query: 'scene=sick', focus: list, press: ['j', 'j', 'j', 'j', 'j', 'j', ...restart] },
  { name: 'act-many', query: 'scene=sick', focus: list, press: ['Control+a', ...restart], size: 'large' },
  { name: 'act-many-200-dark', query: 'scene=many&theme=dark', focus: list, press: ['Control+a', ...restart] },
  { name: 'act-hostile', query: 'scene=hostile', focus: list, press: ['Control+a', ...restart] },
  { name: 'act-permissions', query: 'scene=sick&deny=1', hash: '#/hosts/h-pi-atelier', click: ['role=button[name=/Act on .*scan/]', 'role=menuitem[name=/Permissions/]'], waitMs: 600 },
  { name: 'ladder-running', query: 'scene=sick&holds=warm-stop', focus: list, press: ['j', 'j', 'j', 'j', ...restart], click: ['role=dialog >> role=button[name=/^Restart/]'], waitMs: 900 },
  { name: 'ladder-consent-dark', query: 'scene=sick&asks=kill&theme=dark', focus: list, press: ['j', 'j', 'j', 'j', ...restart], click: ['role=dialog >> role=button[name=/^Restart/]'], waitMs: 1300 },
  { name: 'ladder-verified', query: 'scene=sick', focus: list, press: ['j', 'j', 'j', 'j', ...restart], click: ['role=dialog >> role=button[name=/^Restart/]'], waitMs: 1900 },
  { name: 'ladder-unverified-fr', query: 'scene=sick&end=unverified&lang=fr', focus: list, press: ['j', 'j', 'j', 'j', ...restart], click: ['role=dialog >> role=button[name=/^Redémarrer/]'], waitMs: 1900 },
  { name: 'ladder-failed', query: 'scene=sick&end=failed', focus: list, press: ['j', 'j', 'j', 'j', ...restart], click: ['role=dialog >> role=button[name=/^Restart/]'], waitMs: 1900 },
  { name: 'ladder-many', query: 'scene=sick&step=120', focus: list, press: ['Control+a', ...restart], click: ['role=dialog >> role=button[name=/^Restart/]'], waitMs: 2500 },
  { name: 'strip', query: 'scene=sick&acted=5&asks=kill&step=30', waitMs: 900 },
  { name: 'strip-dark-fr', query: 'scene=sick&acted=2&holds=warm-stop&step=30&theme=dark&lang=fr', waitMs: 900 },
  { name: 'operations', query: 'scene=sick&acted=6&end=unverified&step=30', hash: '#/operations', waitMs: 1200 },
  { name: 'operations-empty', query: 'scene=sick', hash: '#/operations' },
  { name: 'recover', query: 'scene=sick', click: ['role=button[name=/Recover .*stable/]'], waitMs: 600 },
  { name: 'recover-guarded-dark-fr', query: 'scene=sick&guarded=1&theme=dark&lang=fr', click: ['role=button[name=/Rétablir .*stable/]'], waitMs: 600 },
  { name: 'journal', query: 'scene=sick', hash: '#/journal', click: ['role=button[name=/Details of Restarted/] >> nth=0'] },
  { name: 'journal-dark-fr', query: 'scene=sick&theme=dark&lang=fr&memory=1', hash: '#/journal', size: 'large' },
  { name: 'journal-empty', query: 'scene=sick&noactions=1', hash: '#/journal' },
  { name: 'messages', query: 'scene=sick', hash: '#/messages', click: ['role=checkbox >> nth=1', 'role=checkbox >> nth=9'] },
  { name: 'messages-open-dark-fr', query: 'scene=sick&theme=dark&lang=fr', hash: '#/messages', click: ['main ul button[aria-expanded] >> nth=2'] },
  { name: 'messages-hostile', query: 'scene=hostile', hash: '#/messages' },
  { name: 'messages-give-back', query: 'scene=sick', hash: '#/messages', click: ['role=checkbox[name="Select all on this page"]', 'role=button[name="Give back…"]'] },
  { name: 'messages-copies', query: 'scene=sick', hash: '#/messages', click: ['role=tab[name="Saved copies"]', 'main button[aria-expanded] >> nth=0'] },
  { name: 'deploy-form', query: 'scene=sick', hash: '#/hosts/h-pi-atelier/supervisor', click: ['text=Run workers like these', 'role=checkbox >> nth=0'] },
  { name: 'deploy-plan', query: 'scene=sick', hash: '#/hosts/h-pi-atelier/supervisor', click: ['role=button[name="Show what would change"]', 'main details >> nth=1'] },
  { name: 'deploy-refused-dark-fr', query: 'scene=sick&deny=1&theme=dark&lang=fr', hash: '#/hosts/h-pi-atelier/supervisor', click: ['role=button[name="Montrer ce qui changerait"]'] },
  { name: 'act-readonly', query: 'scene=sick&readonly=1', focus: list, press: ['j', 'j', 'x'] },
  { name: 'host-acts', query: 'scene=sick', hash: '#/hosts/h-pi-video', size: 'large' },
];

const folder = new URL('./screenshots/', import.meta.url).pathname;
await mkdir(folder, { recursive: true });
const pages = await openFixturePages();
const wanted = process.argv.slice(2);
for (const shot of shots.filter(({ name }) => wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix)))) {
  const page = await pages.open(shot.query, shot.hash, sizes[shot.size ?? 'small']);
  await page.waitForTimeout(400);
  if (shot.focus !== undefined) await page.locator(shot.focus).focus();
  for (const key of shot.press ?? []) await page.keyboard.press(key);
  if (shot.press !== undefined) await page.waitForTimeout(500);
  for (const target of shot.click ?? []) await page.click(target, { timeout: 4000 }).catch((error: unknown) => console.log(`${shot.name}: ${String(error).slice(0, 300)}`));
  await page.waitForTimeout(shot.waitMs ?? 450);
  await page.screenshot({ path: `${folder}${shot.name}.png` });
  await page.close();
}
await pages.close();
