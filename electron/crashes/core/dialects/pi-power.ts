/** The Pi's own troubles in the kernel log: supply voltage and heat. Two generations of wording. */
import { eventOf, oneLineDialect, type BodyLine, type CrashEvent } from '#electron/crashes/core/crash-event.ts';

const low = /nder-?voltage detected/;
const normal = /[Vv]oltage normali[sz]ed/;
const hot = /(?:Temperature (?:limit|above)|thermal thermal_zone\d: critical temperature|cpu clock throttled|soft temperature limit)/;

export const piPower = oneLineDialect('pi-power', '', read);

function read(line: BodyLine): CrashEvent | null {
  const { text } = line;
  if (line.writer !== null && line.writer !== 'kernel') return null;
  if (text.includes('oltage')) {
    if (low.test(text)) return eventOf('under-voltage', line, {});
    return normal.test(text) ? eventOf('voltage-normal', line, {}) : null;
  }
  return text.includes('emperature') || text.includes('throttled') ? (hot.test(text) ? eventOf('throttled', line, {}) : null) : null;
}
