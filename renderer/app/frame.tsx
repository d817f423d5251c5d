/** The window around every screen: where one can go, the present screen, the foot; and the keys that work everywhere. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { formatRoute, parseRoute } from '#renderer/state/routes.ts';
import { AlertHerald } from './alert-herald.tsx';
import { Announcer } from './announcer.tsx';
import { CommandPalette } from './command-palette.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { LinkBanner } from './link-banner.tsx';
import { OperationHerald } from './operation-herald.tsx';
import { OperationsStrip } from './operations-strip.tsx';
import { SettingsBanner } from './settings-banner.tsx';
import { Overlays, Screen } from './screens.tsx';
import { ShortcutsSheet } from './shortcuts-sheet.tsx';
import { SideNav } from './side-nav.tsx';
import { StatusBar } from './status-bar.tsx';
import { useHash } from './use-hash.ts';
import { useShortcuts } from './use-shortcuts.ts';

export function Frame() {
  const { t } = useTranslation('app');
  const hash = useHash();
  const route = parseRoute(hash);
  const navigate = useNavigate();
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [isSheetOpen, setSheetOpen] = useState(false);
  useShortcuts({
    palette: () => setPaletteOpen(true),
    sheet: () => setSheetOpen(true),
    fleet: () => navigate(formatRoute({ screen: 'fleet' })),
    crashes: () => navigate(formatRoute({ screen: 'crashes' })),
    diagnosis: () => navigate(formatRoute({ screen: 'diagnoses' })),
    logs: () => navigate(formatRoute({ screen: 'logs', at: null, sources: null })),
    timeline: () => navigate(formatRoute({ screen: 'timeline', at: null })),
    alerts: () => navigate(formatRoute({ screen: 'alerts' })),
    operations: () => navigate(formatRoute({ screen: 'operations', operation: null })),
    journal: () => navigate(formatRoute({ screen: 'journal' })),
    messages: () => navigate(formatRoute({ screen: 'unacked', broker: null })),
    settings: () => navigate(formatRoute({ screen: 'settings' })),
  });
  return (
    <div className="flex h-full flex-col print:block print:h-auto">
      <button type="button" onClick={() => document.querySelector('main')?.focus()} className="sr-only print:hidden focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-md focus:bg-raised focus:px-3 focus:py-1">{t('nav.skip')}</button>
      <div className="flex min-h-0 flex-1 print:block">
        <SideNav route={route} onPalette={() => setPaletteOpen(true)} onShortcuts={() => setSheetOpen(true)} />
        <div className="flex min-w-0 flex-1 flex-col print:block">
          <div className="contents print:hidden">
            <LinkBanner />
            <SettingsBanner />
            <ErrorBoundary><Overlays /></ErrorBoundary>
          </div>
          <main tabIndex={-1} className="flex min-h-0 flex-1 flex-col focus-visible:outline-none print:block">
            <ErrorBoundary key={route.screen === 'host' || route.screen === 'diagnosis' ? `${route.screen} ${route.host}` : route.screen}><Screen route={route} /></ErrorBoundary>
          </main>
        </div>
      </div>
      <ErrorBoundary><OperationsStrip /></ErrorBoundary>
      <div className="contents print:hidden"><StatusBar /></div>
      <Announcer />
      <AlertHerald />
      <OperationHerald />
      <CommandPalette isOpen={isPaletteOpen} onClose={() => setPaletteOpen(false)} />
      <ShortcutsSheet isOpen={isSheetOpen} onClose={() => setSheetOpen(false)} />
    </div>
  );
}
