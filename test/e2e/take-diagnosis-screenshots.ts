/**
 * Photographs the diagnosis screens of the fixture page, and prints the report to PDF.
 * `node test/e2e/take-diagnosis-screenshots.ts [name…]`; pictures go to test/e2e/screenshots.
 */
import { mkdir } from 'node:fs/promises';
import { openFixturePages } from './fixture-pages.ts';

type Shot = { readonly name: string; readonly query: string; readonly hash: string; readonly size?: 'small' | 'large'; readonly press?: readonly string[]; readonly click?: readonly string[]; readonly type?: string; readonly waitMs?: number; readonly pdf?: boolean };
const sizes = { small: { width: 1280, height: 800 }, large: { width: 1920, height: 1080 } } as const;
const of = (host: string, query = ''): string => `#/diagnosis/h-${host}${query}`;
const shots: readonly Shot[] = [
  { name: 'diagnoses-light', query: 'scene=sick', hash: '#/diagnosis' },
  { name: 'diagnoses-dark-fr', query: 'scene=sick&theme=dark&lang=fr', hash: '#/diagnosis', size: 'large' },
  { name: 'diagnoses-many', query: 'scene=many', hash: '#/diagnosis' },
  { name: 'diagnoses-running', query: 'scene=sick&diag=running', hash: '#/diagnosis' },
  { name: 'diagnoses-first', query: 'scene=sick&diag=none', hash: '#/diagnosis' },
  { name: 'diagnoses-hostile', query: 'scene=hostile', hash: '#/diagnosis' },
  { name: 'diagnosis-light', query: 'scene=sick', hash: of('pi-atelier') },
  { name: 'diagnosis-open', query: 'scene=sick', hash: of('pi-atelier', '?finding=RED-02%3Abroker%3A127.0.0.1%3A6379%2F0') },
  { name: 'diagnosis-dark-fr', query: 'scene=sick&theme=dark&lang=fr', hash: of('pi-atelier', '?finding=CFG-01%3Aworker%3Ascan%40pi-atelier'), size: 'large' },
  { name: 'diagnosis-cave', query: 'scene=sick', hash: of('pi-cave') },
  { name: 'diagnosis-well', query: 'scene=sick', hash: of('pi-stock') },
  { name: 'diagnosis-unknown', query: 'scene=sick', hash: of('pi-portail'), click: ['role=radio[name=/Unknown/]'] },
  { name: 'diagnosis-unknown-fr', query: 'scene=sick&lang=fr&theme=dark', hash: of('pi-portail'), click: ['role=radio[name=/Inconnus/]'] },
  { name: 'diagnosis-all', query: 'scene=sick', hash: of('pi-atelier'), click: ['role=radio[name=/^All/]', 'role=button[name="Open all"]'] },
  { name: 'diagnosis-compare', query: 'scene=sick', hash: of('pi-atelier', '?against=h-pi-atelier%2Frun-4') },
  { name: 'diagnosis-compare-fr', query: 'scene=sick&lang=fr&theme=dark', hash: of('pi-atelier', '?against=h-pi-atelier%2Frun-4'), size: 'large' },
  { name: 'diagnosis-running', query: 'scene=sick&diag=running', hash: of('pi-atelier') },
  { name: 'diagnosis-failed', query: 'scene=sick&diag=failed', hash: of('pi-atelier') },
  { name: 'diagnosis-never', query: 'scene=sick&diag=none', hash: of('pi-atelier') },
  { name: 'diagnosis-away', query: 'scene=sick&diag=none', hash: of('pi-garage') },
  { name: 'diagnosis-hostile', query: 'scene=hostile', hash: '#/diagnosis/hostile-0', click: ['role=radio[name=/^All/]', 'role=button[name="Open all"]'] },
  { name: 'diagnosis-bundle', query: 'scene=sick', hash: of('pi-atelier'), click: ['role=button[name="More"]', 'role=menuitem[name="Support bundle…"]', 'role=button[name="Make it"]'] },
  { name: 'diagnosis-replay', query: 'scene=sick', hash: '#/diagnosis', click: ['role=button[name="Support bundle…"]', 'role=button[name="Make it"]', 'role=button[name=/colleague/]'] },
  { name: 'diagnosis-replay-fr', query: 'scene=sick&lang=fr&theme=dark', hash: '#/diagnosis', click: ['role=button[name=/Dossier d’assistance…/]', 'role=button[name="Préparer"]', 'role=button[name=/collègue/]'] },
  { name: 'diagnosis-fix', query: 'scene=sick&fixes=kept', hash: of('pi-atelier', '?finding=CFG-01%3Aworker%3Ascan%40pi-atelier'), click: ['role=button[name="Mend…"]'] },
  { name: 'diagnosis-fix-fr', query: 'scene=sick&fixes=kept&lang=fr&theme=dark', hash: of('pi-atelier'), click: ['role=button[name="Profils"]', 'role=menuitem[name=/beaucoup/]'] },
  { name: 'diagnosis-fix-refused', query: 'scene=sick&fixes=refused', hash: of('pi-atelier', '?finding=CFG-01%3Aworker%3Ascan%40pi-atelier'), click: ['role=button[name="Mend…"]'] },
  { name: 'diagnosis-fix-compose', query: 'scene=sick&fixes=compose', hash: of('pi-atelier', '?finding=CFG-01%3Aworker%3Ascan%40pi-atelier'), click: ['role=button[name="Mend…"]'] },
  { name: 'diagnosis-fix-by-hand', query: 'scene=sick&fixes=by-hand&lang=fr&theme=dark', hash: of('pi-atelier', '?finding=CFG-01%3Aworker%3Ascan%40pi-atelier'), click: ['role=button[name="Réparer…"]'] },
  { name: 'diagnosis-fixes', query: 'scene=sick&fixes=kept', hash: of('pi-atelier') },
  { name: 'diagnosis-fixes-fr', query: 'scene=sick&fixes=kept&lang=fr&theme=dark', hash: of('pi-atelier', '?finding=CFG-01%3Aworker%3Ascan%40pi-atelier') },
  { name: 'diagnosis-take-back', query: 'scene=sick&fixes=kept', hash: of('pi-atelier'), click: ['role=button[name=/^Take back/]'] },
  { name: 'replay-empty', query: 'scene=sick', hash: '#/replay' },
  { name: 'diagnosis-host-chip', query: 'scene=sick', hash: '#/hosts/h-pi-atelier' },
  { name: 'diagnosis-fleet-chip', query: 'scene=sick', hash: '#/fleet' },
  { name: 'diagnosis-report', query: 'scene=sick', hash: of('pi-atelier'), pdf: true },
  { name: 'diagnosis-report-fr', query: 'scene=sick&lang=fr&theme=dark', hash: of('pi-cave'), pdf: true },
  { name: 'diagnosis-report-hostile', query: 'scene=hostile', hash: '#/diagnosis/hostile-4', pdf: true },
];

const folder = new URL('./screenshots/', import.meta.url).pathname;
await mkdir(folder, { recursive: true });
const pages = await openFixturePages();
const wanted = process.argv.slice(2);
for (const shot of shots.filter(({ name }) => wanted.length === 0 || wanted.includes(name) || wanted.some((prefix) => prefix.endsWith('*') && name.startsWith(prefix.slice(0, -1))))) {
  const page = await pages.open(shot.query, shot.hash, sizes[shot.size ?? 'small']);
  await page.waitForTimeout(500);
  for (const target of shot.click ?? []) await page.click(target, { timeout: 4000 }).catch((error: unknown) => console.log(`${shot.name}: ${String(error)}`));
  await page.waitForTimeout(shot.waitMs ?? 350);
  if (shot.pdf === true) await page.pdf({ path: `${folder}${shot.name}.pdf`, preferCSSPageSize: true });
  else await page.screenshot({ path: `${folder}${shot.name}.png` });
  await page.close();
}
await pages.close();
