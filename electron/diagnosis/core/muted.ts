/** Checks that a person does not want counted, here or everywhere, for a while or for good. */
import type { CheckMute } from '#shared/domain/diagnosis.ts';

export function isMuted(mutes: readonly CheckMute[], check: string, host: string, nowMs: number): boolean {
  return mutes.some((mute) => mute.check === check && (mute.host === null || mute.host === host) && (mute.until === null || mute.until > nowMs));
}

export function changeMutes(mutes: readonly CheckMute[], mute: CheckMute, isMutedNow: boolean): CheckMute[] {
  const others = mutes.filter((one) => one.check !== mute.check || one.host !== mute.host);
  return isMutedNow ? [...others, mute].slice(-500) : others;
}
