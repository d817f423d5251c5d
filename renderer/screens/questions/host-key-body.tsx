/** What is known of a host key, and how the operator can tell on the Pi itself whether it is the right one. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ShieldAlert } from 'lucide-react';
import { Copyable } from '#renderer/components/copyable.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import type { Question } from '#shared/domain/question.ts';
import { verifyCommandOf } from './answer-of-question.ts';

type Asked<K extends Question['kind']> = Extract<Question, { kind: K }>;

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <span className="text-sm text-muted">{label}</span>
      {children}
    </div>
  );
}

function Server({ at }: { at: string }) {
  const { t } = useTranslation('questions');
  return <p className="flex min-w-0 items-baseline gap-2"><span className="text-muted">{t('at')}</span><Foreign text={at} isMono /></p>;
}

function Fingerprint({ text }: { text: string }) {
  return <code dir="ltr" className="font-mono text-base font-medium wrap-anywhere select-all">{showForeign(text, 200)}</code>;
}

export function UnknownKeyBody({ question }: { question: Asked<'host-key-unknown'> }) {
  const { t } = useTranslation('questions');
  return (
    <>
      <p>{t('unknownKey.why')}</p>
      <Server at={question.at} />
      <Fact label={t('unknownKey.fingerprint', { type: isolateForeign(question.keyType, 60) })}><Fingerprint text={question.fingerprint} /></Fact>
      <Fact label={t('unknownKey.verify')}><Copyable text={verifyCommandOf(question.keyType)} /></Fact>
      <p className="text-muted">{t('unknownKey.declineHelp')}</p>
      {question.otherKnownKeys.length > 0 && (
        <Fact label={t('unknownKey.others')}>
          {question.otherKnownKeys.slice(0, 5).map((key) => <code key={key} className="font-mono text-sm wrap-anywhere">{showForeign(key, 200)}</code>)}
        </Fact>
      )}
    </>
  );
}

export function ChangedKeyBody({ question, hasChecked, onCheck }: { question: Asked<'host-key-changed'>; hasChecked: boolean; onCheck: (hasChecked: boolean) => void }) {
  const { t } = useTranslation('questions');
  return (
    <>
      <p role="alert" className="flex items-center gap-2 rounded-md border border-bad/60 bg-bad/8 px-3 py-2 font-medium text-bad">
        <ShieldAlert size={18} aria-hidden className="shrink-0" />
        {t('changedKey.blocked')}
      </p>
      <Server at={question.at} />
      <Fact label={t('changedKey.expected', { place: isolateForeign(question.knownHostsPlace, 120) })}>
        {question.expected.slice(0, 5).map((key) => <Fingerprint key={key} text={key} />)}
      </Fact>
      <Fact label={t('changedKey.offered', { type: isolateForeign(question.keyType, 60) })}><span className="border-l-2 border-bad pl-2"><Fingerprint text={question.offered} /></span></Fact>
      <div>
        <p>{t('changedKey.causes')}</p>
        <ol className="mt-1 flex list-decimal flex-col gap-1 pl-5">
          <li>{t('changedKey.causeReinstalled')}</li>
          <li>{t('changedKey.causeAttack')}</li>
        </ol>
      </div>
      <Fact label={t('changedKey.verify')}><Copyable text={verifyCommandOf(question.keyType)} /></Fact>
      <label className="flex items-start gap-2">
        <input type="checkbox" className="mt-0.75 size-3.5 accent-fill" checked={hasChecked} onChange={(event) => onCheck(event.target.checked)} />
        {t('changedKey.checked')}
      </label>
    </>
  );
}
