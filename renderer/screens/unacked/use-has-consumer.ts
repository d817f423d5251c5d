/** Whether a worker is known that takes from a queue of this broker. */
import { useCallback } from 'react';
import { useApp } from '#renderer/state/hooks.tsx';
import type { BrokerId } from '#shared/domain/ids.ts';

export function useHasConsumer(broker: BrokerId): (queue: string) => boolean {
  const view = useApp((state) => state.replica.brokers.get(broker) ?? null);
  return useCallback((queue) => view?.queues.some((one) => one.name === queue && one.consumers.length > 0) ?? false, [view]);
}
