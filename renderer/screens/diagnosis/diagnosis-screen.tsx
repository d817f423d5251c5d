/** The diagnosis of one host: its newest run or the one of the address, alone or beside an earlier one. */
import { useCallback, useMemo, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Stethoscope } from 'lucide-react';
import { Banner } from '#renderer/components/banner.tsx';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { useHeld } from '#renderer/components/use-held.ts';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { Skeleton, useIsLate } from '#renderer/components/skeleton.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { isRunning } from '#renderer/state/diagnosis-replica.ts';
import { useAnswer, useApp } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { selectHost } from '#renderer/state/selectors/app-facts.ts';
import type { DiagnosisRun, RunId, RunSummary } from '#shared/domain/diagnosis.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { AfterFix } from './after-fix.tsx';
import { AppliedFixes } from './applied-fixes.tsx';
import { CompareView } from './compare-view.tsx';
import { MuteHostProvider } from './mute-control.tsx';
import { PageActions } from './page-actions.tsx';
import { ReportSheet } from './report-sheet.tsx';
import { RunHeader } from './run-header.tsx';
import { RunHistory } from './run-history.tsx';
import { RunFailed } from './run-progress.tsx';
import { RunView } from './run-view.tsx';
import { useDiagnose } from './use-diagnose.ts';
import { useFindingWords } from './use-finding-words.ts';

type Place = { readonly run: RunId | null; readonly against: RunId | null; readonly finding: string | null };

export function DiagnosisScreen({ host: id, ...place }: { host: HostId } & Place) {
  const { t } = useTranslation('diagnosis');
  const { t: tHost } = useTranslation('host');
  const navigate = useNavigate();
  const host = useApp(selectHost(id));
  const isKnown = useApp((state) => state.diagnosis.isKnown);
  const error = useApp((state) => state.diagnosisError);
  if (host === null) return <EmptyState title={tHost('notFound')} action={<Button look="filled" onClick={() => navigate(formatRoute({ screen: 'diagnoses' }))}>{t('page.back')}</Button>} />;
  if (!isKnown) return error === null ? <PageLoading /> : <div className="px-4 py-4"><ErrorNote error={error} /></div>;
  return <MuteHostProvider value={id}><HostDiagnosis key={id} host={host} place={place} /></MuteHostProvider>;
}

function HostDiagnosis({ host, place }: { host: HostView; place: Place }) {
  const { t } = useTranslation('diagnosis');
  const newest = useApp((state) => state.diagnosis.latest.get(host.id) ?? null);
  const progress = useApp((state) => state.diagnosis.running.get(host.id) ?? null);
  const diagnose = useDiagnose();
  const isBusy = isRunning(progress);
  const canRun = host.link.phase === 'connected';
  const shown = place.run ?? newest?.id ?? null;
  const { id } = host;
  const again = useCallback((): void => void diagnose([id]), [diagnose, id]);
  const start = <Button look="filled" icon={<Stethoscope size={14} aria-hidden />} isWorking={isBusy} disabled={!canRun} title={canRun ? undefined : t('page.notConnected')} onClick={again}>{isBusy ? t('page.running') : newest === null ? t('page.diagnose') : t('page.again')}</Button>;
  if (shown === null) {
    return (
      <div className="flex min-h-0 flex-1 flex-col">
        <RunHeader name={host.config.name} nameHref={formatRoute({ screen: 'host', host: host.id, worker: null })} run={null} progress={progress} isReplay={false}>{null}</RunHeader>
        <RunFailed progress={progress} />
        <EmptyState title={t('page.never.title', { host: isolateForeign(host.config.name) })} action={start}>{t('page.never.body')}{!canRun && <span className="mt-2 block text-away">{t('page.notConnected')}</span>}</EmptyState>
      </div>
    );
  }
  return <ShownRun host={host} place={place} shown={shown} newest={newest} start={start} onAgain={canRun && !isBusy ? again : null} />;
}

