/**
 * Shows the engine's questions one at a time. A question never takes the keyboard from someone who types or from
 * another dialog: it then waits in a banner. Mounted once, above all screens; it renders the banner where it stands.
 */
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '#renderer/components/banner.tsx';
import { Button } from '#renderer/components/button.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useApp } from '#renderer/state/hooks.tsx';
import { decideDesk } from './answer-of-question.ts';
import { QuestionDialog } from './question-dialog.tsx';

/** Someone is typing, or another dialog or menu has the screen. */
function isSomeoneBusy(): boolean {
  const active = document.activeElement;
  const isTyping = active instanceof HTMLElement && (active.isContentEditable || active.matches('textarea, select, input:not([type=checkbox],[type=radio],[type=button])'));
  return isTyping || document.querySelector('[role=dialog]:not([data-question]), [role=alertdialog]:not([data-question]), [role=menu]') !== null;
}

export function QuestionDesk() {
  const { t } = useTranslation('questions');
  const all = useApp((state) => state.replica.questions);
  const [openId, setOpenId] = useState<string | null>(null);
  const [setAside, setSetAside] = useState<ReadonlySet<string>>(new Set());
  const questions = [...all.values()];
  const desk = decideDesk({ questions, openId, setAside, isOccupied: true });
  // Whether someone is busy is a fact of the page, looked at after it is drawn and only when the questions change.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const next = decideDesk({ questions: [...all.values()], openId, setAside, isOccupied: isSomeoneBusy() });
      if (next.openId !== openId) setOpenId(next.openId);
    });
    return () => cancelAnimationFrame(frame);
  }, [all, openId, setAside]);
  const close = useCallback((id: string) => {
    setSetAside((old) => new Set(old).add(id));
    setOpenId(null);
  }, []);
  const open = questions.find((question) => question.id === desk.openId);
  const first = desk.waiting[0];
  return (
    <>
      {first !== undefined && (
        <Banner tone="warn" title={t('waiting', { count: desk.waiting.length })} action={<Button size="small" onClick={() => setOpenId(first.id)}>{t('answerNow')}</Button>}>
          {t('waitingFor', { host: isolateForeign(first.hostName, 60) })}
        </Banner>
      )}
      {open !== undefined && <QuestionDialog key={open.id} question={open} onLater={() => close(open.id)} />}
    </>
  );
}
