/**
 * Follows one operation to its end: a line for each step as it changes, on standard error; asks where a step asks for
 * consent; Ctrl-C cancels it and waits for its end.
 * Must stay true: what is not allowed by a person or an option is denied, never done.
 */
import type { Engine } from '#electron/engine-needs.ts';
import { endedStates, type Operation, type OperationId, type OperationStep } from '#shared/domain/operation.ts';
import type { CliContext } from './cli-context.ts';
import { confirm } from './confirm.ts';
import { actWord, stateOfOperation, stepWord } from './core/act-words.ts';
import { cleanText } from './core/clean-text.ts';

export type FollowOptions = { readonly isQuiet: boolean; /** Steps a person allowed beforehand. */ readonly allows: (step: OperationStep['what']) => boolean };

/** After Ctrl-C what runs on a host may still have to come back up; a second Ctrl-C leaves it to the host. */
const cancelPatienceMs = 60_000;

export async function followOperation(context: CliContext, engine: Engine, id: OperationId, options: FollowOptions): Promise<Operation | null> {
  const { language } = context;
  const call = { signal: new AbortController().signal, isReadOnly: false };
  const seen = new Map<string, string>();
  const asked = new Set<string>();
  const over = Promise.withResolvers<Operation | null>();
  const asking = new AbortController();

  const answer = async (step: OperationStep): Promise<void> => {
    const question = actWord(step.what === 'kill' ? 'kill' : step.what === 'cold-stop' ? 'cold' : 'goOn', language);
    const allow = options.allows(step.what) || (await confirm(context, question, asking.signal));
    await engine.handlers['operations.consent']({ id, step: step.id, allow }, call);
  };
  const take = (operation: Operation): void => {
    for (const step of operation.steps) {
      if (seen.get(step.id) === step.state || step.state === 'waiting') continue;
      seen.set(step.id, step.state);
      const target = step.target === null ? '' : `${cleanText(operation.targets[step.target]?.label ?? '')}: `;
      if (!options.isQuiet) context.err.write(`${target}${stepWord(step.what, language)}: ${stateOfOperation(step.state, language)}${step.detail === '' ? '' : ` (${cleanText(step.detail, 120)})`}\n`);
      if (step.state === 'asking-consent' && !asked.has(step.id)) {
        asked.add(step.id);
        void answer(step);
      }
    }
    if (endedStates.some((state) => state === operation.state)) over.resolve(operation);
  };
  const cancel = (): void => {
    if (!options.isQuiet) context.err.write(`${actWord('cancelling', language)}\n`);
    void engine.handlers['operations.cancel']({ id }, call);
    setTimeout(() => over.resolve(null), cancelPatienceMs).unref();
  };
  // The event may be told from within the engine: it has its own thought to finish first.
  const stop = engine.events['operations.changed']({}, (change) => queueMicrotask(() => { for (const operation of change.operations) if (operation.id === id) take(operation); }));
  if (context.ending.aborted) cancel();
  else context.ending.addEventListener('abort', cancel, { once: true });
  try {
    return await over.promise;
  } finally {
    stop();
    asking.abort();
    context.ending.removeEventListener('abort', cancel);
  }
}
