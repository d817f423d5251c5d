/**
 * Builds the answer to an engine's question and decides which question is shown. Pure.
 * The safe choice is always the default; trust is never built without the operator's explicit act.
 */
import type { Answer, Question } from '#shared/domain/question.ts';

export type AnswerForm = {
  /** One text per prompt; a secret question has one. */
  readonly texts: readonly string[];
  readonly remember: boolean;
  /** "I compared the fingerprint on the host itself." */
  readonly hasChecked: boolean;
};

export const emptyAnswerForm: AnswerForm = { texts: [], remember: false, hasChecked: false };

export function promptsOf(question: Question): readonly { readonly text: string | null; readonly echo: boolean }[] {
  switch (question.kind) {
    case 'keyboard-interactive':
      return question.prompts;
    case 'passphrase':
    case 'password':
    case 'broker-password':
      return [{ text: null, echo: false }];
    case 'host-key-unknown':
    case 'host-key-changed':
      return [];
  }
}

/** What the affirmative button sends; null while it must stay disabled. */
export function answerOf(question: Question, form: AnswerForm, keep: 'once' | 'save'): Answer | null {
  switch (question.kind) {
    case 'host-key-unknown':
      return { kind: 'trust', keep };
    case 'host-key-changed':
      return form.hasChecked ? { kind: 'trust', keep } : null;
    case 'keyboard-interactive': {
      const values = question.prompts.map((_, index) => form.texts[index] ?? '');
      return values.some((value) => value.length > 10_000) ? null : { kind: 'answers', values };
    }
    case 'passphrase':
    case 'password':
    case 'broker-password': {
      const value = form.texts[0] ?? '';
      // An empty password is refused by every server we know; sending it would only burn an attempt.
      if (value === '' || value.length > 10_000) return null;
      return { kind: 'secret', value, remember: form.remember && question.canRemember };
    }
  }
}

/** The public key file whose fingerprint the operator compares on the host; null when the type is not one we know. */
export function hostKeyFileOf(keyType: string): string | null {
  const file = /ed25519/.test(keyType) ? 'ed25519' : /^(?:sk-)?ecdsa/.test(keyType) ? 'ecdsa' : /^(?:ssh-rsa|rsa-sha2)/.test(keyType) ? 'rsa' : keyType === 'ssh-dss' ? 'dsa' : null;
  return file === null ? null : `/etc/ssh/ssh_host_${file}_key.pub`;
}

/** A command of fixed text only: nothing of what the host sent goes into it. */
export function verifyCommandOf(keyType: string): string {
  const file = hostKeyFileOf(keyType);
  return file === null ? 'for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf "$f"; done' : `ssh-keygen -lf ${file}`;
}

export type QuestionDesk = { readonly openId: string | null; readonly waiting: readonly Question[] };

/**
 * Which question has the dialog and which wait in the banner. The open one stays until it is answered or set aside;
 * a new one opens by itself only when nobody is typing and no other dialog is open; what was set aside opens only
 * when asked for.
 */
export function decideDesk(needs: {
  questions: readonly Question[];
  openId: string | null;
  setAside: ReadonlySet<string>;
  isOccupied: boolean;
}): QuestionDesk {
  const sorted = [...needs.questions].sort((a, b) => a.askedAt - b.askedAt || (a.id < b.id ? -1 : 1));
  const stillOpen = sorted.some((question) => question.id === needs.openId) ? needs.openId : null;
  const next = stillOpen ?? (needs.isOccupied ? null : (sorted.find((question) => !needs.setAside.has(question.id))?.id ?? null));
  return { openId: next, waiting: sorted.filter((question) => question.id !== next) };
}
