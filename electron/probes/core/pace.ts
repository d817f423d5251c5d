/**
 * How often a host is asked, given how fast it answers: two answers in a row above 500 ms double the interval,
 * ten quick ones halve it back. A slow Pi is not made slower by watching it. Pure.
 */
export type Pace = { readonly factor: number; readonly slow: number; readonly quick: number };

export const fullPace: Pace = { factor: 1, slow: 0, quick: 0 };

const slowAnswerMs = 500;
const longestMs = 30_000;

export function foldAnswer(pace: Pace, answeredInMs: number, everyMs: number): Pace {
  if (answeredInMs > slowAnswerMs) {
    if (pace.slow === 0) return { ...pace, slow: 1, quick: 0 };
    return { factor: Math.min(pace.factor * 2, Math.max(1, longestMs / everyMs)), slow: 0, quick: 0 };
  }
  if (pace.factor === 1) return fullPace;
  return pace.quick < 9 ? { ...pace, slow: 0, quick: pace.quick + 1 } : { factor: Math.max(1, pace.factor / 2), slow: 0, quick: 0 };
}
