/** The lines of the chosen logs over time, by how grave they are: errors at the foot, what is calm on top. */
import type { TFunction } from 'i18next';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '#renderer/components/formats-context.tsx';
import type { Formats } from '#renderer/format/create-formats.ts';
import type { AxisHistogram } from '#renderer/state/logs/log-search.ts';

/** What is rare stays visible beside what is not: heights follow the square root. */
const height = (count: number, most: number): number => (count === 0 || most === 0 ? 0 : Math.max(4, 100 * Math.sqrt(count / most)));

/** `left`, `width`: shares of the axis. Drawn anew only when it says something else: the axis moves with each scroll. */
export const LogBars = memo(function LogBars({ histogram, left, width }: { histogram: AxisHistogram; left: number; width: number }) {
  const words = usePieceWords(histogram);
  const pieces = histogram.others.map((others, index) => ({ others, errors: histogram.errors[index] ?? 0, warnings: histogram.warnings[index] ?? 0 }));
  const most = Math.max(0, ...pieces.map(({ others, errors, warnings }) => others + errors + warnings));
  return (
    <svg aria-hidden preserveAspectRatio="none" viewBox={`0 0 ${pieces.length} 100`} className="absolute top-0.5 h-8" style={{ left: `${left}%`, width: `${width}%` }}>
      {pieces.map(({ others, errors, warnings }, index) => {
        const total = others + errors + warnings;
        if (total === 0) return null;
        const all = height(total, most);
        const bad = errors === 0 ? 0 : Math.max(8, all * (errors / total));
        const warn = warnings === 0 ? 0 : Math.max(8, all * (warnings / total));
        return (
          <g key={index}>
            <title>{words(index)}</title>
            <rect x={index} y={0} width={1} height={100} className="fill-transparent" />
            <rect x={index + 0.1} y={100 - Math.max(all, bad + warn)} width={0.8} height={Math.max(all, bad + warn)} className="fill-line-strong" />
            {warn > 0 && <rect x={index + 0.1} y={100 - bad - warn} width={0.8} height={warn} className="fill-warn" />}
            {bad > 0 && <rect x={index + 0.1} y={100 - bad} width={0.8} height={bad} className="fill-bad" />}
          </g>
        );
      })}
    </svg>
  );
});

/** A piece of the axis in words: when, and how many of what. */
export function usePieceWords(histogram: AxisHistogram | null): (piece: number) => string {
  const { t } = useTranslation('logs');
  const formats = useFormats();
  return (piece) => {
    if (histogram === null || piece < 0 || piece >= histogram.others.length) return '';
    const [errors = 0, warnings = 0, others = 0] = [histogram.errors[piece], histogram.warnings[piece], histogram.others[piece]];
    const at = histogram.from + ((histogram.to - histogram.from) * piece) / histogram.others.length;
    return t('bars.piece', { at: formats.absolute(at), lines: formats.number(errors + warnings + others), errors: formats.number(errors), warnings: formats.number(warnings) });
  };
}

/** For who does not see the bars: how many in all, and where the errors are thickest. */
export function useBarsSummary(histogram: AxisHistogram | null): string {
  const { t } = useTranslation('logs');
  const formats = useFormats();
  return useMemo(() => summaryOf(histogram, t, formats), [histogram, t, formats]);
}

function summaryOf(histogram: AxisHistogram | null, t: TFunction<'logs'>, formats: Formats): string {
  if (histogram === null) return '';
  const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
  const errors = sum(histogram.errors);
  const all = errors + sum(histogram.warnings) + sum(histogram.others);
  const worst = histogram.errors.indexOf(Math.max(...histogram.errors));
  const whole = t('bars.summary', { lines: formats.number(all), errors: formats.number(errors), warnings: formats.number(sum(histogram.warnings)) });
  return errors === 0 ? whole : `${whole} ${t('bars.worst', { at: formats.absolute(histogram.from + ((histogram.to - histogram.from) * worst) / histogram.errors.length) })}`;
}
