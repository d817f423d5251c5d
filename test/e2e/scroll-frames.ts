/** How long frames take while a list is scrolled there and back. Milliseconds by the page's own clock. */
import type { Page } from 'playwright-core';

export type ScrollFrames = { readonly median: number; readonly p95: number; readonly worst: number; readonly longTasks: number; readonly rows: number };

/** `step`: pixels a frame; the second half of the frames goes back. `longTasks`: tasks over 50 ms meanwhile, as Chromium counts them. */
export async function scrollFrames(page: Page, what: { readonly list: string; readonly row: string; readonly frames: number; readonly step: number }): Promise<ScrollFrames> {
  return page.evaluate(async ({ list, row, frames: count, step }) => {
    const long: number[] = [];
    new PerformanceObserver((entries) => { for (const entry of entries.getEntries()) long.push(entry.duration); }).observe({ type: 'longtask' });
    const scroller = document.querySelector(list);
    if (scroller === null) throw new Error('no list');
    const frames: number[] = [];
    let last = performance.now();
    for (let frame = 0; frame < count; frame += 1) {
      scroller.scrollTop += frame < count / 2 ? step : -step;
      await new Promise((resolve) => { requestAnimationFrame(resolve); });
      const now = performance.now();
      frames.push(now - last);
      last = now;
    }
    frames.sort((a, b) => a - b);
    const at = (share: number): number => frames[Math.min(count - 1, Math.floor(count * share))] ?? 0;
    return { median: at(0.5), p95: at(0.95), worst: at(1), longTasks: long.length, rows: document.querySelectorAll(row).length };
  }, what);
}
