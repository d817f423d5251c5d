/**
 * Asks the engine's questions on the terminal, one at a time, hidden where they are secret; where there is no terminal
 * every question is declined and told, so that a script never hangs.
 * Must stay true: a typed secret is never echoed, logged or kept.
 */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Engine } from '#electron/engine-needs.ts';
import type { Answer, Question } from '#shared/domain/question.ts';
import type { CliFailure } from './core/cli-failure.ts';
import { answerOf, promptsOf } from './core/plan-question.ts';
import type { Language } from './core/language.ts';

type Needs = {
  readonly engine: Pick<Engine, 'snapshot' | 'events' | 'handlers'>;
  readonly language: Language;
  readonly input: NodeJS.ReadStream;
  /** Never standard output: that one may be piped into a program. */
  readonly output: NodeJS.WriteStream;
  /** A question nobody can answer here. */
  readonly onUnanswered: (failure: CliFailure) => void;
};

export function askOnTerminal(needs: Needs): { dispose(): void } {
  const ending = new AbortController();
  const seen = new Set<Question['id']>();
  let turn: Promise<void> = Promise.resolve();
  const isTerminal = needs.input.isTTY === true && needs.output.isTTY === true;

  function hear(questions: readonly Question[]): void {
    for (const question of questions) {
      if (seen.has(question.id)) continue;
      seen.add(question.id);
      turn = turn.then(() => settle(question));
    }
  }

  async function settle(question: Question): Promise<void> {
    const isOpen = needs.engine.snapshot().questions.some(({ id }) => id === question.id);
    if (ending.signal.aborted || !isOpen) return;
    if (!isTerminal) needs.onUnanswered({ code: 'question-unanswered', kind: question.kind, host: question.hostName });
    const answer: Answer = isTerminal ? await ask(question, needs, ending.signal) : { kind: 'decline' };
    await needs.engine.handlers['questions.answer']({ id: question.id, answer }, { signal: ending.signal, isReadOnly: false });
  }

  const stop = needs.engine.events['fleet.changed']({}, (change) => {
    const questions = change.kind === 'snapshot' ? change.snapshot.questions : (change.patch.questions ?? []);
    // The patch is announced from within the engine: answer after it has finished its own thought.
    queueMicrotask(() => hear(questions));
  });
  return {
    dispose() {
      stop();
      ending.abort();
    },
  };
}

async function ask(question: Question, needs: Needs, signal: AbortSignal): Promise<Answer> {
  const typed: (string | null)[] = [];
  for (const { text, isHidden } of promptsOf(question, needs.language)) {
    const line = await readLine(text, isHidden, needs, signal);
    typed.push(line);
    if (line === null) break;
  }
  return answerOf(question, typed);
}

/** null at end of input or when the asking is over. */
function readLine(text: string, isHidden: boolean, { input, output }: Needs, signal: AbortSignal): Promise<string | null> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: isHidden ? silent : output, terminal: true });
  if (isHidden) output.write(text);
  return new Promise((resolve) => {
    const finish = (line: string | null): void => {
      if (isHidden) output.write('\n');
      // Closing tells its own listener at once: the answer must be given first.
      resolve(line);
      lines.close();
    };
    signal.addEventListener('abort', () => finish(null), { once: true });
    lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    lines.once('close', () => resolve(null));
    lines.question(isHidden ? '' : text, finish);
  });
}
