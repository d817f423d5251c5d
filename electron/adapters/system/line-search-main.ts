/** Entry of the searching thread: runs a person's pattern over blocks and texts. Whoever waits too long ends the thread. */
import { Buffer } from 'node:buffer';
import { parentPort } from 'node:worker_threads';
import { compile, makeMatcher } from '#electron/logs/core/page-lines.ts';
import type { SearchReply, SearchTask } from './core/search-task.ts';

const port = parentPort;
if (port === null) throw new Error('runs as a worker thread');

port.on('message', ({ id, pattern, blocks, texts }: SearchTask) => {
  const regex = compile(pattern);
  const matcher = makeMatcher(pattern);
  const reply: SearchReply = {
    id,
    // line by line: `$`, `^` and `.` mean the line, as in what is shown
    found: regex === null ? [] : blocks.flatMap((bytes, index) => (holds(regex, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')) ? [index] : [])),
    ranges: matcher === null ? [] : texts.map(matcher),
  };
  port.postMessage(reply);
});

function holds(regex: RegExp, text: string): boolean {
  const lines = new RegExp(regex.source, regex.flags.includes('m') ? regex.flags : `${regex.flags}m`);
  // the whole block at once is many times faster than its lines; the lines decide later
  return lines.test(text);
}
