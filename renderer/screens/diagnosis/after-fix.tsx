/** Over a run that a fix has caused: what it changed among the problems, in one line, and the way to the whole comparison. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#renderer/components/banner.tsx';
import { Button } from '#renderer/components/button.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { useAnswer } from '#renderer/state/hooks.tsx';
import { changeKinds, compareRuns } from '#renderer/state/selectors/compare-runs.ts';
import type { DiagnosisRun, RunId } from '#shared/domain/diagnosis.ts';

export function AfterFix({ run, earlier, version, href }: { run: DiagnosisRun; earlier: RunId; /** Of what both are read under: mutes. */ version: string; href: string }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const navigate = useNavigate();
  const before = useAnswer('diagnosis.run', { id: earlier }, version).value;
  const counts = useMemo(() => (before === null ? null : compareRuns(before, run).counts), [before, run]);
  const moved = counts === null ? [] : changeKinds.filter((kind) => kind !== 'same' && counts[kind] > 0).map((kind) => `${t(`compare.kind.${kind}`)} ${formats.number(counts[kind])}`);
  const score = before === null || before.score.value === null || run.score.value === null ? [] : [t('compare.score', { before: before.score.value, after: run.score.value })];
  return (
    <Banner title={t('compare.afterFix')} action={<Button size="small" onClick={() => navigate(href)}>{t('compare.whatChanged')}</Button>}>
      {counts === null ? undefined : <span className="figures">{[...score, ...(moved.length === 0 ? [t('compare.same')] : moved)].join(' · ')}</span>}
    </Banner>
  );
}
