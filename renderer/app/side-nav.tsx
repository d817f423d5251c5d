/** Where one can go. Only screens that exist; the Fleet carries the number of workers that need a person. Narrow: icons alone, named all the same. */
import { useTranslation } from 'react-i18next';
import { Bell, BookText, Bug, ChartGantt, Inbox, Keyboard, LayoutList, ListChecks, Plus, ScrollText, Search, Settings, Stethoscope } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge } from '#renderer/components/badge.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { KeyHint } from '#renderer/components/key-hint.tsx';
import { useApp } from '#renderer/state/hooks.tsx';
import { formatRoute, type Route } from '#renderer/state/routes.ts';
import { countOpenGroups } from '#renderer/state/selectors/crash-groups.ts';
import { countUnderWay } from '#renderer/state/selectors/operations.ts';
import { countCriticalHosts } from '#renderer/state/selectors/diagnosis-rows.ts';
import { countSick } from '#renderer/state/selectors/fleet-counts.ts';

export function SideNav({ route, onPalette, onShortcuts }: { route: Route; onPalette: () => void; onShortcuts: () => void }) {
  const { t } = useTranslation('app');
  const openAlerts = useApp((state) => state.alerts.openCount);
  const sick = useApp((state) => countSick(state.replica));
  const openCrashes = useApp(countOpenGroups);
  const underWay = useApp(countUnderWay);
  const criticalHosts = useApp(countCriticalHosts);
  const isFleet = route.screen === 'fleet' || route.screen === 'host' || route.screen === 'host-edit' || route.screen === 'supervisor';
  return (
    <nav aria-label={t('nav.label')} className="flex w-42 shrink-0 flex-col gap-px overflow-y-auto border-r bg-sunken p-2 max-lg:w-12 print:hidden">
      <div className="flex h-8 shrink-0 items-center px-2 pb-1 text-base font-semibold max-lg:sr-only">Fleetbeat</div>
      <button type="button" onClick={onPalette} title={t('palette.open')} className="mb-2 flex h-7 shrink-0 items-center gap-2 rounded-md border bg-surface px-2 text-muted hover:text-text">
        <Search size={14} aria-hidden className="shrink-0" />
        <span className="flex-1 text-left max-lg:sr-only">{t('palette.open')}</span>
        <span className="max-lg:hidden"><KeyHint text={isMac() ? '⌘K' : 'Ctrl K'} /></span>
      </button>
      <NavLink address={formatRoute({ screen: 'fleet' })} isHere={isFleet} icon={<LayoutList size={16} aria-hidden />} label={t('nav.fleet')}>
        {sick > 0 && <Badge tone="bad"><span aria-hidden>{sick}</span><span className="sr-only">{t('nav.sick', { count: sick })}</span></Badge>}
      </NavLink>
      <NavLink address={formatRoute({ screen: 'crashes' })} isHere={route.screen === 'crashes' || route.screen === 'crash'} icon={<Bug size={16} aria-hidden />} label={t('nav.crashes')}>
        {openCrashes > 0 && <Badge tone="bad"><span aria-hidden>{openCrashes}</span><span className="sr-only">{t('nav.openCrashes', { count: openCrashes })}</span></Badge>}
      </NavLink>
      <NavLink address={formatRoute({ screen: 'diagnoses' })} isHere={route.screen === 'diagnoses' || route.screen === 'diagnosis' || route.screen === 'replay'} icon={<Stethoscope size={16} aria-hidden />} label={t('nav.diagnosis')}>
        {criticalHosts > 0 && <Badge tone="bad"><span aria-hidden>{criticalHosts}</span><span className="sr-only">{t('nav.critical', { count: criticalHosts })}</span></Badge>}
      </NavLink>
      <NavLink address={formatRoute({ screen: 'logs', at: null, sources: null })} isHere={route.screen === 'logs'} icon={<ScrollText size={16} aria-hidden />} label={t('nav.logs')} />
      <NavLink address={formatRoute({ screen: 'timeline', at: null })} isHere={route.screen === 'timeline'} icon={<ChartGantt size={16} aria-hidden />} label={t('nav.timeline')} />
      <NavLink address={formatRoute({ screen: 'alerts' })} isHere={route.screen === 'alerts'} icon={<Bell size={16} aria-hidden />} label={t('nav.alerts')}>
        {openAlerts > 0 && <Badge tone="bad"><span aria-hidden>{openAlerts}</span><span className="sr-only">{t('nav.openAlerts', { count: openAlerts })}</span></Badge>}
      </NavLink>
      <NavLink address={formatRoute({ screen: 'unacked', broker: null })} isHere={route.screen === 'unacked'} icon={<Inbox size={16} aria-hidden />} label={t('nav.messages')} />
      <NavLink address={formatRoute({ screen: 'operations', operation: null })} isHere={route.screen === 'operations'} icon={<ListChecks size={16} aria-hidden />} label={t('nav.operations')}>
        {underWay > 0 && <Badge><span aria-hidden>{underWay}</span><span className="sr-only">{t('nav.underWay', { count: underWay })}</span></Badge>}
      </NavLink>
      <NavLink address={formatRoute({ screen: 'journal' })} isHere={route.screen === 'journal'} icon={<BookText size={16} aria-hidden />} label={t('nav.journal')} />
      <NavLink address={formatRoute({ screen: 'settings' })} isHere={route.screen === 'settings'} icon={<Settings size={16} aria-hidden />} label={t('nav.settings')} />
      <div className="flex-1" />
      <NavLink address={formatRoute({ screen: 'host-new' })} isHere={route.screen === 'host-new'} icon={<Plus size={16} aria-hidden />} label={t('nav.addHost')} />
      <button type="button" onClick={onShortcuts} title={t('shortcuts.title')} className="row flex shrink-0 items-center gap-2 rounded-md px-2 text-muted hover:bg-hover hover:text-text">
        <Keyboard size={16} aria-hidden className="shrink-0" />
        <span className="min-w-0 flex-1 truncate text-left max-lg:sr-only">{t('shortcuts.title')}</span>
        <span className="max-lg:hidden"><KeyHint text="?" /></span>
      </button>
    </nav>
  );
}

function NavLink(props: { address: string; isHere: boolean; icon: ReactNode; label: string; children?: ReactNode }) {
  return (
    <a href={props.address} aria-current={props.isHere ? 'page' : undefined} title={props.label} className={classNames('row relative flex min-w-0 shrink-0 items-center gap-2 rounded-md px-2', props.isHere ? 'bg-selected font-medium' : 'text-muted hover:bg-hover hover:text-text')}>
      {props.icon}
      <span className="min-w-0 flex-1 truncate max-lg:sr-only">{props.label}</span>
      <span className="contents max-lg:absolute max-lg:-top-1 max-lg:-right-1 max-lg:block max-lg:scale-75">{props.children}</span>
    </a>
  );
}

export function isMac(): boolean {
  return navigator.platform.startsWith('Mac');
}
