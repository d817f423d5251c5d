/**
 * What deploying offers to whoever asks: a plan, and carrying a plan out as an operation.
 * Must stay true: nothing is written on a Pi while a plan is made; a plan is carried out once, by its id.
 */
import type { DeployPlan, DeployPlanId, DeployRequest } from '#shared/domain/deployment.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, type Result } from '#shared/result.ts';

export type DeployDesk = {
  plan(request: DeployRequest, signal: AbortSignal): Promise<Result<DeployPlan, AppError>>;
  planRemoval(host: HostId, signal: AbortSignal): Promise<Result<DeployPlan, AppError>>;
  /** The operation's id; the plan must be of the kind asked for. */
  carryOut(plan: DeployPlanId, kind: 'deploy' | 'remove'): Promise<Result<{ readonly operation: string }, AppError>>;
};

/** Where no host can be reached at all: each question is refused with that reason. */
export const absentDeployDesk: DeployDesk = {
  plan: async () => err({ code: 'deploy-refused', because: 'host-away' }),
  planRemoval: async () => err({ code: 'deploy-refused', because: 'host-away' }),
  carryOut: async () => err({ code: 'deploy-refused', because: 'plan-expired' }),
};
