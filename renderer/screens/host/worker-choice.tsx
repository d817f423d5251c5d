/** Which worker of the host a tab looks at. Long names are cut in the list, whole on the page. */
import { useTranslation } from 'react-i18next';
import { Select } from '#renderer/components/select.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { sortWorkers } from './worker-rows.ts';

export function WorkerChoice({ workers, worker, onPick }: { workers: readonly WorkerView[]; worker: WorkerView; onPick: (key: string) => void }) {
  const { t } = useTranslation('host');
  const { t: tVerdict } = useTranslation('verdicts');
  const choices = sortWorkers(workers).map((one) => ({ value: one.key as string, label: `${showForeign(one.name, 60)} · ${tVerdict(`kind.${one.verdict.kind}`)}` }));
  return <Select label={t('tasks.choose')} value={worker.key as string} choices={choices} onChange={onPick} className="max-w-120 overflow-hidden" />;
}
