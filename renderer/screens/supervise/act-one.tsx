/** One worker before the click: what supervises it, its tasks and their fate, how long it should take, what to beware of. */
import { useTranslation } from 'react-i18next';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import type { SupervisionVerb, WorkerPreview } from '#shared/domain/supervision.ts';
import { backendWords } from './backend-words.ts';
import { RefusalNote } from './grant-lines.tsx';
import { expectedText } from './preview-sums.ts';
import { FateSummary, TaskTable } from './task-fates.tsx';
import { WarningList } from './warning-list.tsx';

export const touchesTasks = (verb: SupervisionVerb): boolean => verb === 'stop' || verb === 'restart' || verb === 'drain';
export const canForce = (verb: SupervisionVerb): boolean => verb === 'stop' || verb === 'restart';

export function ActOne({ verb, preview, hostName }: { verb: SupervisionVerb; preview: WorkerPreview; hostName: string }) {
  const { t } = useTranslation('supervise');
  const formats = useFormats();
  return (
    <div className="flex flex-col gap-4">
      <p className="flex flex-wrap gap-x-3 text-muted figures">
        <span className="flex min-w-0"><Foreign text={hostName} className="max-w-60" /></span>
        <span className="wrap-anywhere">{preview.backend?.kind === 'plain' ? t('notSupervised') : t('supervisedBy', { what: backendWords(t, preview.backend) })}</span>
        {preview.process !== null && <span>{t('pid', { pid: preview.process.pid })}</span>}
      </p>
      <RefusalNote ability={preview.ability} hostName={hostName} />
      <LockNote preview={preview} />
      {preview.ability.isAllowed && touchesTasks(verb) && (
        <section aria-labelledby="act-tasks" className="flex flex-col gap-2">
          <h3 id="act-tasks" className="font-semibold">{t('tasks.title')}</h3>
          <FateSummary workers={[preview]} canForce={canForce(verb)} />
          <TaskTable preview={preview} canForce={canForce(verb)} />
        </section>
      )}
      {preview.ability.isAllowed && <WarningList workers={[preview]} />}
      {preview.ability.isAllowed && <p className="figures"><span className="pr-2 text-muted">{t('expected.label')}</span>{expectedText(t, formats, preview.expectedMs)}</p>}
    </div>
  );
}

export function LockNote({ preview }: { preview: WorkerPreview }) {
  const { t } = useTranslation('supervise');
  const formats = useFormats();
  if (preview.lockedBy === null) return null;
  return <p className="border-l-2 border-warn pl-3 wrap-anywhere">{t('locked', { who: isolateForeign(showForeign(preview.lockedBy.who, 80)), time: formats.clock(preview.lockedBy.until) })}</p>;
}
