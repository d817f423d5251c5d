/** The score and why it is that: the figure with its word, every lost point as a line that leads to its finding, the categories. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '#renderer/components/class-names.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { wordHue } from '#renderer/components/score-chip.tsx';
import { SeverityGlyph } from '#renderer/components/severity-glyph.tsx';
import type { DescribeFinding } from '#renderer/format/describe-finding.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { scoreLines, type ScoreLine } from '#renderer/state/selectors/score-lines.ts';
import type { DiagnosisRun, Score } from '#shared/domain/diagnosis.ts';
import type { Finding } from '#shared/domain/finding.ts';

export type FindingLinks = { readonly describe: DescribeFinding; readonly hrefOf: (finding: string) => string };

/** `history`: stands right under the figure. */
export function ScorePanel({ run, links, history }: { run: DiagnosisRun; links: FindingLinks; history: ReactNode }) {
  return (
    <div className="flex flex-col gap-6">
      <ScoreFigure score={run.score} />
      {history}
      <Arithmetic run={run} links={links} />
      <Categories score={run.score} />
    </div>
  );
}

export function ScoreFigure({ score }: { score: Score }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const word = t(`word.${score.word}`);
  const means = t(`wordMeans.${score.word}`);
  return (
    <section aria-label={t('score.label')}>
      <p className="sr-only">{score.value === null ? t('score.textUnknown', { word, means }) : t('score.text', { value: score.value, word, means })}</p>
      <div aria-hidden className="flex items-baseline gap-3">
        <span className={classNames('text-[52px] leading-13 font-semibold tracking-tight figures', score.value === null ? 'text-stale' : wordHue[score.word])}>{score.value ?? '–'}</span>
        <span className="flex min-w-0 flex-col">
          <span className={classNames('text-lg font-semibold', wordHue[score.word])}>{word}</span>
          <span className="text-muted">{means}</span>
        </span>
      </div>
      <p className="mt-2 flex flex-wrap gap-x-3 text-muted figures">
        <span title={t('score.coverageHelp')} className={classNames(score.coverage < 60 && 'text-away')}>{t('score.coverage', { percent: formats.percent(Math.floor(score.coverage)) })}</span>
        <Trend score={score} />
      </p>
    </section>
  );
}

function Trend({ score: { value, median24h } }: { score: Score }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  if (value === null || median24h === null) return null;
  const step = Math.round(value - median24h);
  const points = formats.number(Math.abs(step));
  return <span>{step === 0 ? t('score.steady') : step > 0 ? t('score.raised', { points }) : t('score.lowered', { points })}</span>;
}

function Arithmetic({ run, links }: { run: DiagnosisRun; links: FindingLinks }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const { score } = run;
  const lines = scoreLines(run);
  return (
    <section aria-label={t('score.arithmetic')}>
      <h2 className="mb-1 font-semibold">{t('score.arithmetic')}</h2>
      <table className="w-full table-fixed figures">
        <colgroup><col /><col className="w-16" /></colgroup>
        <tbody>
          <tr className="align-baseline text-muted"><td className="py-1">{t('score.start')}</td><td className="py-1 text-right">{formats.number(100)}</td></tr>
          {lines.map((line, index) => <ArithmeticRows key={line.kind === 'finding' ? line.finding.id : `${line.kind} ${index}`} line={line} links={links} />)}
        </tbody>
        <tfoot>
          <tr className="border-t-2 border-line-strong/60 align-baseline font-semibold">
            {score.value === null
              ? <td colSpan={2} className="py-1.5 text-away">{t('score.noTotal', { percent: formats.percent(Math.floor(score.coverage)) })}</td>
              : <><td className="py-1.5">{t('score.total')}</td><td className="py-1.5 text-right">{formats.number(score.value)}</td></>}
          </tr>
        </tfoot>
      </table>
      {lines.length === 0 && <p className="mt-1 text-muted">{t('score.pointless')}</p>}
    </section>
  );
}

function ArithmeticRows({ line, links }: { line: ScoreLine; links: FindingLinks }) {
  const { t } = useTranslation('diagnosis');
  if (line.kind === 'cap') return <Row points={line.points}><span className="flex gap-2 text-muted"><CapMark /><span>{t(`score.cap.${line.cap}`, { limit: line.limit ?? '–' })}</span></span></Row>;
  if (line.kind === 'lost') return <Row points={line.points}><span className="text-muted">{t('score.lostRow')}</span></Row>;
  return (
    <>
      <Row points={line.points}><FindingLink finding={line.finding} links={links} /></Row>
      {line.consequences.map((finding) => (
        <tr key={finding.id} className="align-baseline">
          <td className="min-w-0 py-0.5 pl-3"><span className="block border-l pl-2.5"><FindingLink finding={finding} links={links} isQuiet /></span></td>
          <td className="py-0.5 text-right text-xs text-muted">{t('score.consequence')}</td>
        </tr>
      ))}
    </>
  );
}

function Row({ points, children }: { points: number; children: ReactNode }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  return (
    <tr className="border-t border-line/60 align-baseline">
      <td className="min-w-0 py-1 pr-2">{children}</td>
      <td className="py-1 text-right">{points === 0 ? formats.number(0) : t('score.points', { points: formats.number(points, 1) })}</td>
    </tr>
  );
}

function FindingLink({ finding, links, isQuiet = false }: { finding: Finding; links: FindingLinks; isQuiet?: boolean }) {
  const { t } = useTranslation('diagnosis');
  const { title, says } = links.describe(finding);
  const subject = finding.subject.kind === 'host' ? null : showForeign(finding.subject.name, 200);
  return (
    <a href={links.hrefOf(finding.id)} title={says} className={classNames('group flex min-w-0 items-baseline gap-2 rounded-sm', isQuiet && 'text-muted')}>
      <span className="relative top-0.5"><SeverityGlyph severity={finding.severity} label={t(`severity.${finding.severity}`)} /></span>
      <span className="min-w-0">
        <span className="group-hover:underline">{title}</span>
        {subject !== null && <bdi className="block truncate text-sm text-muted">{subject}</bdi>}
      </span>
    </a>
  );
}

/** A lid: what is above it does not count. */
function CapMark() {
  return <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden className="relative top-0.5 shrink-0"><path d="M2 4.5h12M8 14V7.5M5 10l3-3 3 3" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" /></svg>;
}

function Categories({ score }: { score: Score }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  return (
    <section aria-label={t('score.categories')}>
      <h2 className="mb-1 font-semibold">{t('score.categories')}</h2>
      <table className="w-full figures">
        <tbody>
          {score.categories.map((one) => (
            <tr key={one.category} className="border-t border-line/60 align-baseline">
              <th scope="row" className="py-1 pr-2 text-left font-normal" title={t('score.categoryWeight', { percent: formats.percent(one.weight) })}>{t(`scoreCategory.${one.category}`)}</th>
              <td className="py-1 pr-2 text-right text-sm whitespace-nowrap text-muted">{t('score.categoryKnown', { known: one.known, all: one.applicable })}</td>
              <td className="w-8 py-1 text-right">{one.score === null ? <span className="text-stale" title={t('score.categoryUnknown')}><span aria-hidden>–</span><span className="sr-only">{t('score.categoryUnknown')}</span></span> : formats.number(one.score)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
