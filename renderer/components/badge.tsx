/** A count or a short tag. Coloured only when it counts something sick. */
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export function Badge({ tone = 'neutral', children, className }: { tone?: 'neutral' | 'bad' | 'warn'; children: ReactNode; className?: string }) {
  return (
    <span
      className={classNames(
        'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm px-1.5 text-xs font-medium whitespace-nowrap figures',
        tone === 'neutral' && 'bg-hover text-muted',
        tone === 'bad' && 'bg-bad/10 text-bad',
        tone === 'warn' && 'bg-warn/14 text-text',
        className,
      )}
    >
      {children}
    </span>
  );
}
