/** One quantity of any workers or hosts of the fleet on the same window: chosen by hand, eight at most. */
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Plus, X } from 'lucide-react';
import type { ChartCursor } from '#renderer/charts/chart-cursor.ts';
import type { ChartWindow } from '#renderer/charts/chart-series.ts';
import { pageOf } from '#renderer/charts/history-pages.ts';
import { alignPictures, joinHistory, type HistoryPicture } from '#renderer/charts/join-history.ts';
import { createQuantities } from '#renderer/charts/quantities.ts';
import { TimeChart } from '#renderer/charts/time-chart.tsx';
import { rowStepOf, type ZoomAxis } from '#renderer/charts/zoom-axis.ts';
import { Button } from '#renderer/components/button.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Menu } from '#renderer/components/menu.tsx';
import { Select } from '#renderer/components/select.tsx';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import type { HostView } from '#shared/domain/host.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { lineFrom } from './history-lines.ts';

const subjectsAtMost = 8;
const offeredAtMost = 60;
const askAgainMs = 2_000;
const measures = ['worker.rss', 'worker.pss', 'worker.main', 'worker.cpu', 'worker.rate', 'worker.runtime95', 'child.rss', 'host.memory', 'host.cpu', 'host.load1', 'host.temperature'] as const;
type Measure = (typeof measures)[number];
type Subject = { readonly host: HostId; readonly key: string; readonly name: string };

function subjectsOf(measure: Measure, hosts: Iterable<HostView>, workers: Iterable<WorkerView>): readonly Subject[] {
  if (measure.startsWith('host.')) return [...hosts].map((host) => ({ host: host.id, key: measure, name: host.config.name }));
  if (measure === 'child.rss') return [...workers].flatMap((worker) => placesOf(worker));
  return [...workers].flatMap((worker) => (worker.host === null ? [] : [{ host: worker.host, key: `${measure}:${worker.key}`, name: worker.name }]));
}
const placesOf = ({ host, key, name, pool }: WorkerView): readonly Subject[] => (host === null || pool.kind !== 'prefork' ? [] : Array.from({ length: Math.min(8, pool.autoscale?.max ?? pool.maxConcurrency ?? 0) }, (_none, index) => ({ host, key: `child.rss:${key}#${index + 1}`, name: `${name} · ${index + 1}` })));
const idOf = (subject: Subject): string => `${subject.host} ${subject.key}`;

