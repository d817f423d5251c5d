/** The Host screen with live control, logs and absences in their places: one part, fetched together, so that no row waits for its menu. */
import type { HostId } from '#shared/domain/ids.ts';
import { AwayBanner } from '#renderer/screens/away/away-banner.tsx';
import { ControlButton } from '#renderer/screens/control/control-button.tsx';
import { ControlMenu } from '#renderer/screens/control/control-menu.tsx';
import { HostScreen } from '#renderer/screens/host/host-screen.tsx';
import { HostLogs } from '#renderer/screens/logs/host-logs.tsx';
import { RecoverButton, hasPlaybook } from '#renderer/screens/supervise/recover-button.tsx';
import { SuperviseMenu } from '#renderer/screens/supervise/supervise-menu.tsx';

/** Live control, supervision, logs and absences are rooms of their own; the Host screen only says where their parts stand. */
const workerControls = { Menu: ControlMenu, Button: ControlButton, Act: SuperviseMenu, Recover: RecoverButton, hasPlaybook };
const hostReview = { Away: AwayBanner, Logs: HostLogs };

export function HostPlace({ host, worker, at }: { host: HostId; worker: string | null; at: number | null }) {
  return <HostScreen host={host} worker={worker} at={at} controls={workerControls} review={hostReview} />;
}
