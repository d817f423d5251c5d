/** Every host's newest diagnosis, the worst first, with how the scores are spread; runs can be started for all or for some. */
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FolderOpen, PackageOpen, Stethoscope } from 'lucide-react';
import { Banner } from '#renderer/components/banner.tsx';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { SearchField } from '#renderer/components/search-field.tsx';
import { Select } from '#renderer/components/select.tsx';
import { Skeleton, useIsLate } from '#renderer/components/skeleton.tsx';
import { useToast } from '#renderer/components/toast.tsx';
import { describeError } from '#renderer/format/describe-error.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useApp, useCheckCards, useIsPending } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { selectIsEngineLost } from '#renderer/state/selectors/app-facts.ts';
import { createHostLister, listDiagnosisRows, spreadScores, type DiagnosisRow, type ScoreSpread } from '#renderer/state/selectors/diagnosis-rows.ts';
import type { RunSummary } from '#shared/domain/diagnosis.ts';
import { BundleDialog } from './bundle-dialog.tsx';
import { BundleDrop } from './bundle-drop.tsx';
import { DiagnosisList } from './diagnosis-list.tsx';
import { ScoreHistogram } from './score-histogram.tsx';
import { useBundlePicker } from './use-bundle-picker.tsx';
import { useDiagnose, useFailure } from './use-diagnose.ts';

export function DiagnosesScreen() {
  const { language } = useFormats();
  const picker = useBundlePicker();
  const [listHosts] = useState(createHostLister);
  const hosts = useApp(listHosts);
  const diagnosis = useApp((state) => state.diagnosis);
  const view = useApp((state) => state.diagnosisView);
  const isPast = useApp(selectIsEngineLost);
  const cards = useCheckCards();
  const compare = useMemo(() => new Intl.Collator(language, { numeric: true, sensitivity: 'base' }).compare, [language]);
  const titleOf = useCallback((run: RunSummary): string | null => { const [worst] = run.worst; return worst === undefined ? null : (cards?.get(worst.check)?.words[language].title ?? null); }, [cards, language]);
  const { search, sort } = view;
  const all = useMemo(() => listDiagnosisRows({ hosts, diagnosis, view: { search: '', sort }, worstText: () => '', compare }), [hosts, diagnosis, sort, compare]);
  const rows = useMemo(() => (search === '' ? all : listDiagnosisRows({ hosts, diagnosis, view: { search, sort }, worstText: (run) => `${titleOf(run) ?? ''}\n${subjectOf(run) ?? ''}`, compare })), [all, hosts, diagnosis, search, sort, titleOf, compare]);
  const spread = useMemo(() => spreadScores(all), [all]);
  return (
    <BundleDrop onFile={(file) => void picker.take(file)}>
      {picker.input}
      <Header rows={rows} total={all.length} spread={spread} onOpenBundle={picker.choose} />
      <FeedTrouble />
      {!diagnosis.isKnown ? <ListLoading /> : rows.length === 0 || spread.never === all.length && spread.running === 0 ? <Nothing hasHosts={all.length > 0} isSearching={search !== ''} onOpenBundle={picker.choose} /> : <DiagnosisList rows={rows} titleOf={titleOf} subjectOf={subjectOf} isPast={isPast} />}
    </BundleDrop>
  );
}

/** The finding's id is its check, its kind of subject and the subject. */
function subjectOf(run: RunSummary): string | null {
  const [worst] = run.worst;
  const parts = worst?.finding.split(':') ?? [];
  return parts.length < 3 || parts[1] === 'host' ? null : parts.slice(2).join(':');
}

