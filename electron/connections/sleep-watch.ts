/** Notices that the laptop slept: the wall clock ran on without the steady one, or our own ticks stopped coming. */
import type { Clock } from '#electron/ports/clock.ts';
import type { Timers } from '#electron/ports/timers.ts';

const everyMs = 2000;
const jumpMs = 8000;

export function watchForSleep(needs: { readonly clock: Clock; readonly timers: Timers }, onWoke: () => void): Disposable {
  let wall = needs.clock.now();
  let steady = needs.clock.monotonic();
  return needs.timers.every(everyMs, () => {
    const wallMs = needs.clock.now() - wall;
    const steadyMs = needs.clock.monotonic() - steady;
    wall += wallMs;
    steady += steadyMs;
    if (wallMs - steadyMs > jumpMs || steadyMs > everyMs + jumpMs) onWoke();
  });
}
