/**
 * Logs of many places on one axis of time: followed or paused, filtered, searched. Used over all hosts and on the page
 * of one host; each keeps what was chosen.
 */
import type { ReactNode } from 'react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Pause, Play } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { Skeleton, useIsLate } from '#renderer/components/skeleton.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { describeCause } from '#renderer/format/describe-incident.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useAnswer, useApp } from '#renderer/state/hooks.tsx';
import type { LogPicture } from '#renderer/state/logs/log-board.ts';
import type { LogSession } from '#renderer/state/logs/log-session.ts';
import { formatRoute } from '#renderer/state/routes.ts';
import { initialLogView, mostSources, type LogScope, type LogView } from '#renderer/state/slices/log-view.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LogLine, LogSource, LogSourceId } from '#shared/domain/log.ts';
import { LineDetail } from './line-detail.tsx';
import { LogAxis, type AxisMark } from './log-axis.tsx';
import { LevelFilter, WorkerFilter } from './log-filters.tsx';
import { LogJump } from './log-jump.tsx';
import { LogLines } from './log-lines.tsx';
import { LogSearchBar } from './log-search-bar.tsx';
import { LogSources } from './log-sources.tsx';
import { chosenSources, shortName } from './source-choice.ts';
import { useLogHistogram } from './use-log-histogram.ts';
import { useLogReading } from './use-log-reading.ts';

const refreshMs = 5000;
const noSources: readonly LogSource[] = [];

/** `at`, `wanted`: from the address. */
export function LogViewer({ scope, at, wanted, title }: { scope: LogScope; at: number | null; wanted: readonly LogSourceId[] | null; title?: string | undefined }) {
  const { t } = useTranslation('logs');
  const { changeLogView } = useActions();
  const view = useApp((state) => state.logViews.get(scope) ?? initialLogView);
  const turn = useTick((now) => Math.floor(now / refreshMs));
  const asked = useAnswer('logs.sources', { host: scope === 'all' ? null : scope }, turn);
  const all = asked.value?.sources ?? noSources;
  const onChange = useCallback((change: (view: LogView) => LogView) => changeLogView(scope, change), [changeLogView, scope]);
  const applied = useRef('');
  const address = `${at ?? ''} ${(wanted ?? []).join('\n')}`;
  useEffect(() => {
    if (wanted === null || applied.current === address) return;
    applied.current = address;
    onChange((old) => ({ ...old, sources: new Set(wanted), levels: [], workers: [], isOnlyMatches: false }));
  }, [wanted, address, onChange]);
  const isLate = useIsLate();
  if (asked.phase === 'failed' && asked.value === null && asked.error !== null) return <div className="p-4"><ErrorNote error={asked.error} /></div>;
  if (asked.value === null) return isLate ? <div role="status" aria-label={t('loading')} className="flex flex-col gap-2 p-4">{[1, 2, 3, 4, 5].map((row) => <Skeleton key={row} className="w-2/3" />)}</div> : null;
  if (all.length === 0) return <NoSources scope={scope} title={title} />;
  return <Viewer key={`${scope} ${address}`} all={all} scope={scope} view={view} at={at} title={title} onChange={onChange} />;
}

function NoSources({ scope, title }: { scope: LogScope; title?: string | undefined }) {
  const { t } = useTranslation('logs');
  const navigate = useNavigate();
  return (
    <>
      {title !== undefined && <h1 className="px-4 pt-3 text-xl font-semibold">{title}</h1>}
      <EmptyState title={t('noSources.title')} action={scope === 'all' ? <Button onClick={() => navigate(formatRoute({ screen: 'fleet' }))}>{t('noSources.hosts')}</Button> : undefined}>{t('noSources.body')}</EmptyState>
    </>
  );
}

