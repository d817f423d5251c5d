/** One shape per state of a step, a target or an operation: shape and hue say the same. The words beside it are read aloud. */
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type StepGlyphState = 'waiting' | 'running' | 'asking-consent' | 'cancelling' | 'done' | 'skipped' | 'failed' | 'cancelled' | 'unverified';

const line = { fill: 'none', stroke: 'currentColor', strokeLinecap: 'round', strokeLinejoin: 'round' } as const;

const hues: Record<StepGlyphState, string> = {
  waiting: 'text-bar', running: 'text-busy', 'asking-consent': 'text-warn', cancelling: 'text-busy', done: 'text-good', skipped: 'text-stale', failed: 'text-bad', cancelled: 'text-rest', unverified: 'text-warn',
};

const shapes: Record<StepGlyphState, ReactNode> = {
  waiting: <circle cx="8" cy="8" r="4.5" {...line} strokeWidth="1.4" />,
  running: <><circle cx="8" cy="8" r="2.6" fill="currentColor" /><circle cx="8" cy="8" r="5.8" {...line} strokeWidth="1.5" /></>,
  'asking-consent': <><circle cx="8" cy="8" r="6" {...line} strokeWidth="1.5" /><path d="M6.3 6.4c0-2.2 3.5-2.2 3.5 0 0 1.4-1.8 1.4-1.8 2.8" {...line} strokeWidth="1.5" /><circle cx="8" cy="11.3" r="0.9" fill="currentColor" /></>,
  cancelling: <><rect x="5.6" y="5.6" width="4.8" height="4.8" rx="0.8" fill="currentColor" /><circle cx="8" cy="8" r="6" {...line} strokeWidth="1.4" /></>,
  done: <path d="m3.2 8.4 3.2 3.2 6.4-7" {...line} strokeWidth="2.2" />,
  skipped: <path d="M4.5 8h7" {...line} strokeWidth="1.6" />,
  failed: <path d="m3.8 3.8 8.4 8.4m0-8.4-8.4 8.4" {...line} strokeWidth="2.4" />,
  cancelled: <rect x="4" y="4" width="8" height="8" rx="1" fill="currentColor" />,
  unverified: <><circle cx="8" cy="8" r="5" {...line} strokeWidth="1.6" /><path d="M8 3a5 5 0 0 0 0 10Z" fill="currentColor" /></>,
};

export const stepHue = hues;

export function StepGlyph({ state, size = 14 }: { state: StepGlyphState; size?: number }) {
  return <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden className={classNames('shrink-0', hues[state])}>{shapes[state]}</svg>;
}
