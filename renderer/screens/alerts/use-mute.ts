/** Mutes and takes mutes back; says what came of it. */
import { useTranslation } from 'react-i18next';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useToast } from '#renderer/components/toast.tsx';
import { describeError } from '#renderer/format/describe-error.ts';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import type { Mute } from '#shared/domain/alert.ts';
import type { AppError } from '#shared/errors.ts';

/** `forMs` null: until taken back. */
export function useMute(): (scope: Omit<Mute, 'until'>, forMs: number | null, isMuted: boolean) => void {
  const { t } = useTranslation('alerts');
  const { ask } = useActions();
  const toast = useToast();
  const fail = useFailure();
  const offsetMs = useApp((state) => state.link.offsetMs);
  return (scope, forMs, isMuted) => {
    void ask('alerts.mute', { ...scope, until: forMs === null ? null : Date.now() + offsetMs + forMs, isMuted }).then((result) => {
      if (result.ok) toast({ tone: 'done', title: isMuted ? t('muted') : t('unmuted') });
      else fail(result.error);
    });
  };
}

export function useFailure(): (error: AppError) => void {
  const { t } = useTranslation('alerts');
  const { t: tError } = useTranslation('errors');
  const formats = useFormats();
  const toast = useToast();
  return (error) => {
    if (error.code === 'cancelled') return;
    const words = describeError(tError, formats, error);
    toast({ tone: 'failed', title: t('notSaved'), detail: `${words.what} ${words.why} ${words.next}` });
  };
}
