/** The name of a host as the operator gave it; its id when it is not in the list any more. */
import { useCallback } from 'react';
import { useApp } from '#renderer/state/hooks.tsx';
import type { HostId } from '#shared/domain/ids.ts';

export function useHostNames(): (host: HostId) => string {
  const hosts = useApp((state) => state.replica.hosts);
  return useCallback((host) => hosts.get(host)?.config.name ?? host, [hosts]);
}
