/** The Host screen with live control in its places: one part, fetched together, so that no row waits for its menu. */
import type { HostId } from '#shared/domain/ids.ts';
import { ControlButton } from '#renderer/screens/control/control-button.tsx';
import { ControlMenu } from '#renderer/screens/control/control-menu.tsx';
import { HostScreen } from '#renderer/screens/host/host-screen.tsx';

/** Live control is a room of its own; the Host screen only says where its parts stand. */
const workerControls = { Menu: ControlMenu, Button: ControlButton };

export function HostPlace({ host, worker }: { host: HostId; worker: string | null }) {
  return <HostScreen host={host} worker={worker} controls={workerControls} />;
}
