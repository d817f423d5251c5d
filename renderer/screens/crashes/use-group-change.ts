/** Changes to a group, each with a receipt. The list itself changes only when the engine says so. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useToast } from '#renderer/components/toast.tsx';
import { describeError } from '#renderer/format/describe-error.ts';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions } from '#renderer/state/hooks.tsx';
import type { CrashGroup, GroupChange } from '#shared/domain/crash.ts';

export type ChangeGroup = (group: Pick<CrashGroup, 'id' | 'title'>, change: GroupChange, into?: string) => Promise<boolean>;

export function useGroupChange(): ChangeGroup {
  const { t } = useTranslation('crashes');
  const { t: tErrors } = useTranslation('errors');
  const formats = useFormats();
  const toast = useToast();
  const { ask } = useActions();
  return useCallback(async (group, change, into) => {
    const result = await ask('crashes.change-group', { id: group.id, change }, { subject: group.id });
    if (!result.ok) {
      if (result.error.code === 'cancelled') return false;
      const words = describeError(tErrors, formats, result.error);
      toast({ tone: 'failed', title: t('receipt.failed', { title: isolateForeign(group.title, 80) }), detail: `${words.what} ${words.next}` });
      return false;
    }
    const renamed = change.kind === 'rename' ? result.value.groups.find(({ id }) => id === group.id)?.title : undefined;
    const title = isolateForeign(into ?? renamed ?? group.title, 80);
    toast({ tone: 'done', title: t(`receipt.${change.kind}`, { title }), detail: change.kind === 'resolve' ? t('receipt.resolveDetail') : undefined });
    return true;
  }, [ask, formats, t, tErrors, toast]);
}

/** What one key or button does to a group in its present state. */
export function toggleMute({ state }: Pick<CrashGroup, 'state'>): GroupChange {
  return { kind: state === 'muted' ? 'unmute' : 'mute' };
}

export function toggleResolve({ state }: Pick<CrashGroup, 'state'>): GroupChange {
  return { kind: state === 'resolved' ? 'reopen' : 'resolve' };
}
