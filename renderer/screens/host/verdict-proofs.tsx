/** Why a verdict: its meaning, the reason, each proof with its age, and what to do. On demand, behind the verdict's words. */
import { useTranslation } from 'react-i18next';
import { Age } from '#renderer/components/age.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { Copyable } from '#renderer/components/copyable.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Popover } from '#renderer/components/popover.tsx';
import { verdictHue } from '#renderer/components/verdict-glyph.tsx';
import { describeProof } from '#renderer/format/describe-proof.ts';
import { describeRemedy } from '#renderer/format/describe-remedy.ts';
import { describeVerdict, isSick } from '#renderer/format/describe-verdict.ts';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export function VerdictProofs({ worker }: { worker: WorkerView }) {
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
      <Explanation worker={worker} meaning={words.meaning} reason={words.reason} />
    </Popover>
  );
}

function Explanation({ worker, meaning, reason }: { worker: WorkerView; meaning: string; reason: string }) {
  const { t } = useTranslation('host');
  const { t: tVerdict } = useTranslation('verdicts');
  const formats = useFormats();
  const remedy = describeRemedy(tVerdict, worker);
  return (
    <div className="flex w-104 max-w-full flex-col gap-3">
      <div><p className="font-medium">{meaning}</p><p className="text-muted">{reason}</p></div>
      {remedy !== null && (
        <div className="flex flex-col gap-1.5 border-l-2 border-line-strong pl-3">
          <p className="font-medium">{remedy.title}</p>
          <p>{remedy.body}</p>
          {remedy.command !== null && <Copyable text={remedy.command} />}
          {remedy.namesPid && <p className="text-sm text-muted">{t('workers.namesPid')}</p>}
        </div>
      )}
      <div>
        <h4 className="mb-1 text-sm text-muted">{t('workers.evidence')}</h4>
        {worker.verdict.proofs.length === 0 && <p>{t('workers.noProof')}</p>}
        <table className="w-full text-sm">
          <tbody>
            {worker.verdict.proofs.map((proof, index) => {
              const words = describeProof(tVerdict, formats, proof);
              return (
                <tr key={index} className="border-t align-top">
                  <th scope="row" className="py-1 pr-3 text-left font-normal whitespace-nowrap text-muted">{words.source}</th>
                  <td className="py-1 pr-3">{words.says}{words.figures.length > 0 && <span className="text-muted"> · {words.figures.join(' · ')}</span>}</td>
                  <td className="py-1 text-right"><Age at={proof.at} isPast /></td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}
