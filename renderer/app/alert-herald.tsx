/**
 * Says alerts aloud outside the page: a notification where the person allowed it, and the number of open alerts in the
 * window's title. Silent unless sound was asked for. Words already said are not said again by a second window: one tag
 * stands for one alert.
 */
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { describeAlert } from '#renderer/format/describe-alert.ts';
import { useApp, useNotices } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import type { AlertNotice } from '#shared/domain/alert.ts';

const ownTitle = 'Fleetbeat';

export function AlertHerald() {
  const { t } = useTranslation('alerts');
  const formats = useFormats();
  const openCount = useApp((state) => state.alerts.openCount);
  const isDesktopOn = useApp((state) => state.alerts.channels.some((channel) => channel.kind === 'desktop' && channel.isOn));
  useEffect(() => {
    document.title = openCount > 0 ? `(${openCount}) ${ownTitle}` : ownTitle;
    return () => { document.title = ownTitle; };
  }, [openCount]);
  const say = useCallback((notice: AlertNotice) => {
    if (!('Notification' in window) || Notification.permission !== 'granted') return;
    if (notice.kind !== 'test' && !isDesktopOn) return;
    if (notice.alert === null) return void new Notification(ownTitle, { body: t('notice.test'), silent: !notice.hasSound, tag: 'fleetbeat-test' });
    const { alert } = notice;
    const words = describeAlert(t, formats, alert);
    const title = notice.kind === 'cleared' ? t('notice.cleared', { title: words.title, name: words.name }) : t('notice.fired', { title: words.title, name: words.name });
    const shown = new Notification(title, { body: notice.kind === 'cleared' ? '' : words.fact, silent: !notice.hasSound, tag: `fleetbeat-${alert.id}` });
    shown.addEventListener('click', () => {
      window.focus();
      window.location.hash = formatRoute({ screen: 'alerts' });
      shown.close();
    });
  }, [t, formats, isDesktopOn]);
  useNotices(say);
  return null;
}
