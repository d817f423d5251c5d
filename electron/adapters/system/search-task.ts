/** What passes between the engine's thread and the searching one. */
import type { LogHistogram } from '#shared/domain/log.ts';
import type { CountWanted, LinesFound, LinesWanted, SearchedBlock } from '#electron/ports/line-search.ts';

export type SearchTask = { readonly id: number; readonly wanted: LinesWanted; readonly blocks: readonly SearchedBlock[]; readonly texts: readonly string[]; readonly count: CountWanted | null };
export type SearchReply = { readonly id: number; readonly found: LinesFound; readonly ranges: readonly [number, number][][]; readonly counts: LogHistogram | null };
