/** The findings' words in the present language; null until the engine's catalogue came. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { createDescribeFinding, type DescribeFinding } from '#renderer/format/describe-finding.ts';
import { useCheckCards } from '#renderer/state/hooks.tsx';

export function useFindingWords(): DescribeFinding | null {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const cards = useCheckCards();
  return useMemo(() => (cards === null ? null : createDescribeFinding(t, formats, cards)), [t, formats, cards]);
}
