/** The engine for a verb that acts: opened writable, and waited for until every host has spoken, so that a name finds its worker. */
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { CliContext, LookOptions } from './cli-context.ts';
import type { CliFailure } from './core/cli-failure.ts';
import { describeFailure } from './describe-error.ts';
import { openForVerb, untilSettled } from './look-at-fleet.ts';
import type { OpenedEngine } from './open-engine.ts';

export type ActOptions = Omit<LookOptions, 'json'> & { readonly json?: true; readonly yes?: true; readonly dryRun?: true };

export async function openToAct(context: CliContext, options: ActOptions): Promise<Result<OpenedEngine, CliFailure>> {
  const opened = await openForVerb(context, options, false);
  if (!opened.ok) return opened;
  await untilSettled(() => opened.value.engine.snapshot(), { timeoutMs: options.timeout * 1000, canAnswer: context.input.isTTY === true && context.err.isTTY === true }, context.ending);
  if (!context.ending.aborted) return ok(opened.value);
  await opened.value.dispose();
  return err({ code: 'cancelled' });
}

export const sayWhy = (context: CliContext, error: AppError | CliFailure): string => describeFailure(error, context.language);
