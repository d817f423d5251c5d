/** The door of alerts for the contract: rules, mutes, channels, the past, and what changes. */
import type { Alert, AlertChange, AlertPlan, AlertPlanChange, Channel, ChannelChange, ChannelId, ChannelTest, MuteRequest } from '#shared/domain/alert.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type AlertDesk = {
  plan(): AlertPlan;
  channels(): readonly Channel[];
  changeRules(change: AlertPlanChange): Promise<Result<AlertPlan, AppError>>;
  mute(request: MuteRequest): Promise<Result<AlertPlan, AppError>>;
  list(from: number, to: number): Promise<Result<readonly Alert[], AppError>>;
  changeChannel(change: ChannelChange): Promise<Result<readonly Channel[], AppError>>;
  testChannel(id: ChannelId, signal: AbortSignal): Promise<Result<ChannelTest, AppError>>;
  /** First all that is open, then changes; nothing after the unsubscribe. */
  watch(emit: (change: AlertChange) => void): () => void;
};
