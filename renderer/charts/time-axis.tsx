/**
 * The one time axis of a page: clock ticks, the cursor's moment, and what happened (deaths, restarts, the host lost).
 * Marks that would cover each other become one with a count; the words are on the mark itself.
 */
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { ArrowLeftRight, Bell, CircleArrowUp, Hand, Link2, Package, Power, Square, Thermometer, Unlink, X, type LucideIcon } from 'lucide-react';
import { Tooltip } from '#renderer/components/tooltip.tsx';
import type { ChartCursor } from './chart-cursor.ts';
import { markTokens } from './chart-colours.ts';
import type { ChartMark, ChartWindow, MarkKind } from './chart-series.ts';
import { groupMarks } from './place-labels.ts';
import { useCursor } from './use-cursor.ts';

const glyphs: Readonly<Record<MarkKind, LucideIcon>> = {
  'main-died': X,
  'worker-stopped': Square,
  'child-died': X,
  'worker-started': CircleArrowUp,
  'host-lost': Unlink,
  'host-back': Link2,
  action: Hand,
  throttled: Thermometer,
  alert: Bell,
  incident: X,
  deploy: Package,
  'engine-started': Power,
};
/** The gravest first: it lends its glyph to a group. */
const gravity: readonly MarkKind[] = ['incident', 'main-died', 'child-died', 'host-lost', 'alert', 'throttled', 'worker-stopped', 'worker-started', 'host-back', 'deploy', 'action', 'engine-started'];

function gravest(marks: readonly ChartMark[]): MarkKind {
  return gravity.find((kind) => marks.some((mark) => mark.kind === kind)) ?? 'action';
}

export function TimeAxis(props: { window: ChartWindow; ticks: readonly number[]; marks: readonly ChartMark[]; cursor: ChartCursor; tickText: (at: number) => string; timeText: (at: number) => string; columns: string; end?: ReactNode }) {
  const lane = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useLayoutEffect(() => {
    const element = lane.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const span = props.window.to - props.window.from;
  const shareOf = (at: number): number => (at - props.window.from) / span;
  const visible = props.marks.filter((mark) => mark.at >= props.window.from && mark.at <= props.window.to);
  const groups = groupMarks(visible, (at) => shareOf(at) * width, 18);
  return (
    <div className={`${props.columns} select-none`}>
      <div />
      <div ref={lane} data-lane className="relative h-9 border-b">
        {groups.map((group) => <MarkSign key={`${group.marks[0]?.at ?? 0}${group.marks[0]?.label ?? ''}`} x={group.x} marks={group.marks} timeText={props.timeText} />)}
        {props.ticks.map((tick) => (
          <span key={tick} className="absolute bottom-0.5 -translate-x-1/2 text-xs whitespace-nowrap text-muted figures" style={{ left: `${Math.min(97, Math.max(3, shareOf(tick) * 100))}%` }}>{props.tickText(tick)}</span>
        ))}
        <CursorTime cursor={props.cursor} shareOf={shareOf} timeText={props.timeText} />
      </div>
      <div className="flex items-end justify-end">{props.end}</div>
    </div>
  );
}

function MarkSign({ x, marks, timeText }: { x: number; marks: readonly ChartMark[]; timeText: (at: number) => string }) {
  const kind = gravest(marks);
  const Glyph = glyphs[kind] ?? ArrowLeftRight;
  const lines = marks.slice(0, 8).map((mark) => `${timeText(mark.at)} ${mark.label}`);
  const words = lines.join('; ') + (marks.length > lines.length ? ` (+${marks.length - lines.length})` : '');
  return (
    <Tooltip text={<>{lines.map((line, index) => <span key={index} className="block max-w-72 break-words figures">{line}</span>)}{marks.length > lines.length && <span className="block">+{marks.length - lines.length}</span>}</>}>
      <button type="button" aria-label={words} className="absolute top-0.5 flex h-4 -translate-x-1/2 items-center rounded-sm px-0.5 text-xs hover:bg-hover" style={{ left: x, color: `var(${markTokens[kind]})` }}>
        <Glyph size={12} strokeWidth={2.5} aria-hidden />
        {marks.length > 1 && <span className="figures">{marks.length}</span>}
      </button>
    </Tooltip>
  );
}

function CursorTime({ cursor, shareOf, timeText }: { cursor: ChartCursor; shareOf: (at: number) => number; timeText: (at: number) => string }) {
  const here = useCursor(cursor);
  if (here === null) return null;
  const share = shareOf(here.at);
  if (share < 0 || share > 1) return null;
  return <span aria-hidden className="pointer-events-none absolute bottom-0 -translate-x-1/2 rounded-sm bg-fill whitespace-nowrap px-1 text-xs leading-4 text-on-fill figures" style={{ left: `${Math.min(95, Math.max(5, share * 100))}%` }}>{timeText(here.at)}</span>;
}
