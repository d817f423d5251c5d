/** Entry of the searching thread: runs a person's pattern over blocks and texts. Whoever waits too long ends the thread. */
import { parentPort } from 'node:worker_threads';
import { countLines } from '#electron/logs/core/count-lines.ts';
import { makeMatcher } from '#electron/logs/core/page-lines.ts';
import { createBlockSearch } from '#electron/logs/core/search-block.ts';
import type { LinesFound, LinesWanted, SearchedBlock } from '#electron/ports/line-search.ts';
import type { SearchReply, SearchTask } from './search-task.ts';

const port = parentPort;
if (port === null) throw new Error('runs as a worker thread');
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

port.on('message', ({ id, wanted, blocks, texts, count }: SearchTask) => {
  const matcher = makeMatcher(wanted.pattern);
  const decode = (bytes: Uint8Array): string => utf8.decode(bytes);
  port.postMessage({ id, found: count === null ? find(wanted, blocks) : { count: 0, hits: [] }, counts: count === null ? null : countLines(count, blocks, decode), ranges: matcher === null ? [] : texts.map(matcher) } satisfies SearchReply);
});

function find({ pattern, levels, limit }: LinesWanted, blocks: readonly SearchedBlock[]): LinesFound {
  const search = createBlockSearch({ pattern, levels, decode: (bytes) => utf8.decode(bytes) });
  const hits: LinesFound['hits'][number][] = [];
  let count = 0;
  for (const [block, one] of blocks.entries()) {
    const found = search?.(one, limit - hits.length);
    if (found === undefined) break;
    count += found.count;
    for (const hit of found.hits) hits.push({ ...hit, block });
  }
  return { count, hits };
}
