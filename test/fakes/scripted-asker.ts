/** A person with prepared answers. What was asked is kept; a question without an answer stands until withdrawn. */
import type { Asker, QuestionDraft } from '#electron/ports/asker.ts';
import type { QuestionId } from '#shared/domain/ids.ts';
import type { Answer } from '#shared/domain/question.ts';

export type ScriptedAsker = Asker & { readonly asked: QuestionDraft[]; readonly answers: Answer[]; standing(): number; /** Answers the oldest standing question. */ answer(answer: Answer): void };

export function createScriptedAsker(...answers: Answer[]): ScriptedAsker {
  const asked: QuestionDraft[] = [];
  const standing: ((answer: Answer) => void)[] = [];
  return {
    asked, answers,
    standing: () => standing.length,
    answer: (answer) => standing.shift()?.(answer),
    ask(draft, signal, onAsked) {
      asked.push(draft);
      onAsked?.(`q${asked.length}` as QuestionId);
      const ready = answers.shift();
      if (ready !== undefined) return Promise.resolve(ready);
      return new Promise((resolve) => {
        const give = (answer: Answer): void => { signal.removeEventListener('abort', withdraw); resolve(answer); };
        const withdraw = (): void => { standing.splice(standing.indexOf(give), 1); resolve({ kind: 'decline' }); };
        standing.push(give);
        signal.addEventListener('abort', withdraw, { once: true });
      });
    },
  };
}
