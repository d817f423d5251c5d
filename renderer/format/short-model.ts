/** "Raspberry Pi 4 Model B Rev 1.4" with 4 GB → "Pi 4 · 4 GB". Foreign text: anything else is shown as it is. */
import type { HostIdentity } from '#shared/domain/host.ts';
import type { Formats } from './create-formats.ts';
import { showForeign } from './show-foreign.ts';

const gibi = 1024 ** 3;

export function shortModel(identity: Pick<HostIdentity, 'model' | 'architecture' | 'memTotal'>, formats: Formats): string {
  const { model, architecture, memTotal } = identity;
  const pi = /^Raspberry Pi (Zero 2 W|Zero W|Zero|Compute Module \d\+?|\d{1,3}) ?(?:Model )?([AB]\+?)?(?: Plus)?/.exec(model ?? '');
  const name = pi === null ? showForeign(model ?? architecture ?? '?', 60) : `Pi ${(pi[1] ?? '').replace('Compute Module', 'CM')}`;
  return `${name} · ${memoryAsSold(memTotal, formats)}`;
}

/** As the box says, not as it is measured. */
const soldIn = { en: ['MB', 'GB'], fr: ['Mo', 'Go'] } as const;

/** The kernel and firmware keep some for themselves: 3.7 GiB seen are sold as 4 GB. */
function memoryAsSold(bytes: number, formats: Formats): string {
  const sold = [0.5, 1, 2, 4, 8, 16, 32, 64].find((size) => bytes <= size * gibi && bytes > size * gibi * 0.8);
  if (sold === undefined) return formats.bytes(bytes);
  const [small, large] = soldIn[formats.language];
  return sold < 1 ? `${formats.number(sold * 1024)}\u00a0${small}` : `${formats.number(sold)}\u00a0${large}`;
}
