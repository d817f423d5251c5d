/** Fixes and profiles: planned, applied, proven, taken back. (Door type of the room.) */
import type { AppliedFix, FixId, FixPlan, FixPlanId, FixRequest } from '#shared/domain/fix.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { OperationId } from '#shared/domain/operation.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type FixDesk = {
  plan(request: FixRequest, signal: AbortSignal): Promise<Result<FixPlan, AppError>>;
  apply(plan: FixPlanId): Result<OperationId, AppError>;
  list(host: HostId, signal: AbortSignal): Promise<Result<readonly AppliedFix[], AppError>>;
  rollBack(host: HostId, id: FixId): Result<OperationId, AppError>;
  forget(host: HostId, id: FixId, signal: AbortSignal): Promise<Result<void, AppError>>;
};
