/** What has to be agreed to, each for itself. */
import { useTranslation } from 'react-i18next';
import type { MessageConsent } from '#shared/domain/unacked.ts';

export function ConsentBoxes({ needed, given, onChange }: { needed: readonly MessageConsent[]; given: readonly MessageConsent[]; onChange: (given: readonly MessageConsent[]) => void }) {
  const { t } = useTranslation('unacked');
  if (needed.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-1 rounded-md border border-warn bg-sunken p-3">
      <legend className="sr-only">{t('consentTitle')}</legend>
      <p aria-hidden className="font-semibold">{t('consentTitle')}</p>
      {needed.map((consent) => (
        <label key={consent} className="flex items-start gap-2">
          <input type="checkbox" className="mt-1 accent-(--fill)" checked={given.includes(consent)} onChange={() => onChange(given.includes(consent) ? given.filter((one) => one !== consent) : [...given, consent])} />
          <span>{t(`consent.${consent}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