export function CompareChart(props: { host: HostView; window: ChartWindow; axis: ZoomAxis; cursor: ChartCursor; sampleMs: number; presentMs: number; onClose: () => void }) {
  const { t } = useTranslation('history');
  const formats = useFormats();
  const hosts = useApp((state) => state.replica.hosts);
  const workers = useApp((state) => state.replica.workers);
  const [measure, setMeasure] = useState<Measure>('worker.rss');
  const all = useMemo(() => subjectsOf(measure, hosts.values(), workers.values()), [measure, hosts, workers]);
  const [picked, setPicked] = useState<readonly string[] | null>(null);
  const ids = picked ?? all.filter((one) => measure.startsWith('host.') || one.host === props.host.id).slice(0, 4).map(idOf);
  const chosen = ids.flatMap((id) => all.find((one) => idOf(one) === id) ?? []);
  const picture = useCompared(chosen, props.window, props.presentMs, props.sampleMs);
  const quantities = useMemo(() => createQuantities(formats), [formats]);
  const quantity = measure === 'host.memory' || measure.endsWith('cpu') ? quantities.percent : measure === 'host.temperature' ? quantities.celsius : measure === 'host.load1' ? quantities.load : measure === 'worker.rate' ? quantities.count : measure === 'worker.runtime95' ? quantities.seconds : quantities.bytes;
  const chosenText = JSON.stringify(chosen.map((one) => [idOf(one), one.name]));
  const lines = useMemo(() => (JSON.parse(chosenText) as [string, string][]).map(([id, name]) => lineFrom(picture, id, name, 'hued', picture.coarsestMs > props.sampleMs * 2)), [chosenText, picture, props.sampleMs]);
  const offered = all.filter((one) => !ids.includes(idOf(one))).sort((a, b) => Number(b.host === props.host.id) - Number(a.host === props.host.id)).slice(0, offeredAtMost);
  return (
    <div className="rounded-lg border p-2">
      <div className="flex flex-wrap items-center gap-2 pb-1" data-not-exported>
        <Select<Measure> label={t('compare.measure')} prefix={t('compare.measure')} value={measure} onChange={(next) => { setMeasure(next); setPicked(null); }} choices={measures.map((one) => ({ value: one, label: t(`compare.measures.${one.replace('.', '-') as 'worker-rss'}`) }))} />
        {chosen.map((one) => (
          <span key={idOf(one)} className="inline-flex h-6 max-w-44 items-center gap-1 rounded-md bg-sunken pr-0.5 pl-2">
            <Foreign text={one.name} />
            <IconButton size="small" label={t('compare.remove', { name: isolateForeign(one.name, 60) })} icon={<X size={12} aria-hidden />} onClick={() => setPicked(ids.filter((id) => id !== idOf(one)))} />
          </span>
        ))}
        {chosen.length < subjectsAtMost && offered.length > 0 && (
          <Menu align="start" trigger={<Button size="small" icon={<Plus size={12} aria-hidden />}>{t('compare.add')}</Button>} items={offered.map((one) => ({ kind: 'action', id: idOf(one), label: showForeign(one.name, 60), onChoose: () => setPicked([...ids, idOf(one)]) }))} />
        )}
        <span className="flex-1" />
        <IconButton size="small" label={t('compare.close')} icon={<X size={14} aria-hidden />} onClick={props.onClose} />
      </div>
      <TimeChart
        title={t('compare.title')} times={picture.times} lines={lines} revision={0} window={props.window} timeTicks={props.axis.timeTicks} timeText={props.axis.timeText}
        stepMs={Math.max(props.sampleMs, picture.coarsestMs)} rowEveryMs={rowStepOf(props.window.to - props.window.from)} quantity={quantity} cursor={props.cursor} height={152}
        atLeast={quantity === quantities.bytes ? 16 * 1024 * 1024 : 1} emptyText={chosen.length === 0 ? t('compare.none') : t('nothing')}
      />
    </div>
  );
}

/** Asked host by host; a series carries its host in its key, since two hosts may have series of one name. */
function useCompared(chosen: readonly Subject[], window: ChartWindow, presentMs: number, sampleMs: number): HistoryPicture {
  const { ask } = useActions();
  const isLive = useApp((state) => state.link.phase === 'live');
  const page = pageOf(window, 700);
  const wanted = JSON.stringify([...new Set(chosen.map((one) => one.host))].map((host) => ({ host, keys: chosen.filter((one) => one.host === host).map((one) => one.key) })));
  const [pictures, setPictures] = useState<readonly HistoryPicture[]>([]);
  // The store answers up to now: while now is in sight it is asked again, as often as a pixel of the picture is long.
  const beatMs = Math.max(askAgainMs, (window.to - window.from) / 700);
  const beat = window.to >= presentMs - beatMs ? Math.floor(presentMs / beatMs) : 0;
  useEffect(() => {
    if (!isLive) return undefined;
    const ending = new AbortController();
    const questions = JSON.parse(wanted) as { host: HostId; keys: string[] }[];
    void Promise.all(questions.map(async ({ host, keys }) => {
      const result = await ask('history.query', { host, keys, from: page.from, to: page.to, points: page.points }, { signal: ending.signal });
      const joined = joinHistory(result.ok ? result.value : null, null, sampleMs, keys);
      return { ...joined, series: new Map([...joined.series].map(([key, column]) => [`${host} ${key}`, column])) };
    })).then((answers) => { if (!ending.signal.aborted) setPictures(answers); });
    return () => ending.abort();
  }, [ask, wanted, page.from, page.to, page.points, isLive, beat, sampleMs]);
  const pixelMs = (window.to - window.from) / 700;
  return useMemo(() => alignPictures(pictures, Math.max(sampleMs, 2 ** Math.ceil(Math.log2(pixelMs)))), [pictures, pixelMs, sampleMs]);
}
