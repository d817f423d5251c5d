/**
 * Reads `throttled=0x50005` from vcgencmd. Bits 0-3 are now, 16-19 since boot; 1 is the frequency cap and 2 the
 * throttling, which some forum posts print the other way round (Raspberry Pi documentation, vcgencmd).
 */
import type { Throttling } from '#shared/domain/host.ts';

export function parseThrottled(line: string | undefined): Throttling | null {
  const found = /^throttled=0x([0-9a-f]{1,8})\s*$/i.exec(line ?? '');
  if (found?.[1] === undefined) return null;
  const bits = Number.parseInt(found[1], 16);
  const has = (bit: number): boolean => (bits & (1 << bit)) !== 0;
  return {
    underVoltageNow: has(0),
    frequencyCappedNow: has(1),
    throttledNow: has(2),
    softTempLimitNow: has(3),
    underVoltageSinceBoot: has(16),
    frequencyCappedSinceBoot: has(17),
    throttledSinceBoot: has(18),
    softTempLimitSinceBoot: has(19),
  };
}
