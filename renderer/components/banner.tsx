/** A line across a view: what happened, why, what to do. Announced when it appears. */
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type BannerTone = 'neutral' | 'warn' | 'bad' | 'away';

const edges: Record<BannerTone, string> = { neutral: 'border-l-line-strong', warn: 'border-l-warn', bad: 'border-l-bad', away: 'border-l-away' };

export function Banner(props: { tone?: BannerTone; title: ReactNode; children?: ReactNode; action?: ReactNode }) {
  return (
    <div role="status" className={classNames('flex items-center gap-4 border-b border-l-3 bg-sunken px-4 py-2', edges[props.tone ?? 'neutral'])}>
      <div className="min-w-0 flex-1">
        <span className="font-medium">{props.title}</span>
        {props.children !== undefined && <span className="pl-2 text-muted">{props.children}</span>}
      </div>
      {props.action !== undefined && <div className="flex shrink-0 items-center gap-2">{props.action}</div>}
    </div>
  );
}
