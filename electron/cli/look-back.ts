/** Opens what was recorded, for verbs that look back: no host is connected, nothing is written. */
import type { Engine } from '#electron/engine-needs.ts';
import type { CallContext } from '#electron/transport/handlers.ts';
import type { CliContext } from './cli-context.ts';
import { openEngine } from './open-engine.ts';
import type { CliFailure } from './core/cli-failure.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

type Asked<T> = (engine: Engine, call: CallContext) => Promise<Result<T, AppError | CliFailure>>;

export async function lookBack<T>(context: CliContext, ask: Asked<T>): Promise<Result<T, CliFailure>> {
  const opened = await openEngine({ source: { from: 'settings' }, home: context.home, version: context.version, isReadOnly: true, logTo: 'file', only: [], isLookingBack: true });
  if (!opened.ok) return opened;
  try {
    return await ask(opened.value.engine, { signal: context.ending, isReadOnly: true });
  } finally {
    await opened.value.dispose();
  }
}
