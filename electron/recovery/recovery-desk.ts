/** Recovery by playbook: what fits, what would be done, doing it. (Door type of the room.) */
import type { RecoveryConsent, RecoveryOffer, RecoveryPlan, RecoveryRequest, RecoveryTarget } from '#shared/domain/playbook.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type RecoveryDesk = {
  offers(target: RecoveryTarget, signal: AbortSignal): Promise<Result<readonly RecoveryOffer[], AppError>>;
  plan(request: RecoveryRequest, signal: AbortSignal): Promise<Result<RecoveryPlan, AppError>>;
  /** The operation's id, as soon as it has begun. */
  run(request: RecoveryRequest, consents: readonly RecoveryConsent[], signal: AbortSignal): Promise<Result<string, AppError>>;
};
