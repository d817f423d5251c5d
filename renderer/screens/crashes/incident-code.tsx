/** Where in the code it died: the native frame, then the Python calls, innermost first. */
import { useTranslation } from 'react-i18next';
import { Foreign } from '#renderer/components/foreign.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import type { Incident } from '#shared/domain/crash.ts';
import { DossierSection } from './dossier-section.tsx';

export function IncidentCode({ incident }: { incident: Incident }) {
  const { t } = useTranslation('crashes');
  const { exception, nativeFrame, frames } = incident;
  if (exception === null && nativeFrame === null && frames.length === 0) return null;
  return (
    <DossierSection title={t('incident.code')} aside={frames.length > 1 ? t('incident.innermost') : undefined}>
      {exception !== null && <p className="pb-1 wrap-anywhere"><bdi className="font-medium">{showForeign(exception.type, 300)}</bdi>{exception.message !== '' && <bdi>: {showForeign(exception.message, 1000)}</bdi>}</p>}
      <ol className="font-mono text-sm">
        {nativeFrame !== null && (
          <li className="flex h-6 min-w-0 items-center gap-3 border-b border-line/60">
            <span className="flex min-w-0 font-medium"><Foreign text={nativeFrame.function ?? '?'} isMono /></span>
            <span className="flex min-w-0 text-muted"><Foreign text={`${nativeFrame.library}${nativeFrame.offset === null ? '' : ` +${nativeFrame.offset}`}`} isMono /></span>
          </li>
        )}
        {frames.map((frame, index) => (
          <li key={index} className="flex h-6 min-w-0 items-center gap-3 border-b border-line/60">
            <span className="flex min-w-0 font-medium"><Foreign text={frame.function} isMono /></span>
            <span className="flex min-w-0 text-muted"><Foreign text={`${frame.file}${frame.line === null ? '' : `:${frame.line}`}`} isMono /></span>
          </li>
        ))}
      </ol>
    </DossierSection>
  );
}
