/**
 * How many lines of kept blocks fall into each piece of a span of time, by how grave they are. Pure.
 * Must stay true: a line counts where and as what the viewer shows it.
 */
import { createLogReader } from '#electron/crashes/core/read-log.ts';
import type { LogFilter, LogHistogram, LogLevel, LogSource } from '#shared/domain/log.ts';
import { makeMatcher } from './page-lines.ts';
import { readHostClock, unknownClock, type HostClock } from './read-host-clock.ts';

type CountWanted = Pick<LogFilter, 'pattern' | 'levels'> & { readonly from: number; readonly to: number; readonly pieces: number; readonly source: Pick<LogSource, 'id' | 'host' | 'kind'>; readonly isFile: boolean; readonly clock: HostClock['said'] };
type Block = { readonly bytes: Uint8Array; readonly firstAt: number };

const grave: { readonly [level in LogLevel]?: keyof LogHistogram } = { critical: 'errors', error: 'errors', warning: 'warnings' };

export function countLines({ pattern, levels, from, to, pieces, source, isFile, clock: said }: CountWanted, blocks: readonly Block[], decode: (bytes: Uint8Array) => string): LogHistogram {
  const none = (): number[] => Array.from({ length: pieces }, () => 0);
  const counts = { errors: none(), warnings: none(), others: none() };
  const matcher = makeMatcher(pattern);
  if (matcher === null || to <= from) return counts;
  const clock = said === null ? unknownClock : readHostClock(said.text, said.now);
  const take = (at: number, level: LogLevel, text: string): void => {
    if (at < from || at > to || (levels.length > 0 && !levels.includes(level)) || (pattern !== null && matcher(text).length === 0)) return;
    const list = counts[grave[level] ?? 'others'];
    const piece = Math.min(pieces - 1, Math.floor(((at - from) / (to - from)) * pieces));
    list[piece] = (list[piece] ?? 0) + 1;
  };
  for (const { bytes, firstAt } of blocks) {
    const reader = createLogReader({
      source: { ...source, name: '', program: null, node: null }, zone: clock.zone, bootedAt: clock.bootedAt, reference: firstAt + clock.skewMs, decode,
      onEvent: () => undefined, onLine: ({ at, level, text }) => take(at - clock.skewMs, level, text),
    });
    if (isFile) reader.feed(bytes);
    else for (const line of entriesOf(bytes)) reader.feedLine({ text: decode(line), offset: null, cursor: null, arrivedAt: firstAt });
    reader.end();
  }
  return counts;
}

function* entriesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    const stop = end < 0 ? bytes.length : end;
    yield bytes.subarray(at, stop);
    at = stop + 1;
  }
}

export function addCounts(into: LogHistogram, more: LogHistogram): void {
  for (const name of ['errors', 'warnings', 'others'] as const) for (const [index, count] of more[name].entries()) into[name][index] = (into[name][index] ?? 0) + count;
}
