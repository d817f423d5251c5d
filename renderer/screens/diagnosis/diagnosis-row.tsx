/** One host of the table: its score, its problems, what costs most, how old all that is; and its round while one runs. */
import { memo } from 'react';
import { Age } from '#renderer/components/age.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { oldScoreMs, wordHue } from '#renderer/components/score-chip.tsx';
import { SeverityGlyph } from '#renderer/components/severity-glyph.tsx';
import { useWords } from '#renderer/components/words-context.tsx';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import { isRunning } from '#renderer/state/diagnosis-replica.ts';
import { formatRoute } from '#renderer/state/routes.ts';
import type { DiagnosisRow as Row } from '#renderer/state/selectors/diagnosis-rows.ts';
import type { RunProgress, RunSummary } from '#shared/domain/diagnosis.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { Elapsed } from './run-progress.tsx';

/** chosen · host · score · problems · what costs most · known · last run */
export const diagnosisGrid = 'grid grid-cols-[16px_minmax(120px,220px)_120px_124px_minmax(180px,1fr)_52px_72px] items-center gap-x-3 px-4 xl:gap-x-4 xl:grid-cols-[16px_minmax(150px,300px)_120px_150px_minmax(200px,900px)_56px_88px]';

type Props = Row & { titleOf: (run: RunSummary) => string | null; subjectOf: (run: RunSummary) => string | null; isSelected: boolean; onSelect: (host: HostId) => void };

export const DiagnosisRow = memo(function DiagnosisRow({ host, run, progress, titleOf, subjectOf, isSelected, onSelect }: Props) {
  const t = useWords('diagnosis');
  const isBusy = isRunning(progress);
  return (
    <div className={classNames(diagnosisGrid, 'h-9')}>
      <span role="gridcell" className="flex">
        <input type="checkbox" tabIndex={-1} checked={isSelected} aria-label={t('fleet.select', { host: isolateForeign(host.name) })} onClick={(event) => event.stopPropagation()} onChange={() => onSelect(host.id)} className="size-3.5 accent-(--fill)" />
      </span>
      <span role="gridcell" className="flex min-w-0">
        <a href={formatRoute({ screen: 'diagnosis', host: host.id, run: null, against: null, finding: null })} tabIndex={-1} aria-label={t('fleet.open', { host: isolateForeign(host.name) })} className="flex min-w-0 font-semibold hover:underline"><Foreign text={host.name} /></a>
      </span>
      {run === null
        ? <span role="gridcell" className="col-span-2 whitespace-nowrap text-muted">{!isBusy && t('fleet.notRun')}</span>
        : <><ScoreCell run={run} /><span role="gridcell"><CountsCell run={run} /></span></>}
      <span role="gridcell" className="min-w-0">{isBusy && progress !== null ? <Busy progress={progress} /> : progress !== null ? <span className="text-away">{t('progress.failed')}</span> : run !== null && <WorstCell run={run} title={titleOf(run)} subject={subjectOf(run)} />}</span>
      <span role="gridcell" className="text-right"><Coverage run={run} /></span>
      <span role="gridcell" className="text-right"><Age at={run?.endedAt ?? null} everyMs={oldScoreMs / 2} reason={t('fleet.notRun')} /></span>
    </div>
  );
});

function ScoreCell({ run }: { run: RunSummary }) {
  const t = useWords('diagnosis');
  return (
    <span role="gridcell" className="flex items-baseline gap-2 figures">
      <span className={classNames('w-8 text-right text-lg font-semibold', run.value === null ? 'text-stale' : wordHue[run.word])}>{run.value ?? '–'}</span>
      <span className={classNames('text-sm', wordHue[run.word])}>{t(`word.${run.word}`)}</span>
    </span>
  );
}

const shown = ['crit', 'warn', 'unknown'] as const;

function CountsCell({ run: { counts } }: { run: RunSummary }) {
  const t = useWords('diagnosis');
  return (
    <span className="grid grid-cols-3 gap-2 figures">
      {shown.map((severity) => (
        <span key={severity} title={t(`severityHeading.${severity}`)} className={classNames('flex items-center gap-1.5', counts[severity] === 0 && 'invisible')}>
          <SeverityGlyph severity={severity} size={13} label={t(`severity.${severity}`)} />{counts[severity]}
        </span>
      ))}
    </span>
  );
}

function WorstCell({ run, title, subject }: { run: RunSummary; title: string | null; subject: string | null }) {
  const t = useWords('diagnosis');
  const formats = useFormats();
  const [worst] = run.worst;
  if (worst === undefined) return <span className="text-muted">{run.counts.crit + run.counts.warn === 0 && run.value !== null ? t('fleet.noProblem') : ''}</span>;
  return (
    <a href={formatRoute({ screen: 'diagnosis', host: run.host, run: null, against: null, finding: worst.finding })} tabIndex={-1} onClick={(event) => event.stopPropagation()} className="flex min-w-0 items-baseline gap-2 hover:underline">
      <span className="relative top-0.5"><SeverityGlyph severity={worst.severity} label={t(`severity.${worst.severity}`)} /></span>
      <span className="shrink-0">{title ?? worst.check}</span>
      {subject !== null && <bdi className="min-w-0 truncate text-muted">{showForeign(subject, 120)}</bdi>}
      <span className="shrink-0 text-muted figures">{t('score.points', { points: formats.number(worst.points, 1) })}</span>
    </a>
  );
}

function Coverage({ run }: { run: RunSummary | null }) {
  const t = useWords('diagnosis');
  const formats = useFormats();
  if (run === null) return null;
  return <span title={t('score.coverageHelp')} className={classNames('figures', run.coverage < 60 ? 'text-away' : 'text-muted')}>{formats.percent(Math.floor(run.coverage))}</span>;
}

function Busy({ progress }: { progress: RunProgress }) {
  const t = useWords('diagnosis');
  return <span className="flex items-baseline gap-3 text-busy">{t(`progress.${progress.step}`)}<Elapsed since={progress.startedAt} /></span>;
}
