/**
 * One shape per verdict (deaf and blocked share one: the worker is there and does not consume). Shape and hue say the
 * same, so nobody needs the colour. With a label it is an image for a screen reader; without, the words beside it speak.
 */
import type { ReactNode } from 'react';
import type { VerdictKind } from '#shared/domain/worker.ts';
import { classNames } from './class-names.ts';

export const verdictHue: Record<VerdictKind, string> = {
  working: 'text-good', idle: 'text-rest', busy: 'text-busy', deaf: 'text-warn', blocked: 'text-warn', restarting: 'text-busy',
  stopped: 'text-rest', crashed: 'text-bad', unreachable: 'text-away', unknown: 'text-away',
};

const line = { fill: 'none', stroke: 'currentColor', strokeLinecap: 'round', strokeLinejoin: 'round' } as const;
const half = <><circle cx="8" cy="8" r="5" {...line} strokeWidth="1.6" /><path d="M8 3a5 5 0 0 0 0 10Z" fill="currentColor" /></>;

const shapes: Record<VerdictKind, ReactNode> = {
  working: <circle cx="8" cy="8" r="5" fill="currentColor" />,
  idle: <circle cx="8" cy="8" r="4.4" {...line} strokeWidth="1.8" />,
  busy: <><circle cx="8" cy="8" r="3" fill="currentColor" /><circle cx="8" cy="8" r="6" {...line} strokeWidth="1.4" /></>,
  deaf: half,
  blocked: half,
  restarting: <><path d="M13 8a5 5 0 1 1-1.6-3.7" {...line} strokeWidth="1.8" /><path d="M13.4 1.9v3.3h-3.3" {...line} strokeWidth="1.8" /></>,
  stopped: <rect x="4" y="4" width="8" height="8" rx="1" fill="currentColor" />,
  crashed: <path d="m3.8 3.8 8.4 8.4m0-8.4-8.4 8.4" {...line} strokeWidth="2.4" />,
  unreachable: <path d="M1.8 8h3.4M10.8 8h3.4M6.6 11l2.8-6" {...line} strokeWidth="1.8" />,
  unknown: <circle cx="8" cy="8" r="5" {...line} strokeWidth="2" strokeDasharray="0.1 3.83" />,
};

export function VerdictGlyph({ kind, label, size = 14, isStale = false }: { kind: VerdictKind; label?: string | undefined; size?: number; isStale?: boolean }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      className={classNames('shrink-0', verdictHue[kind], isStale && 'opacity-60')}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {shapes[kind]}
    </svg>
  );
}
