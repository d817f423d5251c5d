/** Says that the window shows the past: since when, why, and when it tries again. Silent while the engine is heard. */
import { useTranslation } from 'react-i18next';
import { Banner } from '#renderer/components/banner.tsx';
import { Button } from '#renderer/components/button.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import { describeError } from '#renderer/format/describe-error.ts';

export function LinkBanner() {
  const { t } = useTranslation('app');
  const { t: tError } = useTranslation('errors');
  const formats = useFormats();
  const { retryLink } = useActions();
  const link = useApp((state) => state.link);
  const hasPicture = useApp((state) => state.replica.engine !== null);
  const feedError = useApp((state) => state.feedError);
  const seconds = useTick((now) => (link.nextTryAt === null ? null : Math.max(0, Math.ceil((link.nextTryAt + link.offsetMs - now) / 1000))));
  const retry = <Button size="small" onClick={retryLink}>{t('link.retry')}</Button>;
  if (link.phase === 'live') {
    if (feedError === null) return null;
    const words = describeError(tError, formats, feedError);
    return <Banner tone="bad" title={t('link.feedFailed')}>{`${words.why} ${words.next}`}</Banner>;
  }
  if (!hasPicture || link.phase === 'connecting') return null;
  if (link.phase === 'refused' && link.error !== null) {
    const words = describeError(tError, formats, link.error);
    return <Banner tone="bad" title={words.what} action={retry}>{`${words.why} ${words.next}`}</Banner>;
  }
  return (
    <Banner tone="away" title={t('link.lost', { since: formats.clock(link.since) })} action={<>{seconds !== null && <span className="text-sm text-muted figures">{t('link.nextTry', { seconds })}</span>}{retry}</>}>
      {t('link.lostDetail')}
    </Banner>
  );
}
