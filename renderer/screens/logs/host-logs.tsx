/** The logs of one host, on its own page. */
import type { HostId } from '#shared/domain/ids.ts';
import { LogViewer } from './log-viewer.tsx';

export function HostLogs({ host }: { host: HostId }) {
  return <div className="flex h-full min-h-0 flex-col"><LogViewer scope={host} at={null} wanted={null} /></div>;
}
