/** What to do about a sick worker, in a sentence, with the exact command to copy where one is known. Runs nothing. */
import { useTranslation } from 'react-i18next';
import type { WorkerView } from '#shared/domain/worker.ts';
import { describeRemedy } from '#renderer/format/describe-remedy.ts';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { Copyable } from './copyable.tsx';

export function RemedyAdvice({ worker, hostName }: { worker: Pick<WorkerView, 'verdict' | 'process'>; hostName: string | null }) {
  const { t } = useTranslation('verdicts');
  const words = describeRemedy(t, worker);
  if (words === null) return null;
  return (
    <div className="flex max-w-105 flex-col gap-2">
      <p className="font-semibold">{words.title}</p>
      <p>{words.body}</p>
      {words.command !== null && (
        <>
          {hostName !== null && <p className="text-sm text-muted">{t('commandOnHost', { host: isolateForeign(hostName) })}</p>}
          <Copyable text={words.command} />
          {words.namesPid && <p className="text-sm text-muted">{t('pidNow')}</p>}
        </>
      )}
    </div>
  );
}
