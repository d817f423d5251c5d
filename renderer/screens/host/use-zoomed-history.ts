/** One window of time over a host's past and present: the zoom, the joined picture, the axis, and what happened. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createChartCursor } from '#renderer/charts/chart-cursor.ts';
import type { ChartMark } from '#renderer/charts/chart-series.ts';
import { spanOf, windowOf } from '#renderer/charts/chart-window.ts';
import { pageOf, type HistoryPage } from '#renderer/charts/history-pages.ts';
import { joinHistory } from '#renderer/charts/join-history.ts';
import { useZoom } from '#renderer/charts/use-zoom.ts';
import { zoomAxis } from '#renderer/charts/zoom-axis.ts';
import { lookAt, windowOfZoom, type Zoom } from '#renderer/charts/zoom-window.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { host as hostWords } from '#renderer/format/i18n/en/host.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { useAnswer, useTrend } from '#renderer/state/hooks.tsx';
import type { HistoryMark } from '#shared/domain/history.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { labelMarks } from './chart-lines.ts';
import { useHistory } from './use-history.ts';

const hourMs = 3_600_000;

export function useZoomedHistory(host: HostId, keys: readonly string[], sampleMs: number, lookedAt: number | null) {
  const formats = useFormats();
  const trend = useTrend(host);
  const [cursor] = useState(createChartCursor);
  const [width, setWidth] = useState(800);
  const lastAt = trend?.times.at(-1) ?? null;
  const spanRef = useRef(hourMs);
  // The longer the window, the coarser the step in which its edge moves: a pixel is a pixel.
  const presentMs = useTick((now) => {
    const edge = windowOf({ lastAt, nowMs: now, stepMs: sampleMs, spanMs: spanRef.current }).to;
    const grain = Math.max(1, Math.floor(spanRef.current / 2000));
    return Math.ceil(edge / grain) * grain;
  });
  const presentRef = useRef(presentMs);
  useLayoutEffect(() => { presentRef.current = presentMs; });
  const initial: Zoom = lookedAt === null ? { spanMs: hourMs, to: null } : lookAt(lookedAt, hourMs, presentMs);
  const door = useZoom(initial, () => presentRef.current, (moved, present) => shareOfCursor(cursor.get()?.at ?? null, windowOfZoom(moved, present), moved.to === null));
  const { zoom, surface, setZoom } = door;
  useLayoutEffect(() => { spanRef.current = zoom.spanMs; });
  useEffect(() => { if (lookedAt !== null) setZoom(lookAt(lookedAt, hourMs, presentRef.current)); }, [lookedAt, setZoom]);
  useLayoutEffect(() => {
    const lane = surface.current?.querySelector('[data-lane]');
    if (lane === null || lane === undefined) return undefined;
    const observer = new ResizeObserver(() => setWidth(lane.clientWidth));
    observer.observe(lane);
    return () => observer.disconnect();
  }, [surface]);

  const window = useMemo(() => windowOfZoom(zoom, presentMs), [zoom, presentMs]);
  const firstLive = trend?.times[0] ?? null;
  const needsPast = firstLive === null || window.from < firstLive - sampleMs * 2;
  const history = useHistory(host, keys, window, width, presentMs, needsPast);
  useGrowingSpan(door, lookedAt === null, history.answer?.times[0] ?? firstLive, lastAt);
  const revision = trend?.revision ?? 0;
  // `revision` stands for what the live columns hold: they grow in place.
  const picture = useMemo(() => joinHistory(history.answer, trend === null || revision < 0 ? null : trend, sampleMs, keys), [history.answer, trend, revision, sampleMs, keys]);
  const page = useRested(pageOf(window, width));
  const past = useAnswer('timeline.query', needsPast ? { from: page.from, to: Math.min(page.to, Math.ceil(presentMs / 60_000) * 60_000), hosts: [host] } : null);
  const marks = useMarks(history.answer?.marks ?? null, trend?.marks ?? null, past.value);
  const axis = useMemo(() => zoomAxis(window, formats), [window, formats]);
  return { ...door, cursor, window, presentMs, picture, marks, axis, history, hasTrend: trend !== null, needsPast, rebuilt: history.answer?.rebuilt ?? noHatches, trend };
}

/** What happened is asked for when the hand rests, not at every notch of a wheel. */
function useRested(page: HistoryPage): HistoryPage {
  const [rested, setRested] = useState(page);
  const { from, to, points } = page;
  useEffect(() => {
    const timer = setTimeout(() => setRested({ from, to, points }), 250);
    return () => clearTimeout(timer);
  }, [from, to, points]);
  return rested;
}

/** Until a person moves the window, it grows with what there is: an hour's axis with a minute of data shows nothing. */
function useGrowingSpan({ zoom, setZoom }: Pick<ReturnType<typeof useZoom>, 'zoom' | 'setZoom'>, isWanted: boolean, firstAt: number | null, lastAt: number | null): void {
  const own = useRef(zoom);
  const spanMs = Math.ceil(spanOf({ firstAt, lastAt, chosenMs: hourMs }) / 60_000) * 60_000;
  useEffect(() => {
    if (!isWanted || lastAt === null || zoom !== own.current || zoom.spanMs === spanMs) return;
    own.current = { spanMs, to: null };
    setZoom(own.current);
  }, [isWanted, lastAt, spanMs, zoom, setZoom]);
}

const noHatches: readonly { readonly from: number; readonly to: number }[] = [];

/** Keys look closer at the cursor; without one, at the present or the middle. */
function shareOfCursor(at: number | null, window: { readonly from: number; readonly to: number }, isLive: boolean): number {
  if (at === null || at < window.from || at > window.to) return isLive ? 1 : 0.5;
  return (at - window.from) / (window.to - window.from);
}

type Past = ReturnType<typeof useAnswer<'timeline.query'>>['value'];

const markWords = hostWords.charts.mark;
const isMarkWord = (word: string | undefined): word is keyof typeof markWords => word !== undefined && Object.hasOwn(markWords, word);

function useMarks(stored: readonly HistoryMark[] | null, live: readonly HistoryMark[] | null, past: Past): readonly ChartMark[] {
  const { t } = useTranslation('alerts');
  const { t: tHost } = useTranslation('host');
  const { t: tTimeline } = useTranslation('timeline');
  return useMemo(() => {
    const alerts = (past?.alerts ?? []).filter((alert) => alert.firedAt !== null).map((alert): ChartMark => ({ at: alert.firedAt ?? alert.since, kind: 'alert', label: `${t(`condition.${alert.condition}.title`)} · ${showForeign(alert.name, 120)}` }));
    const own = (past?.marks ?? []).filter((mark) => mark.kind === 'incident' || mark.kind === 'deploy' || mark.kind === 'engine-started').map((mark): ChartMark => ({ at: mark.at, kind: mark.kind, label: `${tTimeline(`mark.${mark.kind}`)}${mark.label === '' ? '' : `: ${showForeign(mark.label, 200)}`}` }));
    const seenByHost = labelMarks([...(stored ?? []), ...(live ?? [])], (kind, action) => (isMarkWord(action) ? tHost(`charts.mark.${action}`) : isMarkWord(kind) ? tHost(`charts.mark.${kind}`) : tTimeline('mark.action')));
    const seen = new Set<string>();
    return [...seenByHost, ...own, ...alerts]
      .filter((mark) => {
        const key = `${mark.at} ${mark.kind} ${mark.label}`;
        return seen.has(key) ? false : seen.add(key) !== undefined;
      })
      .sort((a, b) => a.at - b.at);
  }, [stored, live, past, t, tHost, tTimeline]);
}
