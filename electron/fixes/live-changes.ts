/**
 * Changes that hold at once and are nobody's file: values of Redis' configuration, the size of a pool.
 * Must stay true: each is set to exactly what the plan said; taking back sets what stood before.
 */
import type { BrokerDesk } from '#electron/brokers/broker-desk.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { FixChange } from '#shared/domain/fix.ts';
import type { BrokerId, HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type LiveNeeds = { readonly keeper: FleetKeeper; readonly brokers: BrokerDesk };
type Where = { readonly host: HostId; readonly worker: WorkerKey | null; readonly broker: BrokerId | null };

export const liveOf = (changes: readonly FixChange[]): readonly FixChange[] => changes.filter(({ kind }) => kind === 'redis' || kind === 'pool');

export async function setLive(needs: LiveNeeds, where: Where, changes: readonly FixChange[], signal: AbortSignal): Promise<Result<void, AppError>> {
  const redis = changes.flatMap(({ kind, what, after }) => (kind === 'redis' && after !== null ? [[what, after] as const] : []));
  const set = redis.length === 0 ? ok(undefined) : await setRedis(needs, where.broker, redis, signal);
  if (!set.ok) return set;
  for (const { kind, before, after } of changes) {
    if (kind !== 'pool' || before === null || after === null) continue;
    const sized = await resize(needs, where.worker, Number(after) - Number(before), signal);
    if (!sized.ok) return sized;
  }
  return ok(undefined);
}

export function liveBack(needs: LiveNeeds, where: Where, changes: readonly FixChange[], signal: AbortSignal): Promise<Result<void, AppError>> {
  return setLive(needs, where, changes.map((change) => ({ ...change, before: change.after, after: change.before })), signal);
}

async function setRedis({ brokers }: LiveNeeds, broker: BrokerId | null, values: readonly (readonly [string, string])[], signal: AbortSignal): Promise<Result<void, AppError>> {
  const side = broker === null ? null : await brokers.watch(broker)?.open(signal);
  if (side === null || side === undefined) return err({ code: 'fix-refused', because: 'broker-away', about: '' });
  if (!side.ok) return side;
  const { session } = side.value;
  try {
    const answers = await session.pipeline([...values.map(([name, value]) => ['CONFIG', 'SET', name, value] as const), ...values.map(([name]) => ['CONFIG', 'GET', name] as const)], { deadlineMs: 10_000, signal });
    if (!answers.ok) return answers;
    const refused = answers.value.slice(0, values.length).find((answer) => !answer.ok);
    if (refused !== undefined && !refused.ok) return refused;
    const stands = values.every(([, value], index) => { const answer = answers.value[values.length + index]; return answer?.ok === true && Array.isArray(answer.value) && answer.value[1] === value; });
    return stands ? ok(undefined) : err({ code: 'fix-failed', because: 'not-proven', about: values.map(([name]) => name).join(', ') });
  } finally {
    await session.dispose();
  }
}

async function resize({ keeper, brokers }: LiveNeeds, worker: WorkerKey | null, by: number, signal: AbortSignal): Promise<Result<void, AppError>> {
  const record = worker === null ? null : keeper.worker(worker);
  const watch = record === null || record.broker === null ? null : brokers.watch(record.broker);
  if (record === null || watch === null) return err({ code: 'fix-refused', because: 'broker-away', about: '' });
  if (!Number.isInteger(by) || by === 0 || Math.abs(by) > 64) return err({ code: 'fix-refused', because: 'plan-refused', about: String(by) });
  const receipt = await watch.control(record.name, by > 0 ? { kind: 'pool-grow', by } : { kind: 'pool-shrink', by: -by }, signal);
  if (!receipt.ok) return receipt;
  watch.askNow();
  return receipt.value.outcome === 'done' ? ok(undefined) : err({ code: 'fix-failed', because: 'not-proven', about: receipt.value.said.slice(0, 300) });
}
