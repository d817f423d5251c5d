/** One run, living or replayed: its score with the arithmetic on the left, its findings on the right. */
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { Banner } from '#renderer/components/banner.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import type { DescribeFinding } from '#renderer/format/describe-finding.ts';
import { describeError } from '#renderer/format/describe-error.ts';
import { useTranslation } from 'react-i18next';
import type { DiagnosisRun } from '#shared/domain/diagnosis.ts';
import { FindingList } from './finding-list.tsx';
import { ScorePanel } from './score-panel.tsx';
import type { UnknownHelp } from './unknown-groups.tsx';

export function RunView(props: { run: DiagnosisRun; describe: DescribeFinding; hrefOf: (finding: string) => string; isReplay: boolean; chosen: string | null; help: UnknownHelp; /** Under the score's figure. */ history?: ReactNode }) {
  const { run, describe, hrefOf } = props;
  const links = useMemo(() => ({ describe, hrefOf }), [describe, hrefOf]);
  return (
    <>
      <Gaps run={run} />
      <div className="grid min-h-0 flex-1 grid-cols-[312px_minmax(0,1fr)] border-t">
        <div className="min-h-0 overflow-y-auto border-r px-4 pt-4 pb-8" tabIndex={-1}>
          <ScorePanel run={run} links={links} history={props.history} />
        </div>
        <div className="min-h-0 overflow-y-auto pb-8" tabIndex={-1}>
          <FindingList run={run} describe={describe} hrefOf={hrefOf} isReplay={props.isReplay} chosen={props.chosen} help={props.help} />
        </div>
      </div>
    </>
  );
}

/** Whole parts of the evidence that could not be had, each with its reason. */
function Gaps({ run: { gaps } }: { run: DiagnosisRun }) {
  const { t } = useTranslation('diagnosis');
  const { t: tErrors } = useTranslation('errors');
  const formats = useFormats();
  if (gaps.length === 0) return null;
  const lines = gaps.slice(0, 4).map(({ part, error }) => {
    const words = describeError(tErrors, formats, error);
    return { key: `${part} ${error.code}`, text: `${t(`gaps.part.${part}`)}: ${words.what} ${words.why} ${words.next}` };
  });
  return <Banner tone="away" title={t('gaps.title')}>{lines.map(({ key, text }) => <span key={key} className="block wrap-anywhere">{text}</span>)}</Banner>;
}
