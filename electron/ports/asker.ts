/** Asks a person through whatever window is open. Resolves to `decline` when withdrawn by the signal. */
import type { Answer, Question } from '#shared/domain/question.ts';

type WithoutId<Q> = Q extends unknown ? Omit<Q, 'id' | 'askedAt' | 'canRemember'> : never;
export type QuestionDraft = WithoutId<Question>;

export type Asker = {
  /** `onAsked` gets the id as soon as the question stands. */
  ask(draft: QuestionDraft, signal: AbortSignal, onAsked?: (id: Question['id']) => void): Promise<Answer>;
};