function Viewer({ all, scope, view, at, title, onChange }: { all: readonly LogSource[]; scope: LogScope; view: LogView; at: number | null; title?: string | undefined; onChange: (change: (view: LogView) => LogView) => void }) {
  const { t } = useTranslation('logs');
  const hosts = useApp((state) => state.replica.hosts);
  const allWorkers = useApp((state) => state.replica.workers);
  const hostName = useCallback((host: HostId) => hosts.get(host)?.config.name ?? host, [hosts]);
  const chosen = useMemo(() => chosenSources(all, view.sources), [all, view.sources]);
  const chosenIds = useMemo(() => new Set(chosen.map(({ id }) => id)), [chosen]);
  const onChoose = useCallback((sources: ReadonlySet<LogSourceId>) => onChange((old) => ({ ...old, sources })), [onChange]);
  const reading = useLogReading(chosen, view, at);
  const { session, picture, visible, selected, setSelected } = reading;
  const histogram = useLogHistogram({ search: reading.search, sources: reading.ids, filter: reading.plainFilter, from: picture.oldestAt, to: picture.newestAt });
  const byId = useMemo(() => new Map(all.map((source) => [source.id, source])), [all]);
  const isManyHosts = new Set(chosen.map(({ host }) => host)).size > 1;
  const fromOf = useCallback((line: LogLine) => {
    const source = byId.get(line.source);
    if (source === undefined) return showForeign(line.source, 80);
    return showForeign(isManyHosts ? `${hostName(source.host)} ${shortName(source.name)}` : shortName(source.name), 80);
  }, [byId, hostName, isManyHosts]);
  const hostsHere = useMemo(() => new Set(all.map(({ host }) => host)), [all]);
  const workers = useMemo(() => [...allWorkers.values()].filter(({ host }) => host !== null && hostsHere.has(host)).map(({ key, name }) => ({ key, name })), [allWorkers, hostsHere]);
  const incidents = useIncidentMarks(scope, hostName);
  const isFiltered = view.levels.length > 0 || view.workers.length > 0 || (view.isOnlyMatches && view.pattern.text !== '');
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 items-center gap-2 border-b px-4 py-2">
        {title === undefined ? <span className="flex-1" /> : <h1 className="flex-1 text-xl font-semibold">{title}</h1>}
        <LevelFilter view={view} onChange={onChange} />
        <WorkerFilter view={view} onChange={onChange} workers={workers} />
        <LogJump at={visible.first?.at ?? picture.newestAt} incidents={incidents} onJump={session.jumpTo} onOldest={session.jumpToOldest} onNewest={session.follow} />
        <FollowButton session={session} picture={picture} />
      </div>
      <div className="flex min-h-0 flex-1">
        <LogSources all={all} chosen={chosenIds} hostName={hostName} onChoose={onChoose} />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <div className="flex shrink-0 px-3 pt-2"><LogSearchBar view={view} onChange={onChange} found={reading.found} place={reading.place} onMatch={reading.goToMatch} /></div>
          <LogAxis from={picture.oldestAt} to={picture.newestAt} first={visible.first?.at ?? null} last={visible.last?.at ?? null} marks={incidents} histogram={histogram} onJump={session.jumpTo} />
          <Notes picture={picture} isTooMany={view.sources !== null && view.sources.size > mostSources} />
          {chosen.length === 0 ? <EmptyState title={t('noSource.title')}>{t('noSource.body')}</EmptyState> : <Lines picture={picture} isFiltered={isFiltered} onClear={() => onChange((old) => ({ ...old, levels: [], workers: [], isOnlyMatches: false }))}>
            <LogLines session={session} picture={picture} selected={selected} onSelect={setSelected} onVisible={reading.onVisible} rangesOf={reading.rangesOf} fromOf={fromOf} onMatch={reading.goToMatch} />
          </Lines>}
          {selected !== null && <LineDetail key={`${selected.source} ${selected.seq}`} line={selected} from={fromOf(selected)} ranges={reading.rangesOf(selected)} onClose={() => setSelected(null)} />}
          <Foot picture={picture} />
        </div>
      </div>
    </div>
  );
}

function Lines({ picture, isFiltered, onClear, children }: { picture: LogPicture; isFiltered: boolean; onClear: () => void; children: ReactNode }) {
  const { t } = useTranslation('logs');
  if (picture.phase === 'failed' && picture.error !== null) return <div className="flex-1 p-4"><ErrorNote error={picture.error} /></div>;
  if (picture.phase === 'ready' && picture.lines.length === 0) return <div className="flex-1"><EmptyState title={t('noLines.title')} action={isFiltered ? <Button onClick={onClear}>{t('noLines.clear')}</Button> : undefined}>{t('noLines.body')}</EmptyState></div>;
  return children;
}

function FollowButton({ session, picture }: { session: LogSession; picture: LogPicture }) {
  const { t } = useTranslation('logs');
  const formats = useFormats();
  const { isFollowing, waiting } = picture;
  return (
    <Button className="w-36" aria-pressed={isFollowing} look={isFollowing ? 'plain' : 'filled'} icon={isFollowing ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />} title={isFollowing ? t('pause') : t('resume')} onClick={() => (isFollowing ? session.pause() : session.follow())}>
      <span className="figures">{isFollowing ? t('pause') : waiting > 0 ? t('waiting', { count: waiting }).replace(String(waiting), formats.number(waiting)) : t('follow')}</span>
    </Button>
  );
}

function Notes({ picture, isTooMany }: { picture: LogPicture; isTooMany: boolean }) {
  const { t } = useTranslation('logs');
  const notes = [isTooMany ? t('tooMany', { count: mostSources }) : null, picture.missing.length > 0 ? t('missing', { count: picture.missing.length }) : null, picture.dropped > 0 ? t('dropped', { count: picture.dropped }) : null].filter((note) => note !== null);
  return notes.length === 0 ? null : <p role="status" className="shrink-0 border-b bg-sunken px-4 py-1 text-sm text-muted">{notes.join(' ')}</p>;
}

function Foot({ picture }: { picture: LogPicture }) {
  const { t } = useTranslation('logs');
  const formats = useFormats();
  const text = picture.isReadingEarlier ? t('readingEarlier') : picture.isReadingLater ? t('readingLater') : '';
  return (
    <div className="flex h-6 shrink-0 items-center gap-4 border-t px-4 text-sm text-muted figures">
      <span role="status" className="flex-1">{text}</span>
      {picture.costMsPerMinute !== null && <span title={t('costDetail')}>{t('cost', { cost: formats.duration(picture.costMsPerMinute) })}</span>}
    </div>
  );
}

/** The incidents of these hosts as marks; asked anew when there is a new one. */
function useIncidentMarks(scope: LogScope, hostName: (host: HostId) => string): readonly AxisMark[] {
  const { t } = useTranslation('logs');
  const { t: tCause } = useTranslation('causes');
  const formats = useFormats();
  const version = useApp((state) => state.crashes.seq);
  const { value } = useAnswer('crashes.incidents', { group: null, host: scope === 'all' ? null : scope, worker: null, since: null, until: null, after: null, limit: 200 }, version);
  return useMemo(() => (value?.incidents ?? []).map((incident) => ({
    at: incident.at,
    label: t('incidentMark', { at: formats.absolute(incident.at), what: `${showForeign(incident.worker ?? incident.program ?? hostName(incident.host), 80)}, ${describeCause(tCause, formats, incident.cause).name}` }),
  })).toReversed(), [value, t, tCause, formats, hostName]);
}
