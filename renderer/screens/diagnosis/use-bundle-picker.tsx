/** Opening a support bundle: read as text here, judged by the engine, shown as a replay. A file that is none says so. */
import { useCallback, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { useToast } from '#renderer/components/toast.tsx';
import { useActions } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { useFailure } from './use-diagnose.ts';

/** As large as the contract takes. */
const longestText = 2_000_000;

export type BundlePicker = { readonly take: (file: File | null | undefined) => Promise<void>; readonly choose: () => void; /** Has to stand somewhere in the page. */ readonly input: ReactNode; readonly isOpening: boolean };

export function useBundlePicker(): BundlePicker {
  const { t } = useTranslation('diagnosis');
  const navigate = useNavigate();
  const toast = useToast();
  const { ask, showReplay } = useActions();
  const fail = useFailure(t('bundle.openFailed'));
  const field = useRef<HTMLInputElement>(null);
  const [isOpening, setOpening] = useState(false);
  const take = useCallback(async (file: File | null | undefined): Promise<void> => {
    if (file === null || file === undefined) return;
    const refuse = (detail: string): void => toast({ tone: 'failed', title: t('bundle.openFailed'), detail });
    if (file.size > longestText) return refuse(t('bundle.tooLarge'));
    setOpening(true);
    const text = await file.text().catch(() => null);
    const answer = text === null ? null : await ask('diagnosis.open-bundle', { text });
    setOpening(false);
    if (answer === null) return refuse(t('bundle.unreadable'));
    if (!answer.ok) return fail(answer.error);
    showReplay({ fileName: file.name, bundle: answer.value });
    navigate(formatRoute({ screen: 'replay', run: null, finding: null }));
  }, [ask, fail, navigate, showReplay, t, toast]);
  const choose = useCallback(() => field.current?.click(), []);
  const input = (
    <input
      ref={field} type="file" accept=".json,.txt,.fleetbeat" className="hidden" tabIndex={-1} aria-label={t('bundle.choose')}
      onChange={(event) => { const [file] = event.target.files ?? []; void take(file); event.target.value = ''; }}
    />
  );
  return { take, choose, input, isOpening };
}
