/** Severity as shape and hue at once: nobody needs the colour. */
import { useTranslation } from 'react-i18next';
import { Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { Severity } from '#shared/domain/alert.ts';

const signs = { critical: { Glyph: OctagonAlert, hue: 'text-bad' }, warning: { Glyph: TriangleAlert, hue: 'text-warn' }, note: { Glyph: Info, hue: 'text-rest' } } as const;

export function SeveritySign({ severity, isQuiet = false }: { severity: Severity; isQuiet?: boolean }) {
  const { t } = useTranslation('alerts');
  const { Glyph, hue } = signs[severity];
  return <Glyph size={16} role="img" aria-label={t(`severity.${severity}`)} className={`shrink-0 ${isQuiet ? 'text-rest' : hue}`} />;
}
