/** The next step for a sick worker, where the eye already is: opens the playbook that fits, with its dry run first. */
import { Button } from '#renderer/components/button.tsx';
import { useWords } from '#renderer/components/words-context.tsx';
import { describeError } from '#renderer/format/describe-error.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import { selectIsReadOnly } from '#renderer/state/selectors/app-facts.ts';
import type { Remedy, WorkerView } from '#shared/domain/worker.ts';

/** Remedies that a playbook carries out. The others ask for a person's eye or for patience. */
const recoverable: ReadonlySet<Remedy> = new Set(['restart', 'start', 'drain-pipe', 'reattach-queues', 'look-at-broker']);

export function hasPlaybook({ verdict, host }: Pick<WorkerView, 'verdict' | 'host'>): boolean {
  return host !== null && verdict.remedy !== null && recoverable.has(verdict.remedy);
}

/** `isDense`: on a line of text. */
export function RecoverButton({ worker, isDense = false }: { worker: WorkerView; isDense?: boolean }) {
  const t = useWords('recovery');
  const tError = useWords('errors');
  const formats = useFormats();
  const { wish } = useActions();
  const isReadOnly = useApp(selectIsReadOnly);
  if (!hasPlaybook(worker)) return null;
  return (
    <Button
      size="small"
      className={isDense ? 'h-5!' : undefined}
      disabled={isReadOnly}
      title={isReadOnly ? describeError(tError, formats, { code: 'read-only' }).what : undefined}
      aria-label={t('recoverWorker', { worker: isolateForeign(worker.name) })}
      onClick={(event) => { event.stopPropagation(); wish({ kind: 'recover', target: { kind: 'worker', worker: worker.key }, playbook: null }); }}
    >
      {t('recover')}
    </Button>
  );
}
