/**
 * What may be done to a worker, what it would cost, and doing it. (Door type of the room; built by create-supervision.ts.)
 * Must stay true: `describe` and `preview` change nothing on a host; `run` answers at once and the operation tells the rest.
 */
import type { OperationId } from '#shared/domain/operation.ts';
import type { Preview, PreviewRequest, RunRequest, Supervision } from '#shared/domain/supervision.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, type Result } from '#shared/result.ts';

export type SupervisionDesk = {
  describe(worker: WorkerKey, signal: AbortSignal): Promise<Result<Supervision, AppError>>;
  preview(request: PreviewRequest, signal: AbortSignal): Promise<Result<Preview, AppError>>;
  run(request: RunRequest, signal: AbortSignal): Promise<Result<{ readonly operation: OperationId }, AppError>>;
};

const refuse = (worker: string): Result<never, AppError> => err({ code: 'supervision-refused', worker: worker.slice(0, 600), because: 'host-not-connected', about: '' });

/** Where no host can be reached at all. */
export const absentSupervisionDesk: SupervisionDesk = {
  describe: async (worker) => refuse(worker),
  preview: async ({ workers }) => err({ code: 'not-found', what: (workers[0] ?? '').slice(0, 200) }),
  run: async ({ workers }) => refuse(workers[0] ?? ''),
};
