/** Which stretch of time is on screen, and the ways to another one. What the figures are made of is said beside it. */
import { useTranslation } from 'react-i18next';
import { Download, GitCompareArrows, ZoomIn, ZoomOut } from 'lucide-react';
import { presetOf, spanPresets, withSpan, zoomAround, type Zoom } from '#renderer/charts/zoom-window.ts';
import type { ChartWindow } from '#renderer/charts/chart-series.ts';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Menu } from '#renderer/components/menu.tsx';

type ToolbarProps = {
  zoom: Zoom;
  onZoom: (zoom: Zoom) => void;
  window: ChartWindow;
  presentMs: number;
  stepMs: number;
  isAsking: boolean;
  isComparing: boolean;
  onCompare: () => void;
  onCsv: () => void;
  onPng: () => void;
};

export function HistoryToolbar(props: ToolbarProps) {
  const { t } = useTranslation('history');
  const formats = useFormats();
  const { zoom, onZoom, window } = props;
  const chosen = presetOf(zoom);
  const isDays = window.to - window.from > 86_400_000;
  const momentText = (at: number): string => (isDays ? `${formats.day(at)}, ${formats.clock(at).slice(0, 5)}` : formats.clock(at));
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <div role="group" aria-label={t('span')} className="flex rounded-md border border-line-strong/60 bg-raised p-px">
        {spanPresets.map(({ id, spanMs }) => (
          <button
            key={id}
            type="button"
            aria-pressed={chosen === id}
            onClick={() => onZoom(withSpan(zoom, spanMs, props.presentMs))}
            className={classNames('h-6 min-w-10 rounded-sm px-1.5 whitespace-nowrap figures hover:bg-hover', chosen === id ? 'bg-selected font-medium' : 'text-muted')}
          >
            {t(`spans.${id}`)}
          </button>
        ))}
      </div>
      <div className="flex">
        <IconButton label={t('closer')} icon={<ZoomIn size={16} aria-hidden />} onClick={() => onZoom(zoomAround(zoom, 0.5, zoom.to === null ? 1 : 0.5, props.presentMs))} />
        <IconButton label={t('wider')} icon={<ZoomOut size={16} aria-hidden />} onClick={() => onZoom(zoomAround(zoom, 2, zoom.to === null ? 1 : 0.5, props.presentMs))} />
      </div>
      <Button aria-pressed={zoom.to === null} className={classNames(zoom.to === null && 'bg-selected')} onClick={() => onZoom({ ...zoom, to: null })}>{t('now')}</Button>
      <p className="order-last min-w-0 basis-full truncate text-sm 2xl:order-none 2xl:flex-1 2xl:basis-0 text-muted figures" role="status" title={t('keysHint')}>
        {zoom.to === null ? t('last', { span: formats.age(zoom.spanMs) }) : t('range', { from: momentText(window.from), to: momentText(window.to) })}
        {' · '}{props.stepMs > 0 ? t('means', { step: formats.age(props.stepMs) }) : t('samples')}
        {props.isAsking && <> · {t('asking')}</>}
      </p>
      <div className="ml-auto flex items-center">
        <IconButton label={t('compare.open')} icon={<GitCompareArrows size={16} aria-hidden />} isPressed={props.isComparing} onClick={props.onCompare} />
        <Menu
          trigger={<button type="button" aria-label={t('export.label')} title={t('export.label')} className="inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text"><Download size={16} aria-hidden /></button>}
          items={[
            { kind: 'action', id: 'csv', label: t('export.csv'), onChoose: props.onCsv },
            { kind: 'action', id: 'png', label: t('export.png'), onChoose: props.onPng },
          ]}
        />
      </div>
    </div>
  );
}
