/** Entry of the searching thread: runs a person's pattern over blocks and texts. Whoever waits too long ends the thread. */
import { parentPort } from 'node:worker_threads';
import { makeMatcher } from '#electron/logs/core/page-lines.ts';
import { createBlockSearch } from '#electron/logs/core/search-block.ts';
import type { LinesFound, LinesWanted, SearchedBlock } from '#electron/ports/line-search.ts';
import type { SearchReply, SearchTask } from './search-task.ts';

const port = parentPort;
if (port === null) throw new Error('runs as a worker thread');
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

port.on('message', ({ id, wanted, blocks, texts }: SearchTask) => {
  const matcher = makeMatcher(wanted.pattern);
  port.postMessage({ id, found: find(wanted, blocks), ranges: matcher === null ? [] : texts.map(matcher) } satisfies SearchReply);
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
