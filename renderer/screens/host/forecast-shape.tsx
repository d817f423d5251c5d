/** The memory that was judged and the limit it is heading for, on one chart. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createChartCursor } from '#renderer/charts/chart-cursor.ts';
import type { ChartLine } from '#renderer/charts/chart-series.ts';
import { createQuantities } from '#renderer/charts/quantities.ts';
import { TimeAxis } from '#renderer/charts/time-axis.tsx';
import { chartColumns, TimeChart } from '#renderer/charts/time-chart.tsx';
import { rowStepOf, zoomAxis } from '#renderer/charts/zoom-axis.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import type { Forecast } from '#shared/domain/forecast.ts';

export function ForecastShape({ forecast }: { forecast: Forecast }) {
  const { t } = useTranslation('history');
  const formats = useFormats();
  const [cursor] = useState(createChartCursor);
  const quantities = useMemo(() => createQuantities(formats), [formats]);
  const times = useMemo(() => forecast.shape.map((point) => point.at), [forecast.shape]);
  const lines = useMemo((): readonly ChartLine[] => [{ key: 'shape', label: t('forecast.shape'), style: 'strong', values: forecast.shape.map((point) => point.bytes) }], [forecast.shape, t]);
  const window = useMemo(() => ({ from: times[0] ?? 0, to: times.at(-1) ?? 1 }), [times]);
  const axis = useMemo(() => zoomAxis(window, formats), [window, formats]);
  const limits = useMemo(() => (forecast.limit === null ? [] : [{ value: forecast.limit.bytes, label: `${t('forecast.limit')} ${formats.bytes(forecast.limit.bytes)}` }]), [forecast.limit, formats, t]);
  return (
    <div>
      <TimeAxis window={window} ticks={axis.timeTicks} marks={[]} cursor={cursor} tickText={axis.tickText} timeText={axis.timeText} columns={chartColumns} />
      <TimeChart
        title={t('forecast.shape')} times={times} lines={lines} revision={forecast.at} window={window} timeTicks={axis.timeTicks} timeText={axis.timeText} stepMs={Math.max(1, ((window.to - window.from) / Math.max(1, times.length)) * 2)}
        rowEveryMs={rowStepOf(window.to - window.from)} quantity={quantities.bytes} limits={limits} cursor={cursor} height={120} atLeast={16 * 1024 * 1024} emptyText={t('nothing')}
      />
    </div>
  );
}
