/** What happened in a row, as signs above its bands; those that would cover each other become one with a count. */
import { Bell, CircleArrowUp, Hand, Link2, Package, Power, Square, Thermometer, Unlink, X, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { groupMarks } from '#renderer/charts/place-labels.ts';
import { Tooltip } from '#renderer/components/tooltip.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import type { RowMark } from './timeline-rows.ts';

const signs: Readonly<Record<RowMark['kind'], { readonly Glyph: LucideIcon; readonly hue: string }>> = {
  incident: { Glyph: X, hue: 'text-bad' },
  'main-died': { Glyph: X, hue: 'text-bad' },
  'worker-stopped': { Glyph: Square, hue: 'text-muted' },
  'child-died': { Glyph: X, hue: 'text-bad' },
  alert: { Glyph: Bell, hue: 'text-warn' },
  'host-lost': { Glyph: Unlink, hue: 'text-away' },
  throttled: { Glyph: Thermometer, hue: 'text-warn' },
  'worker-started': { Glyph: CircleArrowUp, hue: 'text-busy' },
  'host-back': { Glyph: Link2, hue: 'text-away' },
  deploy: { Glyph: Package, hue: 'text-text' },
  action: { Glyph: Hand, hue: 'text-text' },
  'engine-started': { Glyph: Power, hue: 'text-muted' },
};
const gravity = Object.keys(signs) as readonly RowMark['kind'][];
const wordsAtMost = 8;

export function RowMarks({ marks, from, to, width, timeText }: { marks: readonly RowMark[]; from: number; to: number; width: number; timeText: (at: number) => string }) {
  const { t } = useTranslation('timeline');
  const visible = marks.filter((mark) => mark.at >= from && mark.at <= to);
  const groups = groupMarks(visible, (at) => ((at - from) / (to - from)) * width, 15);
  return groups.map((group) => {
    const kind = gravity.find((one) => group.marks.some((mark) => mark.kind === one)) ?? 'action';
    const { Glyph, hue } = signs[kind];
    const lines = group.marks.slice(0, wordsAtMost).map((mark) => `${timeText(mark.at)} ${t(`mark.${mark.kind}`)}${mark.label === '' ? '' : ` · ${showForeign(mark.label, 120)}`}`);
    const more = group.marks.length - lines.length;
    return (
      <Tooltip key={`${group.x} ${kind}`} text={<>{lines.map((line, index) => <span key={index} className="block max-w-72 break-words figures">{line}</span>)}{more > 0 && <span className="block">+{more}</span>}</>}>
        <span role="img" aria-label={`${lines.join('; ')}${more > 0 ? ` (+${more})` : ''}`} className={`absolute top-1/2 z-1 flex h-4 -translate-x-1/2 -translate-y-1/2 items-center rounded-sm bg-surface px-px text-xs leading-none ${hue}`} style={{ left: `clamp(10px, ${(group.x / Math.max(1, width)) * 100}%, calc(100% - 10px))` }}>
          <Glyph size={12} strokeWidth={2.5} aria-hidden />
          {group.marks.length > 1 && <span className="figures">{group.marks.length}</span>}
        </span>
      </Tooltip>
    );
  });
}
