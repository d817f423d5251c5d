/** What passes between the engine's thread and the searching one. */
import type { LinesFound, LinesWanted, SearchedBlock } from '#electron/ports/line-search.ts';

export type SearchTask = { readonly id: number; readonly wanted: LinesWanted; readonly blocks: readonly SearchedBlock[]; readonly texts: readonly string[] };
export type SearchReply = { readonly id: number; readonly found: LinesFound; readonly ranges: readonly [number, number][][] };
