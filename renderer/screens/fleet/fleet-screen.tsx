/** The whole fleet on one page: sick first, healthy hosts on one line each. */
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import { selectIsEngineLost } from '#renderer/state/selectors/app-facts.ts';
import { listFleetRows } from '#renderer/state/selectors/fleet-rows.ts';
import { createWorkerGroups } from '#renderer/state/selectors/group-workers.ts';
import { FleetActsProvider, type FleetActs } from './fleet-acts.tsx';
import { FleetHeader } from './fleet-header.tsx';
import { FleetList } from './fleet-list.tsx';
import { useWords } from '#renderer/components/words-context.tsx';

/** `notice`: what another room has to say above the list. `acts`: the parts that act on workers. */
export function FleetScreen({ notice, acts }: { notice?: ReactNode; acts: FleetActs }) {
  const { language } = useFormats();
  const hosts = useApp((state) => state.replica.hosts);
  const workers = useApp((state) => state.replica.workers);
  const view = useApp((state) => state.fleetView);
  const isPast = useApp(selectIsEngineLost);
  const compare = useMemo(() => new Intl.Collator(language, { numeric: true, sensitivity: 'base' }).compare, [language]);
  const groupWorkers = useMemo(() => createWorkerGroups(compare), [compare]);
  const rows = useMemo(() => listFleetRows({ hosts: hosts.values(), groups: groupWorkers(workers), view, compare }), [hosts, workers, view, compare, groupWorkers]);
  return (
    <FleetActsProvider acts={acts}>
      <FleetHeader />
      {notice}
      {rows.length === 0 ? <NothingShown /> : <FleetList rows={rows} isPast={isPast} />}
    </FleetActsProvider>
  );
}

function NothingShown() {
  const t = useWords('fleet');
  const { changeFleetView } = useActions();
  const { search, isOnlySick } = useApp((state) => state.fleetView);
  const count = useApp((state) => state.replica.hosts.size);
  if (isOnlySick && search === '') {
    return <EmptyState title={t('nothing.sickTitle')} action={<Button onClick={() => changeFleetView((view) => ({ ...view, isOnlySick: false }))}>{t('nothing.showAll')}</Button>}>{t('nothing.sickBody', { count })}</EmptyState>;
  }
  return <EmptyState title={t('nothing.title')} action={<Button onClick={() => changeFleetView((view) => ({ ...view, search: '', isOnlySick: false }))}>{t('nothing.clear')}</Button>}>{t('nothing.body')}</EmptyState>;
}
