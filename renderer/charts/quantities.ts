/**
 * The quantities charts show, in one language. Ticks of one axis share a unit, written once, on the top tick.
 */
import type { Formats } from '#renderer/format/create-formats.ts';
import type { Quantity } from './chart-series.ts';

const space = '\u00a0';
const unitNames = { en: ['B', 'KiB', 'MiB', 'GiB', 'TiB'], fr: ['o', 'Kio', 'Mio', 'Gio', 'Tio'] } as const;

function byteAxis(formats: Formats, suffix: string): Quantity['axis'] {
  return (largest) => {
    const names = unitNames[formats.language];
    let step = 0;
    while (largest / 1024 ** step >= 1024 && step < names.length - 1) step += 1;
    return (tick, isTop) => {
      const text = formats.number(tick / 1024 ** step, largest / 1024 ** step < 4 ? 2 : 0);
      return isTop ? `${text}${space}${names[step] ?? ''}${suffix}` : text;
    };
  };
}

function plainAxis(formats: Formats, unit: string): Quantity['axis'] {
  return (largest) => (tick, isTop) => {
    const text = formats.number(tick, largest < 1 ? 2 : largest < 5 ? 1 : 0);
    return isTop && unit !== '' ? `${text}${space}${unit}` : text;
  };
}

export type Quantities = { readonly [name in 'bytes' | 'bytesPerSecond' | 'percent' | 'celsius' | 'load' | 'count' | 'seconds']: Quantity };

export function createQuantities(formats: Formats): Quantities {
  return {
    bytes: { base: 2, value: formats.bytes, axis: byteAxis(formats, '') },
    bytesPerSecond: { base: 2, value: formats.bytesPerSecond, axis: byteAxis(formats, '/s') },
    percent: { base: 10, value: (value) => formats.percent(value, value < 9.95 ? 1 : 0), axis: plainAxis(formats, '%') },
    celsius: { base: 10, value: formats.celsius, axis: plainAxis(formats, '°C') },
    seconds: { base: 10, value: (value) => formats.duration(value * 1000), axis: plainAxis(formats, 's') },
    load: { base: 10, value: (value) => formats.number(value, 2), axis: plainAxis(formats, '') },
    count: { base: 10, value: (value) => formats.number(value), axis: (largest) => (tick) => (Number.isInteger(tick) || largest < 2 ? formats.number(tick) : formats.number(tick, 1)) },
  };
}