function Header({ rows, total, spread, onOpenBundle }: { rows: readonly DiagnosisRow[]; total: number; spread: ScoreSpread; onOpenBundle: () => void }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const { changeDiagnosisView } = useActions();
  const view = useApp((state) => state.diagnosisView);
  const diagnose = useDiagnose();
  const isStarting = useIsPending('diagnosis.start', 'all');
  const [isBundling, setBundling] = useState(false);
  const chosen = rows.filter(({ host }) => view.selected.has(host.id));
  const forBundle = (chosen.length > 0 ? chosen : rows).filter(({ run }) => run !== null).map(({ host }) => host.id);
  const start = (): void => void diagnose(chosen.map(({ host }) => host.id));
  return (
    <header className="flex shrink-0 flex-col gap-2 px-4 pt-3 pb-2">
      <div className="flex items-center gap-2">
        <h1 className="flex-1 pr-2 text-xl font-semibold">{t('title')}</h1>
        <SearchField label={t('fleet.search')} hint={t('fleet.searchHint')} value={view.search} onChange={(search) => changeDiagnosisView((old) => ({ ...old, search }))} className="w-60 min-w-32 shrink" />
        <Select label={t('fleet.sort.label')} prefix={t('fleet.sort.label')} value={view.sort} onChange={(sort) => changeDiagnosisView((old) => ({ ...old, sort }))}
          choices={[{ value: 'worst', label: t('fleet.sort.worst') }, { value: 'problems', label: t('fleet.sort.problems') }, { value: 'oldest', label: t('fleet.sort.oldest') }, { value: 'name', label: t('fleet.sort.name') }]} />
        <Schedule />
        <IconButton label={t('page.makeBundle')} icon={<PackageOpen size={16} aria-hidden />} disabled={forBundle.length === 0} onClick={() => setBundling(true)} />
        <IconButton label={t('page.openBundle')} icon={<FolderOpen size={16} aria-hidden />} onClick={onOpenBundle} />
        <Button look="filled" icon={<Stethoscope size={14} aria-hidden />} isWorking={isStarting} disabled={total === 0} onClick={start}>{chosen.length === 0 ? t('fleet.all') : t('fleet.selected', { count: chosen.length })}</Button>
      </div>
      {spread.never < total && (
        <div className="flex items-end gap-6">
          <ScoreHistogram spread={spread} />
          <span className="flex-1" />
          <p className="pb-4 text-right whitespace-nowrap text-muted figures">
            {rows.length !== total && <span className="block">{t('fleet.shown', { shown: formats.number(rows.length), total: formats.number(total) })}</span>}
            {spread.lowest !== null && <span className="block">{t('fleet.lowest', { value: spread.lowest.value ?? '–', host: `\u2068${showForeign(spread.lowest.hostName, 40)}\u2069` })}</span>}
          </p>
        </div>
      )}
      {isBundling && <BundleDialog hosts={forBundle} onClose={() => setBundling(false)} />}
    </header>
  );
}

const hours = ['off', '1', '6', '24', '168'] as const;

function Schedule() {
  const { t } = useTranslation('diagnosis');
  const { ask } = useActions();
  const toast = useToast();
  const fail = useFailure(t('finding.muteFailed'));
  const every = useApp((state) => state.diagnosis.everyHours);
  const name = (value: string): string => (value === 'off' ? t('fleet.schedule.off') : value === '24' ? t('fleet.schedule.daily') : value === '168' ? t('fleet.schedule.weekly') : t('fleet.schedule.every', { count: Number(value) }));
  const value = every === null ? 'off' : String(every);
  const known: readonly string[] = (hours as readonly string[]).includes(value) ? hours : [...hours, value];
  const choose = (next: string): void => {
    void ask('diagnosis.schedule', { everyHours: next === 'off' ? null : Number(next) }).then((result) => {
      if (result.ok) toast({ tone: 'done', title: t('fleet.schedule.saved') });
      else fail(result.error);
    });
  };
  return <Select label={t('fleet.schedule.label')} prefix={t('fleet.schedule.label')} value={value} onChange={choose} choices={known.map((one) => ({ value: one, label: name(one) }))} />;
}

function FeedTrouble() {
  const { t } = useTranslation('diagnosis');
  const { t: tErrors } = useTranslation('errors');
  const formats = useFormats();
  const error = useApp((state) => state.diagnosisError);
  if (error === null) return null;
  const words = describeError(tErrors, formats, error);
  return <Banner tone="bad" title={t('feedFailed')}>{`${words.why} ${words.next}`}</Banner>;
}

function ListLoading() {
  const { t } = useTranslation('diagnosis');
  const isLate = useIsLate();
  if (!isLate) return null;
  return <div role="status" aria-label={t('loading')} className="flex flex-col px-4 pt-6">{Array.from({ length: 8 }, (_, row) => <div key={row} className="flex h-9 items-center gap-6 border-b border-line/60"><Skeleton className="w-40" /><Skeleton className="w-20" /><Skeleton className="w-1/3" /></div>)}</div>;
}

function Nothing({ hasHosts, isSearching, onOpenBundle }: { hasHosts: boolean; isSearching: boolean; onOpenBundle: () => void }) {
  const { t } = useTranslation('diagnosis');
  const navigate = useNavigate();
  const diagnose = useDiagnose();
  const { changeDiagnosisView } = useActions();
  if (isSearching) return <EmptyState title={t('fleet.nothing.title')} action={<Button onClick={() => changeDiagnosisView((view) => ({ ...view, search: '' }))}>{t('fleet.nothing.clear')}</Button>}>{t('fleet.nothing.body')}</EmptyState>;
  if (!hasHosts) return <EmptyState title={t('fleet.empty.title')} action={<Button look="filled" onClick={() => navigate(formatRoute({ screen: 'host-new' }))}>{t('fleet.empty.add')}</Button>}>{t('fleet.empty.body')}</EmptyState>;
  return <EmptyState title={t('fleet.first.title')} action={<><Button look="filled" onClick={() => void diagnose([])}>{t('fleet.first.start')}</Button><Button onClick={onOpenBundle}>{t('page.openBundle')}</Button></>}>{t('fleet.first.body')}</EmptyState>;
}
