/** The severity of a finding as shape and hue at once, so that nobody needs the colour. With a label it is an image for a screen reader. */
import type { ReactNode } from 'react';
import type { FindingSeverity } from '#shared/domain/finding.ts';
import { classNames } from './class-names.ts';

export const severityHue: Readonly<Record<FindingSeverity, string>> = { crit: 'text-bad', warn: 'text-warn', info: 'text-rest', ok: 'text-rest', unknown: 'text-away' };

const line = { fill: 'none', stroke: 'currentColor', strokeLinecap: 'round', strokeLinejoin: 'round' } as const;
const shapes: Readonly<Record<FindingSeverity, ReactNode>> = {
  crit: <path d="m3.8 3.8 8.4 8.4m0-8.4-8.4 8.4" {...line} strokeWidth="2.4" />,
  warn: <><path d="M8 2.6 14 13H2Z" {...line} strokeWidth="1.6" /><path d="M8 6.6v2.8" {...line} strokeWidth="1.6" /><circle cx="8" cy="11.2" r="0.9" fill="currentColor" /></>,
  info: <><circle cx="8" cy="8" r="5.4" {...line} strokeWidth="1.5" /><path d="M8 7.6v3.2" {...line} strokeWidth="1.6" /><circle cx="8" cy="5.3" r="0.9" fill="currentColor" /></>,
  ok: <path d="m3.4 8.6 3 3 6.2-7" {...line} strokeWidth="1.9" />,
  unknown: <circle cx="8" cy="8" r="5" {...line} strokeWidth="2" strokeDasharray="0.1 3.83" />,
};

export function SeverityGlyph({ severity, label, size = 14, isQuiet = false }: { severity: FindingSeverity; label?: string | undefined; size?: number; isQuiet?: boolean }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" className={classNames('shrink-0', isQuiet ? 'text-rest' : severityHue[severity])} {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}>
      {shapes[severity]}
    </svg>
  );
}
