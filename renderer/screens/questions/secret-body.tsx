/** Fields for secrets. A server's own words are shown as its words, as plain text, never as ours. */
import { useTranslation } from 'react-i18next';
import { Switch } from '#renderer/components/switch.tsx';
import { TextField } from '#renderer/components/text-field.tsx';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import type { Question } from '#shared/domain/question.ts';
import type { AnswerForm } from './answer-of-question.ts';

type Asked<K extends Question['kind']> = Extract<Question, { kind: K }>;
type SecretQuestion = Asked<'passphrase'> | Asked<'password'> | Asked<'broker-password'>;

function useSecretWords(question: SecretQuestion): { body: string; label: string; wrong: string } {
  const { t } = useTranslation('questions');
  switch (question.kind) {
    case 'passphrase':
      return { body: t('passphrase.body', { path: isolateForeign(question.keyPath, 300) }), label: t('passphrase.label'), wrong: t('passphrase.wrong') };
    case 'password':
      return { body: t('password.body', { host: isolateForeign(question.hostName, 80), user: isolateForeign(question.user, 80) }), label: t('password.label'), wrong: t('password.wrong') };
    case 'broker-password': {
      const label = isolateForeign(question.label, 200);
      const body = question.user === null ? t('brokerPassword.body', { label }) : t('brokerPassword.bodyUser', { label, user: isolateForeign(question.user, 80) });
      return { body, label: t('brokerPassword.label'), wrong: t('brokerPassword.wrong') };
    }
  }
}

export function SecretBody({ question, form, onChange }: { question: SecretQuestion; form: AnswerForm; onChange: (part: Partial<AnswerForm>) => void }) {
  const { t } = useTranslation('questions');
  const words = useSecretWords(question);
  return (
    <>
      <p className="wrap-anywhere">{words.body}</p>
      <TextField
        label={words.label}
        type="password"
        autoFocus
        autoComplete="off"
        value={form.texts[0] ?? ''}
        error={question.wasWrong && (form.texts[0] ?? '') === '' ? words.wrong : undefined}
        onChange={(text) => onChange({ texts: [text] })}
      />
      {question.canRemember
        ? <Switch label={t('remember')} help={t('rememberHelp')} isOn={form.remember} onChange={(remember) => onChange({ remember })} />
        : <p className="text-sm text-muted">{t('cannotRemember')}</p>}
    </>
  );
}

export function InteractiveBody({ question, texts, onChange }: { question: Asked<'keyboard-interactive'>; texts: readonly string[]; onChange: (texts: readonly string[]) => void }) {
  const { t } = useTranslation('questions');
  const words = [question.title, question.instructions].map((text) => text.trim()).filter((text) => text !== '');
  return (
    <>
      {question.prompts.length === 0 && words.length === 0 ? <p>{t('interactive.noPrompts')}</p> : <p className="text-muted">{t('interactive.fromServer')}</p>}
      {words.map((text) => <p key={text} className="border-l-2 pl-3 wrap-anywhere whitespace-pre-line">{text.split('\n').slice(0, 12).map((line) => showForeign(line, 300)).join('\n')}</p>)}
      {question.prompts.slice(0, 20).map((prompt, index) => (
        <TextField
          key={index}
          label={showForeign(prompt.text.trim(), 200) || t('interactive.prompt', { number: index + 1 })}
          type={prompt.echo ? 'text' : 'password'}
          autoFocus={index === 0}
          value={texts[index] ?? ''}
          onChange={(text) => onChange(question.prompts.map((_, at) => (at === index ? text : (texts[at] ?? ''))))}
        />
      ))}
    </>
  );
}
