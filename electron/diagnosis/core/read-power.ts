/** Power and heat. On a host that is no Pi most of it is missing, which is an answer of its own. */
import type { Piece } from './evidence.ts';
import type { KernelLine, PowerEvidence } from './evidence-system.ts';
import { linesOf, numberOf, pieceOf, type Reading } from './piece-of.ts';
import { kernelLines } from './read-kernel-lines.ts';

export function readPower(reading: Reading, skewMs: number | null): PowerEvidence {
  const of = <T>(name: string, read: (text: string) => T | null, options = {}): Piece<T> => pieceOf(reading, `power.${name}`, read, options);
  const pi = { missing: 'not-a-pi' } as const;
  return {
    throttled: of('throttled', (text) => { const found = /throttled=0x([0-9a-f]{1,8})\b/i.exec(text); return found === null ? null : Number.parseInt(found[1] ?? '', 16); }, { refused: 'group-video', missing: 'not-a-pi' }),
    voltageAlarm: of('voltageAlarm', (text) => (text.trim() === '1' ? true : text.trim() === '0' ? false : null), pi),
    temperature: of('temperature', (text) => linesOf(text).flatMap((line) => { const [zone = '', milli] = line.split(' '); const value = numberOf(milli); return value === null ? [] : [{ zone, celsius: value / 1000 }]; }), { missing: 'kernel' }),
    fan: of('fan', (text) => linesOf(text).flatMap((line) => { const [name = '', rpm] = line.split(' '); const value = numberOf(rpm); return value === null ? [] : [{ name, rpm: value }]; })),
    governor: of('governor', (text) => { const [governor = '', current, min, max] = text.split('\n'); return governor === '' ? null : { governor, currentKHz: numberOf(current), minKHz: numberOf(min), maxKHz: numberOf(max) }; }, { missing: 'kernel' }),
    armClock: of('armClock', (text) => numberOf(/frequency\(\d+\)=(\d+)/.exec(text)?.[1]), { refused: 'group-video', missing: 'not-a-pi' }),
    supplyMilliAmps: pieceOf(reading, 'power.supply', (text) => numberOf(text), { as: 'power.supplyMilliAmps', ...pi }),
    usbStorage: of('usbStorage', (text) => linesOf(text)),
    voltageLines: kernelLines(reading, 'power.voltageLines', skewMs, isVoltage),
  };
}

function isVoltage({ text }: KernelLine): boolean {
  return /under-?voltage|voltage normalised/i.test(text);
}
