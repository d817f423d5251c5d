/**
 * Questions the engine has open for a person, whichever window is looking. Spec: QD1-QD6.
 * Must stay true: an answer must suit its question; a withdrawn question is gone and resolves to `decline`; two askers of
 * the same thing (one key file for fifty hosts) share one question; answers are handed over, never kept.
 */
import type { Answer, Question } from '#shared/domain/question.ts';
import { QuestionId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Asker, QuestionDraft } from '#electron/ports/asker.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Random } from '#electron/ports/random.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';
import { answerProblem, canRemember, sameThing } from './core/answer-rules.ts';

export type QuestionDesk = Asker & {
  /** Oldest first. */
  list(): readonly Question[];
  answer(id: Question['id'], answer: Answer): Result<void, AppError>;
  /** Called after each change of the list; returns the unsubscribe. */
  onChange(listen: () => void): () => void;
};

type Open = { readonly question: Question; readonly thing: string; readonly waiting: Set<(answer: Answer) => void> };

export function createQuestionDesk(needs: { readonly clock: Clock; readonly random: Random; readonly vaultKind: SecretVault['kind'] }): QuestionDesk {
  const open = new Map<Question['id'], Open>();
  const listeners = new Set<() => void>();
  const announce = (): void => { for (const listen of [...listeners]) listen(); };

  /** Not announced yet: whoever hears of it may answer at once, and the asker must be waiting by then. */
  function stand(draft: QuestionDraft): Open & { readonly isNew: boolean } {
    const thing = sameThing(draft);
    const standing = [...open.values()].find((entry) => entry.thing === thing);
    if (standing !== undefined) return { ...standing, isNew: false };
    const id = QuestionId.parse(needs.random.uuid());
    const question = { ...draft, id, askedAt: needs.clock.now(), canRemember: canRemember(draft.kind, needs.vaultKind) } as Question;
    const entry: Open = { question, thing, waiting: new Set() };
    open.set(id, entry);
    return { ...entry, isNew: true };
  }

  return {
    ask(draft, signal, onAsked) {
      if (signal.aborted) return Promise.resolve({ kind: 'decline' });
      const entry = stand(draft);
      onAsked?.(entry.question.id);
      return new Promise((resolve) => {
        const hear = (answer: Answer): void => {
          signal.removeEventListener('abort', withdraw);
          resolve(answer);
        };
        const withdraw = (): void => {
          entry.waiting.delete(hear);
          hear({ kind: 'decline' });
          if (entry.waiting.size > 0 || !open.delete(entry.question.id)) return;
          announce();
        };
        entry.waiting.add(hear);
        signal.addEventListener('abort', withdraw, { once: true });
        if (entry.isNew) announce();
      });
    },
    list: () => [...open.values()].map(({ question }) => question),
    answer(id, answer) {
      const entry = open.get(id);
      if (entry === undefined) return err({ code: 'not-found', what: id });
      const problem = answerProblem(entry.question, answer);
      if (problem !== null) return err({ code: 'invalid-input', where: 'answer', problem });
      open.delete(id);
      announce();
      for (const hear of [...entry.waiting]) hear(answer);
      return ok(undefined);
    },
    onChange(listen) {
      listeners.add(listen);
      return () => void listeners.delete(listen);
    },
  };
}
