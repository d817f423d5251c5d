/** Starts diagnoses and says what came of it; the runs themselves are told by the engine. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useToast } from '#renderer/components/toast.tsx';
import { describeError } from '#renderer/format/describe-error.ts';
import { useActions } from '#renderer/state/hooks.tsx';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';

/** No host: all that are connected. */
export function useDiagnose(): (hosts: readonly HostId[]) => Promise<void> {
  const { t } = useTranslation('diagnosis');
  const { ask } = useActions();
  const toast = useToast();
  const fail = useFailure(t('start.failed'));
  return useCallback(async (hosts) => {
    const result = await ask('diagnosis.start', { hosts: [...hosts] }, { subject: hosts.length === 1 ? hosts[0] : 'all' });
    if (!result.ok) return fail(result.error);
    const { started } = result.value;
    // With one host its own page shows the round.
    if (started.length === 0) toast({ tone: 'failed', title: t('start.none') });
    else if (hosts.length !== 1) toast({ tone: 'done', title: t('start.started', { count: started.length }) });
  }, [ask, fail, t, toast]);
}

export function useFailure(title: string): (error: AppError) => void {
  const { t } = useTranslation('errors');
  const formats = useFormats();
  const toast = useToast();
  return useCallback((error) => {
    if (error.code === 'cancelled') return;
    const words = describeError(t, formats, error);
    toast({ tone: 'failed', title, detail: `${words.what} ${words.why} ${words.next}` });
  }, [formats, t, title, toast]);
}
