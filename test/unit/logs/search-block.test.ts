/** A search says what a look at every shown line would say, whatever the log, the pattern and the way it takes. */
import { describe, expect, it } from 'vitest';
import { utc } from '#electron/crashes/core/read-time.ts';
import { countLines } from '#electron/logs/core/count-lines.ts';
import { makeMatcher } from '#electron/logs/core/page-lines.ts';
import { createBlockSearch } from '#electron/logs/core/search-block.ts';
import { unknownClock } from '#electron/logs/core/read-host-clock.ts';
import { lineOfBlock, linesOfBlock, type BlockOrigin } from '#electron/logs/read-blocks.ts';
import type { LogBlock } from '#electron/ports/incident-store.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LogFilter, LogLevel, LogSourceId } from '#shared/domain/log.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const decode = (bytes: Uint8Array): string => utf8.decode(bytes);

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const plainLines = [
  '[2026-11-22 00:49:03,745: INFO/MainProcess] Task a[1] received', '[2026-11-22 00:49:04,745: ERROR/ForkPoolWorker-1] Task a[1] raised unexpected: ValueError()', 'Traceback (most recent call last):',
  '  File "/srv/app/tasks.py", line 10, in décodage', '2026-11-22 00:57:21,103 WARN exited: segv (terminated by SIGSEGV; not expected)', '', 'Task', 'a  b', 'décodage de la vidéo', 'Task a[1] received\r', 'x'.repeat(9000), `y${'é'.repeat(8191)}z`,
];
const wrappedLines = [
  '2026-11-22T00:57:21.103Z Task a[1] received', 'Nov 22 00:57:21 pi celery[12]: Task a[1] received', 'web-1  | Task a[1] received', '{"log":"Task a[1] \\"received\\"\\nTask b\\n","time":"2026-11-22T00:57:21.103Z"}',
  '{"MESSAGE":"Task d\\u00e9codage\\nTask b","PRIORITY":"3","__REALTIME_TIMESTAMP":"1795308529944372"}', '[ 2149.993666] python3[25468]: Task a', '<6>[ 12.3] Task a', 'dÃ©codage ðŸ§¨ Task', 'a\0b Task', '\ufeffTask',
];
const patterns: readonly NonNullable<LogFilter['pattern']>[] = [
  ...['task', 'Task', 'received', 'é', '"received"', 'décodage', ' ', 'a[1]', 'zzz', '␀', 'z', 'x'].flatMap((text) => [true, false].map((isCaseSensitive) => ({ text, isRegex: false, isCaseSensitive }))),
  ...['^Task', 'received$', 'Task\\sa', 'd\\s+T', 'a\\s*\\n?b', '\\bTask\\b', '(?<=Task )a', 'x*', 'x+$', 'Task.*received', '[^a]b', '(a)\\1', '(', 'é+', 'k.a', '\\w+\\[\\d\\]', '.', '\\r', '\\0', 'T(?!ask)'].map((text) => ({ text, isRegex: true, isCaseSensitive: true })),
];

function expected(block: LogBlock, origin: BlockOrigin, pattern: NonNullable<LogFilter['pattern']>, levels: readonly LogLevel[]): unknown {
  const matcher = makeMatcher(pattern);
  if (matcher === null) return null;
  return linesOfBlock(block, origin).filter(({ level }) => levels.length === 0 || levels.includes(level)).map((line) => ({ line, ranges: matcher(line.text) })).filter(({ ranges }) => ranges.length > 0);
}

function found(block: LogBlock, origin: BlockOrigin, pattern: NonNullable<LogFilter['pattern']>, levels: readonly LogLevel[]): unknown {
  const result = createBlockSearch({ pattern, levels, decode })?.({ bytes: block.bytes, isFile: origin.plan.path !== null, firstAt: block.firstAt }, Infinity) ?? null;
  expect(result?.count).toBe(result?.hits.length);
  return result?.hits.map((hit) => ({ line: lineOfBlock(block, origin, hit), ranges: hit.ranges })) ?? null;
}

const originOf = (isFile: boolean): BlockOrigin => ({
  plan: { id: 's' as LogSourceId, host: 'h' as HostId, kind: isFile ? 'file' : 'journal', name: 's', path: isFile ? '/s' : null, program: null, node: null, pids: [] }, worker: null, clock: { ...unknownClock, zone: utc, bootedAt: Date.UTC(2026, 10, 22) },
});

