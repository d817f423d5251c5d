/**
 * One question in a dialog. The safe answer has the focus, Escape means "not now", and nothing dangerous is a default.
 * Secrets live in this component's memory until sent, and nowhere else.
 */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useIsPending } from '#renderer/state/hooks.tsx';
import type { Answer, Question } from '#shared/domain/question.ts';
import type { AppError } from '#shared/errors.ts';
import { answerOf, emptyAnswerForm, type AnswerForm } from './answer-of-question.ts';
import { ChangedKeyBody, UnknownKeyBody } from './host-key-body.tsx';
import { InteractiveBody, SecretBody } from './secret-body.tsx';

export function QuestionDialog({ question, onLater }: { question: Question; onLater: () => void }) {
  const { t } = useTranslation('questions');
  const { ask } = useActions();
  const [form, setForm] = useState<AnswerForm>(emptyAnswerForm);
  const [error, setError] = useState<AppError | null>(null);
  const isSending = useIsPending('questions.answer', question.id);
  const isKey = question.kind === 'host-key-unknown' || question.kind === 'host-key-changed';
  const send = (answer: Answer | null): void => {
    if (answer === null || isSending) return;
    setError(null);
    void ask('questions.answer', { id: question.id, answer }, { subject: question.id }).then((result) => {
      // "Not found" means that it was answered elsewhere: the dialog closes by itself when the engine says so.
      if (!result.ok && result.error.code !== 'not-found') setError(result.error);
    });
  };
  const affirm = answerOf(question, form, 'save');
  const change = (part: Partial<AnswerForm>): void => setForm({ ...form, ...part });
  return (
    <Dialog
      isOpen
      onClose={onLater}
      width={isKey ? 'normal' : 'small'}
      title={<span data-question className="wrap-anywhere">{titleOf(question, t)}</span>}
      footer={
        <>
          {/* An unknown key has three answers already; the cross and Escape put it off all the same. */}
          {question.kind !== 'host-key-unknown' && <Button look="quiet" className="mr-auto" title={t('laterHelp')} onClick={onLater}>{t('later')}</Button>}
          <Footer question={question} affirm={affirm} once={answerOf(question, form, 'once')} isSending={isSending} send={send} />
        </>
      }
    >
      <form onSubmit={(event) => { event.preventDefault(); if (!isKey) send(affirm); }} className="flex flex-col gap-4 pb-1">
        {question.kind === 'host-key-unknown' && <UnknownKeyBody question={question} />}
        {question.kind === 'host-key-changed' && <ChangedKeyBody question={question} hasChecked={form.hasChecked} onCheck={(hasChecked) => change({ hasChecked })} />}
        {question.kind === 'keyboard-interactive' && <InteractiveBody question={question} texts={form.texts} onChange={(texts) => change({ texts })} />}
        {(question.kind === 'passphrase' || question.kind === 'password' || question.kind === 'broker-password') && <SecretBody question={question} form={form} onChange={change} />}
        {!isKey && <button type="submit" hidden disabled={affirm === null || isSending} />}
        {error !== null && <div role="alert"><p className="font-medium">{t('failed')}</p><ErrorNote error={error} /></div>}
      </form>
    </Dialog>
  );
}

type Words = ReturnType<typeof useTranslation<'questions'>>['t'];

function titleOf(question: Question, t: Words): string {
  const host = isolateForeign(question.hostName, 80);
  switch (question.kind) {
    case 'host-key-unknown':
      return t('unknownKey.title', { host });
    case 'host-key-changed':
      return t('changedKey.title', { host });
    case 'passphrase':
      return t('passphrase.title');
    case 'password':
      return t('password.title', { at: isolateForeign(question.at, 120) });
    case 'keyboard-interactive':
      return t('interactive.title', { host });
    case 'broker-password':
      return t('brokerPassword.title', { host });
  }
}

function Footer(props: { question: Question; affirm: Answer | null; once: Answer | null; isSending: boolean; send: (answer: Answer | null) => void }) {
  const { t } = useTranslation('questions');
  const { question, affirm, once, isSending, send } = props;
  const decline = (): void => send({ kind: 'decline' });
  switch (question.kind) {
    case 'host-key-unknown':
      return (
        <>
          <Button autoFocus disabled={isSending} onClick={decline}>{t('unknownKey.decline')}</Button>
          <Button disabled={isSending} onClick={() => send(once)}>{t('unknownKey.once')}</Button>
          <Button disabled={isSending} onClick={() => send(affirm)}>{t('unknownKey.save')}</Button>
        </>
      );
    case 'host-key-changed':
      return (
        <>
          <Button look="danger" disabled={affirm === null || isSending} onClick={() => send(affirm)}>{t('changedKey.replace')}</Button>
          <Button look="filled" autoFocus disabled={isSending} onClick={decline}>{t('changedKey.keepBlocked')}</Button>
        </>
      );
    case 'keyboard-interactive':
      return (
        <>
          <Button disabled={isSending} onClick={decline}>{t('decline')}</Button>
          <Button look="filled" disabled={affirm === null} isWorking={isSending} onClick={() => send(affirm)}>{question.prompts.length === 0 ? t('interactive.confirmEmpty') : t('interactive.confirm')}</Button>
        </>
      );
    case 'passphrase':
    case 'password':
    case 'broker-password': {
      const words = { passphrase: t('passphrase.confirm'), password: t('password.confirm'), 'broker-password': t('brokerPassword.confirm') }[question.kind];
      return (
        <>
          <Button disabled={isSending} onClick={decline}>{t('decline')}</Button>
          <Button look="filled" disabled={affirm === null} isWorking={isSending} onClick={() => send(affirm)}>{words}</Button>
        </>
      );
    }
  }
}
