/** Two runs side by side: the scores, then what is new, worse, no longer known, better, gone, and what still stands. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ArrowLeftRight } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { wordHue } from '#renderer/components/score-chip.tsx';
import { SeverityGlyph } from '#renderer/components/severity-glyph.tsx';
import type { DescribeFinding } from '#renderer/format/describe-finding.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { changeKinds, compareRuns, type ChangeKind, type FindingChange } from '#renderer/state/selectors/compare-runs.ts';
import type { DiagnosisRun } from '#shared/domain/diagnosis.ts';
import type { Finding } from '#shared/domain/finding.ts';

export type CompareLinks = { readonly stop: string; readonly swap: string; readonly finding: (id: string, isBefore: boolean) => string };

const kindHue: Readonly<Record<ChangeKind, string>> = { new: 'text-bad', worse: 'text-bad', blind: 'text-away', better: 'text-good', gone: 'text-good', same: '' };

export function CompareView({ before, after, describe, links }: { before: DiagnosisRun; after: DiagnosisRun; describe: DescribeFinding; links: CompareLinks }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const navigate = useNavigate();
  const { changes, counts } = useMemo(() => compareRuns(before, after), [before, after]);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto border-t pb-8">
      <div className="sticky top-0 z-10 flex items-center gap-2 border-b bg-surface px-4 py-2">
        <h2 className="flex-1 font-semibold">{t('compare.title', { when: formats.absolute(before.endedAt) })}</h2>
        <Button look="quiet" icon={<ArrowLeftRight size={14} aria-hidden />} onClick={() => navigate(links.swap)}>{t('compare.swap')}</Button>
        <Button onClick={() => navigate(links.stop)}>{t('compare.stop')}</Button>
      </div>
      <div className="grid grid-cols-2 gap-x-6 px-4 pt-4">
        <Side title={t('compare.before')} run={before} against={null} />
        <Side title={t('compare.after')} run={after} against={before} />
      </div>
      <p className="flex flex-wrap gap-x-4 px-4 pt-4 figures">
        {changeKinds.filter((kind) => counts[kind] > 0).map((kind) => <span key={kind} className={classNames(kind !== 'same' && 'font-medium', kindHue[kind])}>{`${t(`compare.kind.${kind}`)} ${formats.number(counts[kind])}`}</span>)}
        {changes.every(({ kind }) => kind === 'same') && <span className="text-muted">{t('compare.same')}</span>}
      </p>
      {changeKinds.filter((kind) => counts[kind] > 0).map((kind) => (
        <section key={kind} aria-label={t(`compare.kind.${kind}`)} className="pt-5">
          <h3 className="flex items-baseline gap-2 px-4 pb-1 font-semibold"><span className={kindHue[kind]}>{t(`compare.kind.${kind}`)}</span><span className="font-normal text-muted figures">{formats.number(counts[kind])}</span></h3>
          <ul className="border-t border-line/60">
            {changes.filter((change) => change.kind === kind).map((change) => <ChangeRow key={change.id} change={change} describe={describe} links={links} />)}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Side({ title, run, against }: { title: string; run: DiagnosisRun; against: DiagnosisRun | null }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const { value, word } = run.score;
  const step = against === null || value === null || against.score.value === null ? null : value - against.score.value;
  return (
    <section aria-label={title} className="flex items-baseline gap-3">
      <span className={classNames('text-[32px] leading-10 font-semibold figures', value === null ? 'text-stale' : wordHue[word])}>{value ?? '–'}</span>
      <div className="min-w-0">
        <p className="flex gap-2"><span className={classNames('font-semibold', wordHue[word])}>{t(`word.${word}`)}</span>{step !== null && <span className="text-muted figures">{step === 0 ? t('compare.difference.none') : step > 0 ? t('compare.difference.up', { points: step }) : t('compare.difference.down', { points: -step })}</span>}</p>
        <p className="text-muted figures">{`${title} · ${formats.absolute(run.endedAt)} · ${t('score.coverage', { percent: formats.percent(Math.floor(run.coverage)) })}`}</p>
      </div>
    </section>
  );
}

function ChangeRow({ change, describe, links }: { change: FindingChange; describe: DescribeFinding; links: CompareLinks }) {
  const finding = change.after ?? change.before;
  if (finding === null) return null;
  // The same words twice would hide where the figures differ.
  const isSame = change.kind === 'same' && change.before !== null && change.after !== null && describe(change.before).says === describe(change.after).says;
  return (
    <li className="border-b border-line/60 px-4 py-1.5">
      <p className="flex min-w-0 items-baseline gap-2">
        <span className="shrink-0 font-semibold">{describe(finding).title}</span>
        {finding.subject.kind !== 'host' && <bdi className="min-w-0 truncate text-muted">{showForeign(finding.subject.name, 300)}</bdi>}
        <span className="flex-1" />
        <span className="text-sm text-stale">{finding.check}</span>
      </p>
      <div className={isSame ? '' : 'grid grid-cols-2 gap-x-6'}>
        {!isSame && <OneSide finding={change.before} describe={describe} href={links.finding(change.id, true)} />}
        <OneSide finding={change.after} describe={describe} href={links.finding(change.id, false)} />
      </div>
    </li>
  );
}

function OneSide({ finding, describe, href }: { finding: Finding | null; describe: DescribeFinding; href: string }) {
  const { t } = useTranslation('diagnosis');
  if (finding === null) return <p className="text-stale">{t('compare.notThere')}</p>;
  return (
    <a href={href} className="flex min-w-0 items-baseline gap-2 hover:underline">
      <span className="relative top-0.5"><SeverityGlyph severity={finding.severity} label={t(`severity.${finding.severity}`)} isQuiet={finding.isMuted} /></span>
      <span className="wrap-anywhere text-muted">{describe(finding).says}</span>
    </a>
  );
}
