/** An error where it happened: what, why, what to do, in that order. */
import { useTranslation } from 'react-i18next';
import { describeError } from '#renderer/format/describe-error.ts';
import type { AppError } from '#shared/errors.ts';
import { classNames } from './class-names.ts';
import { useFormats } from './formats-context.tsx';

export function ErrorNote({ error, className }: { error: AppError; className?: string | undefined }) {
  const { t } = useTranslation('errors');
  const words = describeError(t, useFormats(), error);
  return (
    <div className={classNames('flex flex-col gap-0.5 wrap-anywhere', className)}>
      <p>{words.what}</p>
      {words.why !== '' && <p className="text-muted">{words.why}</p>}
      {words.next !== '' && <p>{words.next}</p>}
    </div>
  );
}
