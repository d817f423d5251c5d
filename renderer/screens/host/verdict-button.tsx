/** A verdict in two words with its age; pressed, it explains itself: reason, what to do, each proof with its age. */
import { useTranslation } from 'react-i18next';
import { Age } from '#renderer/components/age.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { Popover } from '#renderer/components/popover.tsx';
import { RemedyAdvice } from '#renderer/components/remedy-advice.tsx';
import { verdictHue } from '#renderer/components/verdict-glyph.tsx';
import { VerdictProofs } from '#renderer/components/verdict-proofs.tsx';
import { describeVerdict, isSick } from '#renderer/format/describe-verdict.ts';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { useWorkerControls } from './worker-controls.tsx';

export function VerdictButton({ worker }: { worker: WorkerView }) {
  const { Recover, hasPlaybook } = useWorkerControls();
  const { t } = useTranslation('host');
  const { t: tVerdict } = useTranslation('verdicts');
  const words = describeVerdict(tVerdict, worker.verdict);
  const label = t('workers.proofs', { verdict: words.name, worker: isolateForeign(worker.name, 60) });
  const sick = isSick(worker.verdict.kind);
  return (
    <Popover
      label={label}
      trigger={(
        <button type="button" aria-label={label} title={words.reason} className={classNames('max-w-full truncate rounded-sm px-1 text-left whitespace-nowrap underline decoration-line-strong decoration-dotted underline-offset-3 hover:bg-hover hover:decoration-solid', sick ? classNames('font-medium', verdictHue[worker.verdict.kind]) : 'text-muted')}>
          {words.name} <Age at={worker.verdict.since} className={sick ? 'text-inherit!' : undefined} />
        </button>
      )}
    >
      <VerdictProofs verdict={worker.verdict}>{hasPlaybook(worker) ? <div className="flex"><Recover worker={worker} /></div> : <RemedyAdvice worker={worker} hostName={null} />}</VerdictProofs>
    </Popover>
  );
}
