/** The name of a host by its id; of none, a dash. */
import { useCallback } from 'react';
import { useApp } from '#renderer/state/hooks.tsx';
import type { HostId } from '#shared/domain/ids.ts';

export function useHostNameOf(): (host: HostId | null) => string {
  const hosts = useApp((state) => state.replica.hosts);
  return useCallback((host) => (host === null ? '–' : (hosts.get(host)?.config.name ?? host)), [hosts]);
}
