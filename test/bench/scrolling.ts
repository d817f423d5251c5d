/** Q4, Q5 in the window: frames of the Fleet with 200 live hosts and of a log of five million lines, in real Chromium on a software raster. */
import { openFixturePages } from '#test/e2e/fixture-pages.ts';
import { scrollFrames } from '#test/e2e/scroll-frames.ts';
import type { Figure } from './figures.ts';
import { rounded } from './figures.ts';

const views = [
  { id: 'Q4', what: 'a frame of 200 hosts with 1,600 workers being scrolled (median)', scene: 'scene=many&live=1', route: '#/fleet', list: '[role=treegrid]', row: '[role=row]', frames: 180, step: 60 },
  { id: 'Q5', what: 'a frame of five million log lines being scrolled (median)', scene: 'scene=sick&lines=5000000', route: '#/logs', list: '[role=listbox]', row: '[role=option]', frames: 240, step: -400 },
] as const;

export async function measureScrolling(id: 'Q4' | 'Q5', say: (line: string) => void): Promise<readonly Figure[]> {
  const pages = await openFixturePages();
  try {
    const figures: Figure[] = [];
    for (const view of views.filter((one) => one.id === id)) {
      const page = await pages.open(view.scene, view.route, { width: 1920, height: 1080 });
      await page.locator(`${view.list} ${view.row}`).first().waitFor();
      const seen = await scrollFrames(page, view);
      say(`${view.id}: ${JSON.stringify(seen)}`);
      // half the rate of a 60 Hz display: there is no graphics processor here to draw with
      figures.push({ id: view.id, what: view.what, value: rounded(seen.median, 1), unit: 'ms', atMost: 34, note: `p95 ${seen.p95.toFixed(0)} ms, ${seen.longTasks} tasks over 50 ms, software raster` });
      await page.close();
    }
    return figures;
  } finally {
    await pages.close();
  }
}
