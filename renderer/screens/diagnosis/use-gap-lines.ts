/** Whole parts of the evidence that could not be had, each with its reason, as sentences. */
import { useTranslation } from 'react-i18next';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { describeError } from '#renderer/format/describe-error.ts';
import type { DiagnosisRun } from '#shared/domain/diagnosis.ts';

const most = 6;

export function useGapLines({ gaps }: Pick<DiagnosisRun, 'gaps'>): readonly { readonly key: string; readonly text: string }[] {
  const { t } = useTranslation('diagnosis');
  const { t: tErrors } = useTranslation('errors');
  const formats = useFormats();
  return gaps.slice(0, most).map(({ part, error }, index) => {
    const words = describeError(tErrors, formats, error);
    return { key: `${part} ${error.code} ${index}`, text: t('gaps.line', { part: t(`gaps.part.${part}`), what: words.what, why: words.why, next: words.next }) };
  });
}
