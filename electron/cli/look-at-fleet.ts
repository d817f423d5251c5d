/**
 * One look at the fleet for a verb: open the engine, ask on the terminal, wait until every host has spoken or the time
 * is over, hand over the snapshot, end everything.
 */
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { askForTasks } from './ask-for-tasks.ts';
import { askOnTerminal } from './ask-on-terminal.ts';
import type { CliContext, LookOptions } from './cli-context.ts';
import type { CliFailure } from './core/cli-failure.ts';
import { isSettled } from './core/is-settled.ts';
import { describeFailure } from './describe-error.ts';
import { openEngine, type OpenedEngine } from './open-engine.ts';
import { word } from './core/cli-words.ts';

export type Look = { readonly snapshot: FleetSnapshot; readonly isComplete: boolean };

/** How often completeness is judged between changes: ages move without any. */
const judgeEveryMs = 200;

export async function openForVerb(context: CliContext, options: LookOptions, isReadOnly = true): Promise<Result<OpenedEngine & { stopAsking(): void }, CliFailure>> {
  const source = options.demo ? { from: 'demo' as const } : options.fleet === undefined ? { from: 'settings' as const } : { from: 'file' as const, path: options.fleet };
  const opened = await openEngine({ source, home: context.home, version: context.version, isReadOnly, logTo: 'file', only: options.host ?? [] });
  if (!opened.ok) return opened;
  const { engine, setAside, dispose } = opened.value;
  if (engine.snapshot().hosts.length === 0) {
    await dispose();
    return err({ code: 'no-hosts', from: source.from });
  }
  if (setAside !== null) context.err.write(`${word('setAside', context.language)} ${setAside}\n`);
  const asking = askOnTerminal({ engine, language: context.language, input: context.input, output: context.err, onUnanswered: (failure) => context.err.write(`${describeFailure(failure, context.language)}\n`) });
  return ok({
    ...opened.value,
    stopAsking: asking.dispose,
    dispose: () => {
      asking.dispose();
      return dispose();
    },
  });
}

export async function lookAtFleet(context: CliContext, options: LookOptions): Promise<Result<Look, CliFailure>> {
  const opened = await openForVerb(context, options);
  if (!opened.ok) return opened;
  const { engine, dispose } = opened.value;
  try {
    const isComplete = await untilSettled(() => engine.snapshot(), { timeoutMs: options.timeout * 1000, canAnswer: context.input.isTTY === true && context.err.isTTY === true }, context.ending);
    if (isComplete) await askForTasks(engine, context.ending);
    if (context.ending.aborted) return err({ code: 'cancelled' });
    const snapshot = engine.snapshot();
    for (const { link } of snapshot.hosts) if (link.error !== null && link.phase !== 'connected') context.err.write(`${describeFailure(link.error, context.language)}\n`);
    for (const { error, phase } of snapshot.brokers) if (error !== null && phase !== 'ready') context.err.write(`${describeFailure(error, context.language)}\n`);
    return ok({ snapshot, isComplete });
  } finally {
    await dispose();
  }
}

/** Time a person spends answering does not count: where someone can answer, the clock stops while a question stands. */
export function untilSettled(look: () => FleetSnapshot, { timeoutMs, canAnswer }: { readonly timeoutMs: number; readonly canAnswer: boolean }, ending: AbortSignal): Promise<boolean> {
  const spoken = new Set<FleetSnapshot['hosts'][number]['id']>();
  let waitedMs = 0;
  return new Promise((resolve) => {
    const finish = (isComplete: boolean): void => {
      clearInterval(judging);
      ending.removeEventListener('abort', stop);
      resolve(isComplete);
    };
    const stop = (): void => finish(false);
    const judging = setInterval(() => {
      const snapshot = look();
      if (isSettled(snapshot, Date.now(), spoken)) finish(true);
      else if (!(canAnswer && snapshot.questions.length > 0) && (waitedMs += judgeEveryMs) >= timeoutMs) finish(false);
    }, judgeEveryMs);
    ending.addEventListener('abort', stop, { once: true });
  });
}
