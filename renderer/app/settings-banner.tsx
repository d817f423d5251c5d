/** Says that the settings file could not be used: an empty fleet must never look like a chosen one. */
import { useTranslation } from 'react-i18next';
import { Banner } from '#renderer/components/banner.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { describeError } from '#renderer/format/describe-error.ts';
import { useApp } from '#renderer/state/hooks.tsx';

export function SettingsBanner() {
  const { t } = useTranslation('app');
  const { t: tError } = useTranslation('errors');
  const formats = useFormats();
  const trouble = useApp((state) => state.replica.engine?.settingsTrouble ?? null);
  if (trouble === null) return null;
  if (trouble.error === null) return <Banner tone="warn" title={t('settingsTrouble.setAside')}>{t('settingsTrouble.setAsideDetail', { path: trouble.setAside ?? '' })}</Banner>;
  const words = describeError(tError, formats, trouble.error);
  return <Banner tone="bad" title={t('settingsTrouble.failed')}>{`${words.why} ${words.next}`}</Banner>;
}
