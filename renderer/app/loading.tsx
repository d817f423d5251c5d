/** Before the first picture: the layout to come after 300 ms, and words when the engine does not answer at all. */
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Skeleton, useIsLate } from '#renderer/components/skeleton.tsx';
import { describeError } from '#renderer/format/describe-error.ts';
import { useActions, useApp } from '#renderer/state/hooks.tsx';

const widths = [28, 40, 34, 44, 30, 38, 32, 36] as const;

export function Loading() {
  const { t } = useTranslation('app');
  const { t: tError } = useTranslation('errors');
  const formats = useFormats();
  const { retryLink } = useActions();
  const isLate = useIsLate();
  const link = useApp((state) => state.link);
  const isVeryLate = useIsLate(3000);
  if (link.error !== null && (link.phase === 'refused' || isVeryLate)) {
    const words = describeError(tError, formats, link.error);
    return (
      <EmptyState title={words.what} action={<Button look="filled" onClick={retryLink}>{t('link.retry')}</Button>}>
        {words.why !== '' && <p>{words.why}</p>}
        <p>{words.next}</p>
      </EmptyState>
    );
  }
  if (!isLate) return null;
  return (
    <div role="status" className="flex flex-col gap-4 px-4 pt-4">
      <span className="text-muted">{t('link.connecting')}</span>
      <div aria-hidden className="flex flex-col">
        {widths.map((width) => (
          <div key={width} className="row grid grid-cols-[minmax(160px,1fr)_132px_140px_62px_100px_2.2fr] items-center gap-x-3 pl-5">
            <span style={{ width: `${width * 4}px` }}><Skeleton className="w-full" /></span><Skeleton className="w-20" /><Skeleton className="w-24" /><Skeleton className="w-10" /><Skeleton className="w-16" /><Skeleton className="w-32" />
          </div>
        ))}
      </div>
    </div>
  );
}
