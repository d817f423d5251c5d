/** Tasks that Fleetbeat's supervisor on a Pi revoked as stuck and wrote down with their arguments, read by the mender. */
import { isRecord } from '#electron/celery/core/tolerant-json.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { Random } from '#electron/ports/random.ts';
import { byteText, bytesOfText } from '#electron/unacked/byte-text.ts';
import { composeTask, type KnownTask } from '#electron/unacked/core/compose-task.ts';
import type { StuckSource } from '#electron/unacked/stuck-source.ts';
import type { BrokerId, HostId, TaskId, WorkerName } from '#shared/domain/ids.ts';
import type { StuckRecord } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Mender } from './mender.ts';

export type StuckNeeds = { readonly keeper: Pick<FleetKeeper, 'snapshot'>; readonly mender: Mender; readonly random: Random };
type Found = { readonly record: StuckRecord; readonly task: KnownTask | null };

const deadlineMs = 20_000;

export function createStuckSource(needs: StuckNeeds): StuckSource {
  return {
    list: async (host, signal) => {
      const connected = needs.keeper.snapshot().hosts.filter(({ id, link }) => (host === null ? link.phase === 'connected' : id === host));
      if (host !== null && connected.length === 0) return err({ code: 'not-found', what: host.slice(0, 200) });
      const lists = await Promise.all(connected.map(({ id }) => read(needs, id, signal)));
      // one host asked for: its failure is the answer; of all, those that answered
      const [only] = lists;
      if (host !== null && only !== undefined && !only.ok) return only;
      return ok(lists.flatMap((one) => (one.ok ? one.value.map(({ record }) => record) : [])).sort((a, b) => b.at - a.at).slice(0, 1000));
    },
    message: async (host, record, signal) => {
      const found = await read(needs, host, signal);
      if (!found.ok) return found;
      const one = found.value.find((each) => each.record.record === record);
      if (one === undefined) return err({ code: 'not-found', what: record.slice(0, 200) });
      if (one.task === null) return err({ code: 'message-refused', because: 'not-whole' });
      return ok({ broker: one.record.broker, queue: one.task.queue, raw: bytesOfText(composeTask(one.task, needs.random.uuid(), byteText)) });
    },
  };
}

async function read(needs: StuckNeeds, host: HostId, signal: AbortSignal): Promise<Result<readonly Found[], AppError>> {
  const asked = await needs.mender.ask(host, { do: 'stuck' }, signal, deadlineMs);
  if (!asked.ok) return asked;
  const records: unknown = isRecord(asked.value.answer) ? asked.value.answer['records'] : null;
  return ok((Array.isArray(records) ? records.slice(0, 500) : []).flatMap((one: unknown) => foundOf(needs, host, one)));
}

function foundOf({ keeper }: StuckNeeds, host: HostId, one: unknown): readonly Found[] {
  if (!isRecord(one)) return [];
  const text = (name: string, most: number): string | null => { const value = one[name]; return typeof value === 'string' && value !== '' && value.length <= most ? value : null; };
  const [id, name, at] = [text('id', 600), text('name', 500), one['at']];
  if (id === null || name === null || typeof at !== 'number') return [];
  const [node, queue, args, kwargs] = [text('node', 600), text('queue', 500), text('args', 2_000_000), text('kwargs', 2_000_000)];
  const worker = keeper.snapshot().workers.find((each) => each.host === host && each.name === node) ?? keeper.snapshot().workers.find((each) => each.host === host && each.broker !== null);
  const broker: BrokerId | null = worker?.broker ?? null;
  const task = args === null || kwargs === null || queue === null ? null : { id: id as TaskId, name, args, kwargs, queue };
  return [{
    task,
    record: {
      host, record: `${id.slice(0, 200)}@${at}`, at: at * 1000, worker: node as WorkerName | null, broker, queue, isWhole: task !== null && broker !== null,
      message: { task: name, id: id as TaskId, args: args?.slice(0, 300) ?? null, kwargs: kwargs?.slice(0, 300) ?? null, eta: null, expires: null, retries: null, isRedelivered: null, priority: null, origin: null, bytes: (args?.length ?? 0) + (kwargs?.length ?? 0), problem: null },
    },
  }];
}
