/** Choosing the worker of a host that a fix is for. */
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Select } from '#renderer/components/select.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { useAppShallow } from '#renderer/state/hooks.tsx';
import { selectWorkersOn } from '#renderer/state/selectors/fix-news.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';

/** At first the one with the largest pool. `worker` null: the host has none. */
export function useWorkerChoice(host: HostId): { readonly worker: WorkerKey | null; readonly chooser: ReactNode } {
  const { t } = useTranslation('diagnosis');
  const [chosen, setChosen] = useState<WorkerKey | null>(null);
  const keys = useAppShallow(selectWorkersOn(host));
  const names = useAppShallow(({ replica }) => keys.map((key) => replica.workers.get(key)?.name ?? key));
  const worker = keys.find((key) => key === chosen) ?? keys[0] ?? null;
  if (worker === null) return { worker, chooser: null };
  return { worker, chooser: <Select label={t('fixes.plan.worker')} prefix={t('fixes.plan.worker')} value={worker} onChange={setChosen} choices={keys.map((key, index) => ({ value: key, label: showForeign(names[index] ?? key, 120) }))} className="max-w-100" /> };
}
