/**
 * A connection of the workbench's own to one broker, open for one request: a lost answer there is lost for nobody else.
 * Must stay true: it is closed whatever happens.
 */
import type { BrokerWatch, SideVisit } from '#electron/celery/broker-watch.ts';
import type { BytesCommand, BytesReply } from '#electron/ports/message-broker.ts';
import type { BrokerId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type Side = SideVisit & {
  /** In one go; fails as a whole where the connection does, else one answer each. */
  ask(commands: readonly BytesCommand[]): Promise<Result<readonly Result<BytesReply, AppError>[], AppError>>;
  /** One command and its answer. */
  one(command: BytesCommand): Promise<Result<BytesReply, AppError>>;
};

const deadlineMs = 15_000;

export async function withSide<T>(watches: (broker: BrokerId) => BrokerWatch | null, broker: BrokerId, signal: AbortSignal, work: (side: Side) => Promise<Result<T, AppError>>): Promise<Result<T, AppError>> {
  const watch = watches(broker);
  if (watch === null) return err({ code: 'not-found', what: broker.slice(0, 200) });
  const opened = await watch.open(signal);
  if (!opened.ok) return opened;
  const { session } = opened.value;
  const ask: Side['ask'] = (commands) => session.exchange(commands, { deadlineMs, signal });
  const one: Side['one'] = async (command) => {
    const answers = await ask([command]);
    if (!answers.ok) return answers;
    return answers.value[0] ?? ok(null);
  };
  try {
    return await work({ ...opened.value, ask, one });
  } finally {
    await session.dispose();
  }
}

/** The connection broke, or its answer did not come: what was asked may have been done. */
export function isLost(error: AppError): boolean {
  return error.code === 'broker-unreachable' || error.code === 'deadline-passed' || error.code === 'cancelled' || error.code === 'link-lost';
}
