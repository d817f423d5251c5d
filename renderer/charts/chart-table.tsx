/** The same chart as a table, one row a minute (or longer) and newest first, marks among the rows. */
import { useTranslation } from 'react-i18next';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { rowsOf, valueAt, type ChartFrame } from './chart-frame.ts';
import type { ChartLine, ChartMark, Quantity } from './chart-series.ts';

export function ChartTable(props: { title: string; times: readonly number[]; lines: readonly ChartLine[]; frame: ChartFrame; quantity: Quantity; marks: readonly ChartMark[]; everyMs: number; timeText: (at: number) => string }) {
  const { t } = useTranslation('charts');
  const formats = useFormats();
  const rows = rowsOf(props.times, props.frame.first, props.frame.last, props.everyMs);
  return (
    <div className="max-h-60 overflow-auto border-y" tabIndex={0} aria-label={t('tableOf', { chart: props.title, every: formats.age(props.everyMs) })}>
      <table className="w-max min-w-full text-sm figures">
        <thead className="sticky top-0 bg-surface text-left text-muted">
          <tr>
            <th scope="col" className="px-2 py-1 font-normal">{t('time')}</th>
            {props.lines.map((line) => <th key={line.key} scope="col" className="max-w-32 truncate px-2 py-1 text-right font-normal" title={line.label}>{line.label}</th>)}
            <th scope="col" className="min-w-64 px-2 py-1 font-normal">{t('events')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((index) => {
            const at = props.times[index] ?? 0;
            const minute = Math.floor(at / props.everyMs);
            const here = props.marks.filter((mark) => Math.floor(mark.at / props.everyMs) === minute);
            return (
              <tr key={at} className="border-t">
                <td className="px-2 py-0.5 whitespace-nowrap">{props.timeText(at)}</td>
                {props.lines.map((line) => {
                  const value = valueAt(line, index);
                  return <td key={line.key} className="px-2 py-0.5 text-right whitespace-nowrap">{value === null ? '–' : props.quantity.value(value)}</td>;
                })}
                <td className="px-2 py-0.5">{here.map((mark) => mark.label).join(' · ')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {rows.length === 0 && <p className="px-2 py-2 text-sm text-muted">{t('noSamples')}</p>}
    </div>
  );
}
