/** Back-off of a broker's reconnect: doubling from half a second to half a minute, with jitter so that fifty do not come at once. */
const firstMs = 500;
const longestMs = 30_000;

/** `attempt` counts from 0; `random` is 0..1. The wait is between half and the whole of the step. */
export function nextRetryMs(attempt: number, random: number): number {
  const step = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 16));
  return Math.round(step / 2 + (step / 2) * random);
}
