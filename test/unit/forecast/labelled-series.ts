/**
 * Memory series with a known truth, made from a seed: leaks, plateaus, sawteeth, noise, spikes, warm-ups. Made up, not
 * captured; sizes, steps and noise are those of Celery workers on a Pi at one point a minute.
 */
import type { MemoryTrendKind } from '#shared/domain/forecast.ts';
import { createSeeded } from '#test/fakes/fleet-fixtures.ts';

export type Labelled = { readonly name: string; readonly family: string; readonly truth: readonly MemoryTrendKind[]; /** Bytes an hour within a life. */ readonly slope: number; readonly points: readonly { readonly at: number; readonly bytes: number | null }[] };

const minuteMs = 60_000;
const mb = 1_000_000;
type Chance = () => number;
const normal = (chance: Chance): number => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
const between = (chance: Chance, low: number, high: number): number => low + (high - low) * chance();

/** Noise as workers make it: neighbouring minutes resemble each other. */
function withNoise(chance: Chance, length: number, size: number, memory: number): number[] {
  let value = 0;
  return Array.from({ length }, () => { value = memory * value + Math.sqrt(1 - memory * memory) * size * normal(chance); return value; });
}

const series = (values: readonly number[], chance: Chance, gaps = 0.01): Labelled['points'] => values.map((value, index) => ({ at: 1_700_000_000_000 + index * minuteMs, bytes: chance() < gaps ? null : Math.max(5 * mb, value) }));

type Maker = (chance: Chance) => { readonly values: number[]; readonly slope: number };
const hours = (chance: Chance, low: number, high: number): number => Math.round(between(chance, low, high) * 60);

const makers: readonly { readonly family: string; readonly truth: readonly MemoryTrendKind[]; readonly count: number; readonly make: Maker }[] = [
  { family: 'leak, even', truth: ['leak'], count: 40, make: (chance) => {
    const base = between(chance, 60, 250) * mb; const slope = base * between(chance, 0.03, 0.4); const length = hours(chance, 3, 24);
    const noise = withNoise(chance, length, base * between(chance, 0.002, 0.01), 0.5);
    return { slope, values: noise.map((one, index) => base + (slope * index) / 60 + one) };
  } },
  { family: 'leak after warm-up', truth: ['leak'], count: 25, make: (chance) => {
    const base = between(chance, 60, 200) * mb; const slope = base * between(chance, 0.05, 0.3); const length = hours(chance, 5, 24);
    const noise = withNoise(chance, length, base * 0.006, 0.5); const warm = base * between(chance, 0.1, 0.4);
    return { slope, values: noise.map((one, index) => base + warm * (1 - Math.exp(-index / 8)) + (slope * index) / 60 + one) };
  } },
  { family: 'leak in steps', truth: ['leak'], count: 20, make: (chance) => {
    const base = between(chance, 80, 200) * mb; const every = Math.round(between(chance, 6, 25)); const step = base * between(chance, 0.008, 0.03); const length = hours(chance, 6, 24);
    const noise = withNoise(chance, length, base * 0.003, 0.3);
    return { slope: (step * 60) / every, values: noise.map((one, index) => base + step * Math.floor(index / every) + one) };
  } },
  { family: 'leak with spikes', truth: ['leak'], count: 15, make: (chance) => {
    const base = between(chance, 80, 200) * mb; const slope = base * between(chance, 0.05, 0.3); const length = hours(chance, 4, 20);
    const noise = withNoise(chance, length, base * 0.005, 0.4);
    return { slope, values: noise.map((one, index) => base + (slope * index) / 60 + one + (chance() < 0.01 ? base * between(chance, 0.3, 1.5) : 0)) };
  } },
  { family: 'sawtooth', truth: ['sawtooth'], count: 40, make: (chance) => {
    const base = between(chance, 60, 200) * mb; const life = Math.round(between(chance, 25, 150)); const growth = base * between(chance, 0.25, 1.2); const length = Math.max(life * 5, hours(chance, 8, 24));
    const noise = withNoise(chance, length, base * between(chance, 0.002, 0.008), 0.4); let age = Math.floor(life * chance()); let mine = life;
    return { slope: (growth * 60) / life, values: noise.map((one) => { age += 1; if (age >= mine) { age = 0; mine = Math.round(life * between(chance, 0.8, 1.2)); } return base + (growth * age) / life + one; }) };
  } },
  { family: 'plateau', truth: ['warm-up', 'steady'], count: 40, make: (chance) => {
    const base = between(chance, 50, 200) * mb; const rise = base * between(chance, 0.2, 1.2); const tau = between(chance, 5, 40); const length = Math.round(Math.max(tau * 7, hours(chance, 3, 24)));
    return { slope: 0, values: withNoise(chance, length, base * between(chance, 0.002, 0.01), 0.5).map((one, index) => base + rise * (1 - Math.exp(-index / tau)) + one) };
  } },
  { family: 'level with noise', truth: ['steady'], count: 40, make: (chance) => {
    const base = between(chance, 50, 300) * mb; const length = hours(chance, 2, 24);
    return { slope: 0, values: withNoise(chance, length, base * between(chance, 0.001, 0.06), between(chance, 0, 0.9)).map((one) => base + one) };
  } },
  { family: 'level with spikes', truth: ['steady'], count: 25, make: (chance) => {
    const base = between(chance, 50, 300) * mb; const length = hours(chance, 2, 24); const often = between(chance, 0.005, 0.03);
    return { slope: 0, values: withNoise(chance, length, base * 0.005, 0.4).map((one) => base + one + (chance() < often ? base * between(chance, 0.2, 2) : 0)) };
  } },
  { family: 'waves of load', truth: ['steady'], count: 20, make: (chance) => {
    const base = between(chance, 80, 300) * mb; const period = between(chance, 40, 200); const swing = base * between(chance, 0.02, 0.12); const length = Math.round(period * between(chance, 4, 10));
    return { slope: 0, values: withNoise(chance, length, base * 0.004, 0.4).map((one, index) => base + swing * Math.sin((2 * Math.PI * index) / period) + one) };
  } },
  { family: 'too young', truth: ['warm-up', 'unknown'], count: 15, make: (chance) => {
    const base = between(chance, 50, 200) * mb; const length = Math.round(between(chance, 4, 18));
    return { slope: 0, values: withNoise(chance, length, base * 0.005, 0.4).map((one, index) => base * (1 + 0.6 * (1 - Math.exp(-index / 6))) + one) };
  } },
];

export function labelledSeries(seed: number): readonly Labelled[] {
  const chance = createSeeded(seed);
  return makers.flatMap(({ family, truth, count, make }) => Array.from({ length: count }, (_, index) => {
    const { values, slope } = make(chance);
    return { name: `${family} ${index}`, family, truth, slope, points: series(values, chance) };
  }));
}
