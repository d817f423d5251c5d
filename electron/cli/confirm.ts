/** A yes or no from a person at a terminal. Without a terminal the answer is no: a script says --yes. */
import { createInterface } from 'node:readline';
import type { CliContext } from './cli-context.ts';
import { actWord } from './core/act-words.ts';

export const canAsk = (context: CliContext): boolean => context.input.isTTY === true && context.err.isTTY === true;

export function confirm(context: CliContext, question: string, ending: AbortSignal = context.ending): Promise<boolean> {
  if (!canAsk(context)) return Promise.resolve(false);
  const lines = createInterface({ input: context.input, output: context.err, terminal: true });
  return new Promise((resolve) => {
    const finish = (yes: boolean): void => {
      resolve(yes);
      lines.close();
    };
    ending.addEventListener('abort', () => finish(false), { once: true });
    lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    lines.once('close', () => resolve(false));
    lines.question(`${question} ${actWord('yesNo', context.language)}`, (typed) => finish(['y', 'yes', 'o', 'oui'].includes(typed.trim().toLowerCase())));
  });
}
