/** What passes between the engine's thread and the searching one. */
import type { LogFilter } from '#shared/domain/log.ts';

export type SearchTask = { readonly id: number; readonly pattern: NonNullable<LogFilter['pattern']>; readonly blocks: readonly Uint8Array[]; readonly texts: readonly string[] };
export type SearchReply = { readonly id: number; readonly found: readonly number[]; readonly ranges: readonly [number, number][][] };