describe('a search through kept blocks', () => {
  it.each([[true, plainLines], [true, [...plainLines, ...wrappedLines]], [false, [...plainLines, ...wrappedLines]]] as const)('file %s: count, lines, times and places are those of reading every line', (isFile, some) => {
    let matches = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const random = seeded(seed);
      const text = Array.from({ length: 1 + Math.floor(random() * 12) }, () => some[Math.floor(random() * some.length)] ?? '').join('\n') + (random() < 0.8 ? '\n' : '');
      const bytes = new TextEncoder().encode(text);
      if (seed % 4 === 0) for (let count = 0; count < 3; count++) bytes[Math.floor(random() * bytes.length)] = 0x80 + Math.floor(random() * 128);
      const block: LogBlock = { source: 's' as LogSourceId, from: 5000, to: 5000 + bytes.length, line: 40, firstAt: 1_795_308_000_000, lastAt: 1_795_309_000_000, bytes };
      const origin = originOf(isFile);
      for (const pattern of patterns) {
        if (random() < 0.5) continue;
        const levels: readonly LogLevel[] = random() < 0.3 ? ['error', 'unknown'] : [];
        const want = expected(block, origin, pattern, levels);
        expect(found(block, origin, pattern, levels), `seed ${seed}, ${pattern.text}`).toEqual(want);
        matches += Array.isArray(want) ? want.length : 0;
      }
    }
    expect(matches).toBeGreaterThan(300);
  }, 120_000);

  it('finds a line behind one of 100 KB, and reads of that only what is kept', () => {
    const bytes = new TextEncoder().encode(`a\n${'x'.repeat(100_000)}needle\nneedle\n${'é'.repeat(40_000)}\nneedle`);
    const block: LogBlock = { source: 's' as LogSourceId, from: 0, to: bytes.length, line: 1, firstAt: 5, lastAt: 5, bytes };
    const origin = originOf(true);
    // from the middle of a sign of two units a pattern with nothing to match steps back: once, for ever
    const signs = new TextEncoder().encode('🧨🧨 x\n');
    expect(found({ ...block, to: signs.length, bytes: signs }, origin, { text: 'x*', isRegex: true, isCaseSensitive: true }, [])).toMatchObject([{ ranges: [[5, 6]] }]);
    for (const text of ['needle', 'x', 'é', '\ufffd']) for (const isRegex of [false, true]) expect(found(block, origin, { text, isRegex, isCaseSensitive: true }, [])).toEqual(expected(block, origin, { text, isRegex, isCaseSensitive: true }, []));
  });
});

describe('lines over time', () => {
  it.each([true, false])('file %s: each line counts in its piece, as grave as it is shown', (isFile) => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seeded(seed);
      const some = [...plainLines.slice(0, 10), ...wrappedLines];
      const bytes = new TextEncoder().encode(`${Array.from({ length: 30 }, () => some[Math.floor(random() * some.length)] ?? '').join('\n')}\n`);
      const block: LogBlock = { source: 's' as LogSourceId, from: 0, to: bytes.length, line: 1, firstAt: 1_795_308_000_000, lastAt: 1_795_309_000_000, bytes };
      const origin = { ...originOf(isFile), clock: null };
      const lines = linesOfBlock(block, origin);
      const [from, to, pieces] = [1_795_308_100_000, 1_795_308_600_000, 7];
      const counts = countLines({ pattern: null, levels: [], from, to, pieces, source: { id: origin.plan.id, host: origin.plan.host, kind: origin.plan.kind }, isFile, clock: null }, [block], decode);
      const expectedOf = (levels: readonly LogLevel[]): number[] => Array.from({ length: pieces }, (_, piece) => lines.filter(({ at, level }) => levels.includes(level) && at >= from && at <= to && Math.min(pieces - 1, Math.floor(((at - from) / (to - from)) * pieces)) === piece).length);
      expect(counts).toEqual({ errors: expectedOf(['error', 'critical']), warnings: expectedOf(['warning']), others: expectedOf(['info', 'debug', 'unknown']) });
    }
  });
});