function ShownRun({ host, place, shown, newest, start, onAgain }: { host: HostView; place: Place; shown: RunId; newest: RunSummary | null; start: ReactNode; onAgain: (() => void) | null }) {
  const { t } = useTranslation('diagnosis');
  const navigate = useNavigate();
  const describe = useFindingWords();
  const sheet = useRef<HTMLElement>(null);
  const progress = useApp((state) => state.diagnosis.running.get(host.id) ?? null);
  const mutes = useApp((state) => state.diagnosis.mutes);
  const version = useMemo(() => JSON.stringify(mutes.filter((mute) => mute.host === null || mute.host === host.id)), [mutes, host.id]);
  const answer = useAnswer('diagnosis.run', { id: shown }, version);
  const run = useHeld(answer.value);
  const runs = useHeld(useAnswer('diagnosis.runs', { host: host.id }, `${newest?.id ?? ''} ${version}`).value)?.runs ?? [];
  const other = useAnswer('diagnosis.run', place.against === null ? null : { id: place.against }, version);
  const before = place.against === null ? null : other.value;
  const hrefFor = useMemo(() => (to: Partial<Place>): string => formatRoute({ screen: 'diagnosis', host: host.id, run: place.run, against: null, finding: null, ...to }), [host.id, place.run]);
  const hrefOf = useMemo(() => (finding: string): string => hrefFor({ finding }), [hrefFor]);
  const { user } = host.config;
  const help = useMemo(() => ({ user, onAgain, editHref: formatRoute({ screen: 'host-edit', host: host.id }) }), [user, onAgain, host.id]);
  const isHere = run !== null && run.host === host.id && (run.id === shown || answer.phase === 'asking');
  const header = (
    <RunHeader name={host.config.name} nameHref={formatRoute({ screen: 'host', host: host.id, worker: null })} run={isHere ? run : null} progress={progress} isReplay={false}>
      <PageActions host={host.id} run={isHere ? run : null} runs={runs} against={place.against} sheet={sheet} onCompare={(against) => navigate(hrefFor({ against }))} />
      {start}
    </RunHeader>
  );
  if (!isHere || describe === null) {
    return (
      <div className="flex min-h-0 flex-1 flex-col">
        {header}
        <RunFailed progress={progress} />
        {answer.phase === 'failed' && answer.error !== null ? <RunLost error={answer.error} onNewest={() => navigate(hrefFor({ run: null }))} /> : <PageLoading />}
      </div>
    );
  }
  const earlier = runs.find(({ endedAt }) => endedAt <= run.startedAt)?.id ?? null;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1 flex-col print:hidden">
        {header}
        <RunFailed progress={progress} />
        {newest !== null && place.run !== null && place.run !== newest.id && <Banner title={t('page.notNewest')} action={<Button size="small" onClick={() => navigate(hrefFor({ run: null }))}>{t('page.newest')}</Button>} />}
        {place.against === null && run.by === 'fix' && earlier !== null && <AfterFix run={run} earlier={earlier} version={version} href={hrefFor({ against: earlier })} />}
        {place.against !== null && other.phase === 'failed' && other.error !== null && <Banner tone="bad" title={t('compare.failed')} action={<Button size="small" onClick={() => navigate(hrefFor({}))}>{t('compare.stop')}</Button>} />}
        {before === null
          ? <RunView run={run} describe={describe} hrefOf={hrefOf} isReplay={false} chosen={place.finding} help={help} history={(
            <>
              <RunHistory runs={runs} shown={run.id} hrefOf={(id) => hrefFor({ run: id === newest?.id ? null : id })} />
              <AppliedFixes host={host} />
            </>
          )} />
          : <Compared before={before} after={run} place={place} describe={describe} hrefFor={hrefFor} />}
      </div>
      <ReportSheet run={run} describe={describe} user={host.config.user} replayNote={null} sheet={sheet} />
    </div>
  );
}

function Compared({ before, after, place, describe, hrefFor }: { before: DiagnosisRun; after: DiagnosisRun; place: Place; describe: NonNullable<ReturnType<typeof useFindingWords>>; hrefFor: (to: Partial<Place>) => string }) {
  return <CompareView before={before} after={after} describe={describe} links={{ stop: hrefFor({}), swap: hrefFor({ run: before.id, against: place.run ?? after.id }), finding: (finding, isBefore) => (isBefore ? hrefFor({ run: before.id, finding }) : hrefFor({ finding })) }} />;
}

function RunLost({ error, onNewest }: { error: Parameters<typeof ErrorNote>[0]['error']; onNewest: () => void }) {
  const { t } = useTranslation('diagnosis');
  if (error.code === 'not-found') return <EmptyState title={t('page.lost')} action={<Button look="filled" onClick={onNewest}>{t('page.newest')}</Button>}>{t('page.lostBody')}</EmptyState>;
  return <div className="px-4 py-4"><ErrorNote error={error} /></div>;
}

function PageLoading() {
  const { t } = useTranslation('diagnosis');
  const isLate = useIsLate();
  if (!isLate) return null;
  return (
    <div role="status" aria-label={t('loading')} className="grid min-h-0 flex-1 grid-cols-[312px_minmax(0,1fr)] border-t">
      <div className="flex flex-col gap-4 border-r px-4 pt-5"><Skeleton className="h-10 w-24" /><Skeleton className="w-40" />{Array.from({ length: 6 }, (_, row) => <Skeleton key={row} className="w-full" />)}</div>
      <div className="flex flex-col px-4 pt-14">{Array.from({ length: 8 }, (_, row) => <div key={row} className="flex h-12 items-center gap-6 border-b border-line/60"><Skeleton className="w-3/5" /></div>)}</div>
    </div>
  );
}
