/** The inbox: every kind of crash once, the open ones first, each with its cause, its trend and where it happens. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#renderer/components/banner.tsx';
import { Button } from '#renderer/components/button.tsx';
import { ChoiceRow } from '#renderer/components/choice-row.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { SearchField } from '#renderer/components/search-field.tsx';
import { Select } from '#renderer/components/select.tsx';
import { Skeleton, useIsLate } from '#renderer/components/skeleton.tsx';
import { describeError } from '#renderer/format/describe-error.ts';
import { describeRule } from '#renderer/format/describe-incident.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { selectIsEngineLost } from '#renderer/state/selectors/app-facts.ts';
import { countStates, listCrashGroups, type StateCounts } from '#renderer/state/selectors/crash-groups.ts';
import type { CrashStateChoice } from '#renderer/state/slices/crash-view.ts';
import type { CrashGroup } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { CrashList } from './crash-list.tsx';
import { GroupDialog } from './group-dialogs.tsx';
import { useHostNames } from './use-host-names.ts';

export function CrashesScreen() {
  const { t: tCause } = useTranslation('causes');
  const { language } = useFormats();
  const crashes = useApp((state) => state.crashes);
  const view = useApp((state) => state.crashView);
  const isPast = useApp(selectIsEngineLost);
  const hostName = useHostNames();
  const [noted, setNoted] = useState<CrashGroup | null>(null);
  const compare = useMemo(() => new Intl.Collator(language, { numeric: true, sensitivity: 'base' }).compare, [language]);
  const counts = useMemo(() => countStates(crashes.groups.values()), [crashes.groups]);
  const groups = useMemo(() => {
    const causeText = ({ cause }: CrashGroup): string => `${tCause(`cause.${cause.code}.name`)}\n${cause.rules.map((rule) => describeRule(tCause, rule)).join('\n')}`;
    return listCrashGroups({ groups: crashes.groups.values(), view, hostName, causeText, compare });
  }, [crashes.groups, view, hostName, compare, tCause]);
  return (
    <>
      <CrashesHeader counts={counts} shown={groups.length} hostName={hostName} />
      <FeedTrouble />
      {!crashes.isKnown ? <CrashesLoading /> : groups.length === 0 ? <NothingShown counts={counts} /> : <CrashList groups={groups} hostName={hostName} isPast={isPast} onNote={setNoted} />}
      {noted !== null && <GroupDialog kind="note" group={crashes.groups.get(noted.id) ?? noted} onClose={() => setNoted(null)} />}
    </>
  );
}

/** No host has this id: ids have no spaces. */
const everyHost = ' all';
const states: readonly CrashStateChoice[] = ['open', 'muted', 'resolved', 'all'];

function CrashesHeader({ counts, shown, hostName }: { counts: StateCounts; shown: number; hostName: (host: HostId) => string }) {
  const { t } = useTranslation('crashes');
  const formats = useFormats();
  const { changeCrashView } = useActions();
  const view = useApp((state) => state.crashView);
  const groups = useApp((state) => state.crashes.groups);
  const hosts = useMemo(() => [...new Set([...groups.values()].flatMap((group) => group.hosts))].map((host) => ({ host, name: hostName(host) })).sort((a, b) => (a.name < b.name ? -1 : 1)), [groups, hostName]);
  return (
    <header className="flex shrink-0 flex-col gap-1.5 px-4 pt-3 pb-2.5 min-[1900px]:max-w-[1560px]">
      <div className="flex items-center gap-2">
        <h1 className="flex-1 text-xl font-semibold">{t('title')}</h1>
        <SearchField label={t('search')} hint={t('searchHint')} value={view.search} onChange={(search) => changeCrashView((old) => ({ ...old, search }))} />
        <Select label={t('host.label')} prefix={t('host.label')} value={view.host ?? everyHost} onChange={(host) => changeCrashView((old) => ({ ...old, host: host === everyHost ? null : (host as HostId) }))}
          choices={[{ value: everyHost, label: t('host.all') }, ...hosts.map(({ host, name }) => ({ value: host as string, label: showForeign(name, 40) }))]} />
        <Select label={t('sort.label')} prefix={t('sort.label')} value={view.sort} onChange={(sort) => changeCrashView((old) => ({ ...old, sort }))}
          choices={[{ value: 'last', label: t('sort.last') }, { value: 'count', label: t('sort.count') }, { value: 'first', label: t('sort.first') }, { value: 'title', label: t('sort.title') }]} />
      </div>
      <div className="flex items-center gap-4 text-muted">
        <ChoiceRow className="-ml-2" label={t('state.label')} value={view.state} onChoose={(state) => changeCrashView((old) => ({ ...old, state }))} choices={states.map((state) => ({ value: state, label: <>{t(`state.${state}`)}<span className="font-normal text-muted figures">{formats.number(counts[state])}</span></> }))} />
        <span className="flex-1" />
        {shown !== counts[view.state] && <span className="figures">{t('shown', { shown: formats.number(shown), total: formats.number(counts[view.state]) })}</span>}
      </div>
    </header>
  );
}

function FeedTrouble() {
  const { t } = useTranslation('crashes');
  const { t: tErrors } = useTranslation('errors');
  const formats = useFormats();
  const error = useApp((state) => state.crashError);
  if (error === null) return null;
  const words = describeError(tErrors, formats, error);
  return <Banner tone="bad" title={t('feedFailed')}>{`${words.why} ${words.next}`}</Banner>;
}

function CrashesLoading() {
  const { t } = useTranslation('crashes');
  const isLate = useIsLate();
  if (!isLate) return null;
  return <div role="status" aria-label={t('loading')} className="flex flex-col px-4 pt-6">{Array.from({ length: 8 }, (_, row) => <div key={row} className="flex h-11 items-center gap-6 border-b border-line/60"><Skeleton className="w-1/2" /><Skeleton className="w-26" /><Skeleton className="w-24" /></div>)}</div>;
}

function NothingShown({ counts }: { counts: StateCounts }) {
  const { t } = useTranslation('crashes');
  const navigate = useNavigate();
  const { changeCrashView } = useActions();
  const { search, host, state } = useApp((app) => app.crashView);
  if (counts.all === 0) return <EmptyState title={t('empty.title')} action={<Button onClick={() => navigate(formatRoute({ screen: 'logs', at: null, sources: null }))}>{t('empty.logs')}</Button>}>{t('empty.body')}</EmptyState>;
  if (search === '' && host === null && state === 'open') return <EmptyState title={t('nothingOpen.title')} action={<Button onClick={() => changeCrashView((view) => ({ ...view, state: 'all' }))}>{t('nothingOpen.showAll')}</Button>}>{t('nothingOpen.body', { count: counts.all })}</EmptyState>;
  return <EmptyState title={t('nothing.title')} action={<Button onClick={() => changeCrashView((view) => ({ ...view, search: '', host: null, state: 'all' }))}>{t('nothing.clear')}</Button>}>{t('nothing.body')}</EmptyState>;
}
