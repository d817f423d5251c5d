/**
 * Which screen answers to which address, one line each. With exactly one host the Fleet is that host's page.
 * The Fleet comes with the first picture; the others, with their charts and forms, are fetched when first looked at.
 */
import { lazy, Suspense, type ReactNode } from 'react';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { AwayBanner } from '#renderer/screens/away/away-banner.tsx';
import { FleetScreen } from '#renderer/screens/fleet/fleet-screen.tsx';
import { RecoverButton, hasPlaybook } from '#renderer/screens/supervise/recover-button.tsx';
import { SuperviseMenu } from '#renderer/screens/supervise/supervise-menu.tsx';
import { QuestionDesk } from '#renderer/screens/questions/question-desk.tsx';
import { WelcomeScreen } from '#renderer/screens/welcome/welcome-screen.tsx';
import type { HostId } from '#shared/domain/ids.ts';
import { useApp, useIsDesktop } from '#renderer/state/hooks.tsx';
import { formatRoute, type Route } from '#renderer/state/routes.ts';
import { Loading } from './loading.tsx';

const HostPlace = lazy(() => import('./host-place.tsx').then((part) => ({ default: part.HostPlace })));
const HostFormScreen = lazy(() => import('#renderer/screens/host-form/host-form-screen.tsx').then((part) => ({ default: part.HostFormScreen })));
const CrashesScreen = lazy(() => import('#renderer/screens/crashes/crashes-screen.tsx').then((part) => ({ default: part.CrashesScreen })));
const GroupScreen = lazy(() => import('#renderer/screens/crashes/group-screen.tsx').then((part) => ({ default: part.GroupScreen })));
const DiagnosesScreen = lazy(() => import('#renderer/screens/diagnosis/diagnoses-screen.tsx').then((part) => ({ default: part.DiagnosesScreen })));
const DiagnosisScreen = lazy(() => import('#renderer/screens/diagnosis/diagnosis-screen.tsx').then((part) => ({ default: part.DiagnosisScreen })));
const ReplayScreen = lazy(() => import('#renderer/screens/diagnosis/replay-screen.tsx').then((part) => ({ default: part.ReplayScreen })));
const LogsScreen = lazy(() => import('#renderer/screens/logs/logs-screen.tsx').then((part) => ({ default: part.LogsScreen })));
const TimelineScreen = lazy(() => import('#renderer/screens/timeline/timeline-screen.tsx').then((part) => ({ default: part.TimelineScreen })));
const AlertsScreen = lazy(() => import('#renderer/screens/alerts/alerts-screen.tsx').then((part) => ({ default: part.AlertsScreen })));
const SettingsScreen = lazy(() => import('#renderer/screens/settings/settings-screen.tsx').then((part) => ({ default: part.SettingsScreen })));

const SuperviseDesk = lazy(() => import('#renderer/screens/supervise/supervise-desk.tsx').then((part) => ({ default: part.SuperviseDesk })));
const OperationsScreen = lazy(() => import('#renderer/screens/operations/operations-screen.tsx').then((part) => ({ default: part.OperationsScreen })));
const JournalScreen = lazy(() => import('#renderer/screens/journal/journal-screen.tsx').then((part) => ({ default: part.JournalScreen })));
const UnackedScreen = lazy(() => import('#renderer/screens/unacked/unacked-screen.tsx').then((part) => ({ default: part.UnackedScreen })));
const DeployScreen = lazy(() => import('#renderer/screens/deploy/deploy-screen.tsx').then((part) => ({ default: part.DeployScreen })));

/** Acting on workers is a room of its own; the Fleet only says where its parts stand. */
const fleetActs = { Menu: SuperviseMenu, Recover: RecoverButton, hasPlaybook };

export function Screen({ route }: { route: Route }): ReactNode {
  const isKnown = useApp((state) => state.replica.engine !== null);
  if (!isKnown) return <Loading />;
  return <Suspense fallback={<Loading />}><KnownScreen route={route} /></Suspense>;
}

function KnownScreen({ route }: { route: Route }): ReactNode {
  switch (route.screen) {
    case 'crashes': return <CrashesScreen />;
    case 'crash': return <GroupScreen id={route.group} incident={route.incident} />;
    case 'diagnoses': return <DiagnosesScreen />;
    case 'diagnosis': return <DiagnosisScreen host={route.host} run={route.run} against={route.against} finding={route.finding} />;
    case 'replay': return <ReplayScreen run={route.run} finding={route.finding} />;
    case 'logs': return <LogsScreen at={route.at} sources={route.sources} />;
    case 'fleet': return <FleetOrOnlyHost />;
    case 'host': return <HostPlace host={route.host} worker={route.worker} at={route.at ?? null} />;
    case 'host-new': return <HostForm host={null} />;
    case 'host-edit': return <HostForm host={route.host} />;
    case 'timeline': return <TimelineScreen at={route.at} />;
    case 'alerts': return <AlertsScreen />;
    case 'operations': return <OperationsScreen chosen={route.operation} />;
    case 'journal': return <JournalScreen />;
    case 'unacked': return <UnackedScreen broker={route.broker} />;
    case 'supervisor': return <DeployScreen key={route.host} host={route.host} />;
    case 'settings': return <SettingsScreen />;
  }
}

/** What stands over every screen: the banner of waiting questions, their dialog, and the dialog of what is about to be done. */
export function Overlays(): ReactNode {
  const isKnown = useApp((state) => state.replica.engine !== null);
  const isWishing = useApp((state) => state.wish !== null);
  if (!isKnown) return null;
  return <><QuestionDesk />{isWishing && <Suspense fallback={null}><SuperviseDesk /></Suspense>}</>;
}

function FleetOrOnlyHost() {
  const hosts = useApp((state) => state.replica.hosts);
  if (hosts.size === 0) return <WelcomeScreen />;
  const [only] = hosts.values();
  return hosts.size === 1 && only !== undefined ? <HostPlace host={only.id} worker={null} at={null} /> : <FleetScreen notice={<AwayBanner host={null} />} acts={fleetActs} />;
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
