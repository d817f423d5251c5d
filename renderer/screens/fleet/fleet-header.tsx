/** Title, what the fleet is in one line, and the few ways to look at it. */
import { useWords } from '#renderer/components/words-context.tsx';
import { Plus } from 'lucide-react';
import type { VerdictKind } from '#shared/domain/worker.ts';
import { Age } from '#renderer/components/age.tsx';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { KeyHint } from '#renderer/components/key-hint.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { Select } from '#renderer/components/select.tsx';
import { VerdictGlyph, verdictHue } from '#renderer/components/verdict-glyph.tsx';
import { isSick, verdictRank } from '#renderer/format/describe-verdict.ts';
import { useActions, useApp, useAppShallow } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { selectChosenWorkers } from '#renderer/state/selectors/chosen-workers.ts';
import { countVerdicts, coverageOf } from '#renderer/state/selectors/fleet-counts.ts';
import { fleetWidth } from './fleet-columns.tsx';
import { SelectionBar } from './selection-bar.tsx';

export function FleetHeader() {
  const t = useWords('fleet');
  const navigate = useNavigate();
  const { changeFleetView } = useActions();
  const view = useApp((state) => state.fleetView);
  const hasSelection = useApp((state) => selectChosenWorkers(state).length > 0);
  return (
    <header className={`flex shrink-0 flex-col gap-1.5 px-4 pt-3 pb-2.5 ${fleetWidth}`}>
      <div className="flex items-center gap-2">
        <h1 className="flex-1 text-xl font-semibold">{t('title')}</h1>
        <SearchField />
        <Select label={t('group.label')} prefix={t('group.label')} value={view.group} onChange={(group) => changeFleetView((old) => ({ ...old, group }))}
          choices={[{ value: 'none', label: t('group.none') }, { value: 'site', label: t('group.site') }]} />
        <Select label={t('sort.label')} prefix={t('sort.label')} value={view.sort} onChange={(sort) => changeFleetView((old) => ({ ...old, sort }))}
          choices={[{ value: 'sick', label: t('sort.sick') }, { value: 'name', label: t('sort.name') }, { value: 'memory', label: t('sort.memory') }, { value: 'temperature', label: t('sort.temperature') }]} />
        <Button aria-pressed={view.isOnlySick} className={classNames(view.isOnlySick && 'bg-selected')} onClick={() => changeFleetView((old) => ({ ...old, isOnlySick: !old.isOnlySick }))}>{t('onlySick')}</Button>
        <Button look="filled" icon={<Plus size={14} aria-hidden />} onClick={() => navigate(formatRoute({ screen: 'host-new' }))}>{t('addHost')}</Button>
      </div>
      {hasSelection ? <SelectionBar /> : <FleetSummary />}
    </header>
  );
}

function SearchField() {
  const t = useWords('fleet');
  const { changeFleetView } = useActions();
  const search = useApp((state) => state.fleetView.search);
  return (
    <div className="relative w-60">
      <input
        type="search"
        aria-label={t('search')}
        placeholder={t('searchHint')}
        value={search}
        spellCheck={false}
        onChange={(event) => changeFleetView((old) => ({ ...old, search: event.target.value }))}
        onKeyDown={(event) => { if (event.key === 'Escape') { changeFleetView((old) => ({ ...old, search: '' })); event.currentTarget.blur(); } }}
        className="h-7 w-full rounded-md border border-line-strong/60 bg-raised pr-7 pl-2.5 placeholder:text-stale [&::-webkit-search-cancel-button]:hidden"
      />
      {search === '' && <span aria-hidden className="pointer-events-none absolute top-1 right-1.5"><KeyHint text="/" /></span>}
    </div>
  );
}

function FleetSummary() {
  const t = useWords('fleet');
  const tVerdict = useWords('verdicts');
  const hostCount = useApp((state) => state.replica.hosts.size);
  const counts = useAppShallow((state) => countVerdicts(state.replica.workers.values()));
  const coverage = useAppShallow((state) => coverageOf(state.replica.hosts.values()));
  const known = (Object.entries(counts) as [VerdictKind, number][]).sort(([a], [b]) => verdictRank(a) - verdictRank(b));
  return (
    <div className="flex items-center gap-4 whitespace-nowrap text-muted figures">
      <div className="flex min-w-0 flex-1 items-center gap-x-3 overflow-hidden">
      <span>{t('hosts', { count: hostCount })}</span>
      {known.map(([kind, count]) => (
        <span key={kind} className={classNames('flex items-center gap-1.5', isSick(kind) && `font-medium ${verdictHue[kind]}`)}>
          <VerdictGlyph kind={kind} size={12} />
          {/* Narrow: words for what is sick, glyph and number for the rest. */}
          {isSick(kind) ? tVerdict(`counted.${kind}`, { count }) : <><span className="max-xl:sr-only">{tVerdict(`counted.${kind}`, { count })}</span><span aria-hidden className="xl:hidden" title={tVerdict(`counted.${kind}`, { count })}>{count}</span></>}
        </span>
      ))}
      </div>
      <Age at={coverage.newestAt} isPast />
    </div>
  );
}
