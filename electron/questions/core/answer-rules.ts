/** Which answer suits which question, what can be remembered, and when two questions are about the same thing. Pure. */
import type { Answer, Question } from '#shared/domain/question.ts';

type Kind = Question['kind'];
type WithoutId<Q> = Q extends unknown ? Omit<Q, 'id' | 'askedAt' | 'canRemember'> : never;
type Draft = WithoutId<Question>;

const wanted: Readonly<Record<Kind, Answer['kind']>> = {
  'host-key-unknown': 'trust',
  'host-key-changed': 'trust',
  passphrase: 'secret',
  password: 'secret',
  'keyboard-interactive': 'answers',
  'broker-password': 'secret',
};

/** null when it suits; else what is wrong, without the answer itself. */
export function answerProblem(question: Question, answer: Answer): string | null {
  if (answer.kind === 'decline') return null;
  if (answer.kind !== wanted[question.kind]) return `a question of kind ${question.kind} wants ${wanted[question.kind]} or decline`;
  if (question.kind === 'keyboard-interactive' && answer.kind === 'answers' && answer.values.length !== question.prompts.length) return `${question.prompts.length} answers wanted`;
  return null;
}

/** One-time codes are never worth keeping; without a keychain a secret lives in memory only, and the window says so. */
export function canRemember(kind: Kind, vault: 'keychain' | 'memory'): boolean {
  if (kind === 'host-key-unknown' || kind === 'host-key-changed') return true;
  return kind !== 'keyboard-interactive' && vault === 'keychain';
}

/** Equal text means one question for all askers. A key file is the same for every host; a prompt belongs to its own host. */
export function sameThing(draft: Draft): string {
  if (draft.kind === 'passphrase') return JSON.stringify([draft.kind, draft.keyPath, draft.wasWrong]);
  return JSON.stringify(Object.entries(draft).sort(([a], [b]) => (a < b ? -1 : 1)));
}
