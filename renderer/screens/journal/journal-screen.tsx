/** What was done to the fleet, by whom, with before and after, how it ended, and the way back where there is one. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#renderer/components/banner.tsx';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { SearchField } from '#renderer/components/search-field.tsx';
import { Select } from '#renderer/components/select.tsx';
import { Skeleton, useIsLate } from '#renderer/components/skeleton.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { useApp } from '#renderer/state/hooks.tsx';
import { selectIsReadOnly } from '#renderer/state/selectors/app-facts.ts';
import { ActionOutcome, type Action, type ActionId } from '#shared/domain/action.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { actionTitle } from './action-words.ts';
import { filterOf, initialJournalView, isFiltered, journalKinds, type JournalView } from './journal-filter.ts';
import { JournalRow, journalGrid } from './journal-row.tsx';
import { UndoDialog } from './undo-dialog.tsx';
import { useJournal } from './use-journal.ts';

/** No host has this id: ids have no spaces. */
const everyHost = ' all';

export function JournalScreen() {
  const { t } = useTranslation('operations');
  const { t: tRecovery } = useTranslation('recovery');
  const [view, setView] = useState(initialJournalView);
  const [open, setOpen] = useState<ReadonlySet<ActionId>>(new Set());
  const [undone, setUndone] = useState<Action | null>(null);
  const isReadOnly = useApp(selectIsReadOnly);
  // To the hour: a filter that moved each second would be asked each second.
  const hour = useTick((now) => Math.ceil(now / 3_600_000) * 3_600_000);
  const filter = useMemo(() => filterOf(view, hour), [view, hour]);
  const pages = useJournal(filter);
  const toggle = (id: ActionId): void => setOpen((old) => {
    const next = new Set(old);
    if (!next.delete(id)) next.add(id);
    return next;
  });
  return (
    <>
      <JournalHeader view={view} onView={setView} />
      {pages.keptIn === 'memory' && <Banner title={t('journal.inMemory')} />}
      {pages.error !== null && <div role="alert" className="border-l-3 border-l-bad px-4 py-2"><ErrorNote error={pages.error} /></div>}
      {pages.actions.length === 0 ? <NoRows view={view} isReading={pages.isReading} hasError={pages.error !== null} onClear={() => setView(initialJournalView)} /> : (
        <div className="flex min-h-0 flex-1 flex-col overflow-x-auto">
          <div className="flex min-h-0 min-w-[780px] xl:min-w-[940px] flex-1 flex-col">
            <div aria-hidden className={`${journalGrid} h-6 shrink-0 border-b text-xs text-muted`}>
              <span /><span>{t('journal.column.at')}</span><span>{t('journal.column.what')}</span><span>{t('journal.column.target')}</span><span>{t('journal.column.change')}</span><span className="max-xl:hidden">{t('journal.column.who')}</span><span>{t('journal.column.outcome')}</span>
            </div>
            <div className="min-h-0 flex-1 overflow-y-auto pb-4">
              <ul aria-label={t('journal.list')}>
                {pages.actions.map((action) => <JournalRow key={action.id} action={action} isOpen={open.has(action.id)} canUndo={!isReadOnly} onToggle={() => toggle(action.id)} onUndo={() => setUndone(action)} />)}
              </ul>
              {pages.hasMore && <div className="px-4 pt-3"><Button isWorking={pages.isReading} onClick={pages.more}>{t('journal.more')}</Button></div>}
            </div>
          </div>
        </div>
      )}
      {undone !== null && <UndoDialog action={undone} title={actionTitle(t, tRecovery, undone)} onClose={() => setUndone(null)} />}
    </>
  );
}

function JournalHeader({ view, onView }: { view: JournalView; onView: (view: JournalView) => void }) {
  const { t } = useTranslation('operations');
  const hosts = useApp((state) => state.replica.hosts);
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-2 px-4 pt-3 pb-2.5">
      <h1 className="flex-1 text-xl font-semibold">{t('journal.title')}</h1>
      <SearchField label={t('journal.search')} hint={t('journal.searchHint')} value={view.search} onChange={(search) => onView({ ...view, search })} />
      <Select label={t('journal.kindLabel')} prefix={t('journal.kindLabel')} value={view.kinds} onChange={(kinds) => onView({ ...view, kinds })} choices={journalKinds.map((value) => ({ value, label: value === 'all' ? t('journal.kindAll') : t(`journal.kinds.${value}`) }))} />
      <Select label={t('journal.outcomeLabel')} prefix={t('journal.outcomeLabel')} value={view.outcome} onChange={(outcome) => onView({ ...view, outcome })} choices={[{ value: 'all' as const, label: t('journal.outcomeAll') }, ...ActionOutcome.options.map((value) => ({ value, label: t(`journal.outcome.${value}`) }))]} />
      <Select label={t('journal.hostLabel')} prefix={t('journal.hostLabel')} value={view.host ?? everyHost} onChange={(host) => onView({ ...view, host: host === everyHost ? null : (host as HostId) })} choices={[{ value: everyHost, label: t('journal.hostAll') }, ...[...hosts.values()].map(({ id, config }) => ({ value: id as string, label: showForeign(config.name, 40) }))]} />
      <Select label={t('journal.sinceLabel')} prefix={t('journal.sinceLabel')} value={view.since} onChange={(since) => onView({ ...view, since })} choices={(['all', 'month', 'week', 'day'] as const).map((value) => ({ value, label: t(`journal.since.${value}`) }))} />
    </header>
  );
}

function NoRows({ view, isReading, hasError, onClear }: { view: JournalView; isReading: boolean; hasError: boolean; onClear: () => void }) {
  const { t } = useTranslation('operations');
  const isLate = useIsLate();
  if (hasError) return null;
  if (isReading) return isLate ? <div role="status" aria-label={t('journal.loading')} className="flex flex-col gap-5 px-4 pt-6">{Array.from({ length: 6 }, (_, row) => <Skeleton key={row} className="w-2/3" />)}</div> : null;
  if (isFiltered(view)) return <EmptyState title={t('journal.none.title')} action={<Button onClick={onClear}>{t('journal.none.clear')}</Button>}>{t('journal.none.body')}</EmptyState>;
  return <EmptyState title={t('journal.empty.title')}>{t('journal.empty.body')}</EmptyState>;
}
