/** Where tasks that a supervisor revoked as stuck are read from. */
import type { BrokerId, HostId } from '#shared/domain/ids.ts';
import type { StuckRecord } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type StuckSource = {
  list(host: HostId | null, signal: AbortSignal): Promise<Result<readonly StuckRecord[], AppError>>;
  /** Its whole message; `not-whole` when the record has none. */
  message(host: HostId, record: string, signal: AbortSignal): Promise<Result<{ readonly broker: BrokerId | null; readonly raw: Uint8Array; readonly queue: string | null }, AppError>>;
};

/** Where no supervisor of ours can be asked. */
export const noStuckSource: StuckSource = { list: async () => ok([]), message: async (_host, record) => err({ code: 'not-found', what: record.slice(0, 200) }) };
