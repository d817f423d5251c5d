/**
 * Which screen answers to which address, one line each. With exactly one host the Fleet is that host's page.
 */
import type { ReactNode } from 'react';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { AwayBanner } from '#renderer/screens/away/away-banner.tsx';
import { ControlButton } from '#renderer/screens/control/control-button.tsx';
import { ControlMenu } from '#renderer/screens/control/control-menu.tsx';
import { CrashesScreen } from '#renderer/screens/crashes/crashes-screen.tsx';
import { GroupScreen } from '#renderer/screens/crashes/group-screen.tsx';
import { AlertsScreen } from '#renderer/screens/alerts/alerts-screen.tsx';
import { FleetScreen } from '#renderer/screens/fleet/fleet-screen.tsx';
import { HostScreen } from '#renderer/screens/host/host-screen.tsx';
import { HostFormScreen } from '#renderer/screens/host-form/host-form-screen.tsx';
import { HostLogs } from '#renderer/screens/logs/host-logs.tsx';
import { LogsScreen } from '#renderer/screens/logs/logs-screen.tsx';
import { QuestionDesk } from '#renderer/screens/questions/question-desk.tsx';
import { SettingsScreen } from '#renderer/screens/settings/settings-screen.tsx';
import { TimelineScreen } from '#renderer/screens/timeline/timeline-screen.tsx';
import { WelcomeScreen } from '#renderer/screens/welcome/welcome-screen.tsx';
import type { HostId } from '#shared/domain/ids.ts';
import { useApp, useIsDesktop } from '#renderer/state/hooks.tsx';
import { formatRoute, type Route } from '#renderer/state/routes.ts';
import { Loading } from './loading.tsx';

/** Live control is a room of its own; the Host screen only says where its parts stand. */
const workerControls = { Menu: ControlMenu, Button: ControlButton };

/** Logs and absences are rooms of their own too. */
const hostReview = { Away: AwayBanner, Logs: HostLogs };

export function Screen({ route }: { route: Route }): ReactNode {
  const isKnown = useApp((state) => state.replica.engine !== null);
  if (!isKnown) return <Loading />;
  switch (route.screen) {
    case 'crashes': return <CrashesScreen />;
    case 'crash': return <GroupScreen id={route.group} incident={route.incident} />;
    case 'logs': return <LogsScreen at={route.at} sources={route.sources} />;
    case 'fleet': return <FleetOrOnlyHost />;
    case 'host': return <HostScreen host={route.host} worker={route.worker} at={route.at ?? null} controls={workerControls} review={hostReview} />;
    case 'host-new': return <HostForm host={null} />;
    case 'host-edit': return <HostForm host={route.host} />;
    case 'timeline': return <TimelineScreen at={route.at} />;
    case 'alerts': return <AlertsScreen />;
    case 'settings': return <SettingsScreen />;
  }
}

/** What stands over every screen: the banner of waiting questions, and their dialog. */
export function Overlays(): ReactNode {
  const isKnown = useApp((state) => state.replica.engine !== null);
  return isKnown ? <QuestionDesk /> : null;
}

function FleetOrOnlyHost() {
  const hosts = useApp((state) => state.replica.hosts);
  if (hosts.size === 0) return <WelcomeScreen />;
  const [only] = hosts.values();
  return hosts.size === 1 && only !== undefined ? <HostScreen host={only.id} worker={null} at={null} controls={workerControls} review={hostReview} /> : <FleetScreen notice={<AwayBanner host={null} />} />;
}

function HostForm({ host }: { host: HostId | null }) {
  const navigate = useNavigate();
  const isDesktop = useIsDesktop();
  const leave = host === null ? formatRoute({ screen: 'fleet' }) : formatRoute({ screen: 'host', host, worker: null });
  return (
    <HostFormScreen
      host={host}
      canChooseKey={isDesktop}
      onSaved={(saved) => navigate(formatRoute({ screen: 'host', host: saved, worker: null }))}
      onLeave={() => navigate(leave)}
    />
  );
}
