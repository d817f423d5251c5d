/** Figures out of INFO and CONFIG GET, which are text. What is not there or no number is null. */
import type { RedisEvidence } from './evidence-redis.ts';
import { valueOf } from './judging.ts';

export type RedisFigures = {
  readonly info: (field: string) => number | null;
  readonly said: (field: string) => string | null;
  readonly config: (option: string) => string | null;
};

export function figuresOf(redis: RedisEvidence): RedisFigures {
  const info = valueOf(redis.info);
  const config = valueOf(redis.config);
  const said = (field: string): string | null => (info !== null && Object.hasOwn(info, field) ? (info[field] ?? null) : null);
  const number = (text: string | null): number | null => (text === null || text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text));
  return {
    info: (field) => number(said(field)),
    said,
    config: (option) => (config !== null && Object.hasOwn(config, option) ? (config[option] ?? null) : null),
  };
}
