/**
 * The engine's side of the logs for tests and screenshots: as many lines as wanted, each made from its number alone,
 * so that five million cost no memory. Cursors are line numbers. Not captured from real machines.
 */
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { LogBatch, LogFilter, LogLevel, LogLine, LogPage, LogReadRequest, LogHistogramRequest, LogHistogramStep, LogSearchRequest, LogSearchStep, LogSource, LogSourceId } from '#shared/domain/log.ts';

export type LogScript = {
  readonly sources: readonly LogSource[];
  read(request: LogReadRequest): LogPage;
  search(request: LogSearchRequest): LogSearchStep;
  histogram(request: LogHistogramRequest): LogHistogramStep;
  newest(sources: readonly LogSourceId[], filter: LogFilter): LogBatch;
  /** The next lines, as if they had just been written. */
  grow(count: number, sources: readonly LogSourceId[], filter: LogFilter): LogBatch;
};

const stepMs = 137;
const searchStepLines = 20_000;

const texts: readonly ((index: number) => readonly [LogLevel, string])[] = [
  (index) => ['info', `[2026-11-22 11:02:06,${String(index % 1000).padStart(3, '0')}: INFO/ForkPoolWorker-${1 + (index % 4)}] Task tasks.scan_batch[5f0c2f64-9d7c-4a42-8cbe-${String(index).padStart(12, '0')}] succeeded in ${(index % 97) / 10}s: None`],
  (index) => ['info', `[2026-11-22 11:02:06,${String(index % 1000).padStart(3, '0')}: INFO/MainProcess] Task tasks.export_pdf[5f0c2f64-9d7c-4a42-8cbe-${String(index).padStart(12, '0')}] received`],
  (index) => ['warning', `\u001b[33m[WARNING/MainProcess]\u001b[0m consumer: Connection to broker lost. Trying to re-establish the connection in \u001b[1m${index % 32}\u001b[0m seconds`],
  () => ['debug', '[DEBUG/MainProcess] pidbox received method ping() [reply_to:{\'exchange\': \'reply.celery.pidbox\'} ticket:4f]'],
  (index) => ['error', `\u001b[31m[ERROR/MainProcess]\u001b[39m Process 'ForkPoolWorker-2' pid:${4000 + (index % 900)} exited with 'signal 9 (SIGKILL)'`],
  (index) => ['unknown', `celery[${index % 3000}]: \u001b[38;5;39mheartbeat\u001b[0m ok \u001b[2m(${index})\u001b[0m`],
];

export const hostileLines: readonly string[] = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  'nul \u2400 and bell \u0007 and back\bspace',
  'right-to-left \u202egnp.exe\u202c مضيف-الإنتاج',
  '\u001b]0;your title\u0007\u001b[2J\u001b[H\u001b[31;1mred and bold\u001b[0m\u001b[?25l',
  'a'.repeat(8192),
  'line\nbreak\ttab\r\nand more',
  '\u001b[38;2;255;105;180mpink\u001b[0m \u001b[48;5;196mbackground\u001b[0m \u001b[7minverse',
  `${'\u001b[31mx\u001b[0m'.repeat(700)}`,
  '{{count}} $t(title) %s %n ${jndi:ldap://x}',
];

export function createLogScript(needs: { readonly fleet: FleetSnapshot; readonly total: number; readonly at: number; readonly isHostile?: boolean }): LogScript {
  const sources = sourcesOf(needs.fleet, needs.at, needs.total);
  const readable = sources.filter(({ state }) => state === 'following' || state === 'waiting');
  let total = readable.length === 0 ? 0 : needs.total;
  const start = needs.at - total * stepMs;

  const lineOf = (index: number): LogLine => {
    const source = readable[index % readable.length] ?? readable[0]!;
    const [level, plain] = (texts[(index * 7 + Math.floor(index / 31)) % 17 % texts.length] ?? texts[0]!)(index);
    const text = needs.isHostile === true && index % 2 === 0 ? (hostileLines[Math.floor(index / 2) % hostileLines.length] ?? '') : plain;
    return { source: source.id, seq: index, at: start + index * stepMs, atIsEstimated: index % 41 === 0, level, worker: source.workers[0] ?? null, speaker: index % 3 === 0 ? 'MainProcess' : `ForkPoolWorker-${1 + (index % 4)}`, text: text.slice(0, 8192), isCut: text.length >= 8192, place: { source: source.id, offset: index * 181, line: null, cursor: null } };
  };

  const passes = (line: LogLine, wanted: ReadonlySet<LogSourceId>, filter: LogFilter): boolean =>
    wanted.has(line.source) && (filter.levels.length === 0 || filter.levels.includes(line.level)) && (filter.workers.length === 0 || (line.worker !== null && filter.workers.includes(line.worker))) && (filter.pattern === null || rangesOf(line.text, filter.pattern).length > 0);

  /** Up to `limit` lines from `from` in this direction; `next` is the number to go on at. */
  function collect(from: number, by: 1 | -1, limit: number, request: Pick<LogReadRequest, 'sources' | 'filter'>): { lines: LogLine[]; next: number | null } {
    const wanted = new Set(request.sources);
    const lines: LogLine[] = [];
    let index = from;
    for (let looked = 0; index >= 0 && index < total && lines.length < limit && looked < 400_000; index += by, looked += 1) {
      const line = lineOf(index);
      if (passes(line, wanted, request.filter)) lines.push(line);
    }
    if (by === -1) lines.reverse();
    return { lines, next: index >= 0 && index < total ? index : null };
  }

  const cursorOf = (next: number | null): string | null => (next === null ? null : `n${next}`);
  const indexOf = (at: number): number => Math.min(total, Math.max(0, Math.ceil((at - start) / stepMs)));

  function read(request: LogReadRequest): LogPage {
    const { anchor, limit } = request;
    const before = (from: number): LogPage => { const found = collect(from, -1, limit, request); return { lines: found.lines, before: cursorOf(found.next), after: cursorOf(from + 1 < total ? from + 1 : null), missing: [] }; };
    const after = (from: number): LogPage => { const found = collect(from, 1, limit, request); return { lines: found.lines, before: cursorOf(from > 0 ? from - 1 : null), after: cursorOf(found.next), missing: [] }; };
    switch (anchor.kind) {
      case 'newest': return before(total - 1);
      case 'oldest': return after(0);
      case 'cursor': return anchor.side === 'before' ? before(Number(anchor.cursor.slice(1))) : after(Number(anchor.cursor.slice(1)));
      case 'time': {
        const here = indexOf(anchor.at);
        if (anchor.side === 'before') return before(here - 1);
        if (anchor.side === 'after') return after(here);
        const half = { ...request, limit: Math.ceil(limit / 2) };
        const earlier = collect(here - 1, -1, half.limit, half);
        const later = collect(here, 1, half.limit, half);
        return { lines: [...earlier.lines, ...later.lines], before: cursorOf(earlier.next), after: cursorOf(later.next), missing: [] };
      }
    }
  }

  return {
    sources,
    read,
    search(request) {
      const wanted = new Set(request.sources);
      const from = request.next === null ? indexOf(request.from ?? start) : Number(request.next.slice(1));
      const until = Math.min(total, request.to === null ? total : indexOf(request.to + 1));
      const end = Math.min(until, from + searchStepLines);
      const matches: LogSearchStep['matches'] = [];
      let count = 0;
      for (let index = from; index < end; index += 1) {
        const line = lineOf(index);
        if (request.filter.pattern === null || !passes(line, wanted, request.filter)) continue;
        count += 1;
        if (matches.length < request.limit) matches.push({ line, cursor: `n${index}`, ranges: rangesOf(line.text, request.filter.pattern) });
      }
      return { matches, count, scanned: Math.max(0, end - from), next: end < until ? `n${end}` : null };
    },
    histogram({ sources: chosen, filter, from, to, pieces, next }) {
      const wanted = new Set(chosen);
      const none = (): number[] => Array.from({ length: pieces }, () => 0);
      const counts = { errors: none(), warnings: none(), others: none() };
      const first = next === null ? indexOf(from) : Number(next.slice(1));
      const until = Math.min(total, indexOf(to + 1));
      // of a very long log some lines stand for all
      const stride = Math.max(1, Math.ceil((indexOf(to) - indexOf(from)) / 100_000));
      const end = Math.min(until, first + searchStepLines * stride);
      for (let index = first; index < end; index += stride) {
        const line = lineOf(index);
        if (!passes(line, wanted, filter)) continue;
        const list = line.level === 'error' || line.level === 'critical' ? counts.errors : line.level === 'warning' ? counts.warnings : counts.others;
        const piece = Math.max(0, Math.min(pieces - 1, Math.floor(((line.at - from) / (to - from)) * pieces)));
        list[piece] = (list[piece] ?? 0) + stride;
      }
      return { ...counts, scanned: Math.max(0, end - first), next: end < until ? `n${end}` : null };
    },
    newest: (wanted, filter) => ({ whole: true, lines: collect(total - 1, -1, 200, { sources: [...wanted], filter }).lines, dropped: 0, costMsPerMinute: 3.4 }),
    grow(count, wanted, filter) {
      const from = total;
      total += count;
      return { whole: false, lines: collect(from, 1, count, { sources: [...wanted], filter }).lines, dropped: 0, costMsPerMinute: 3.4 };
    },
  };
}

function rangesOf(text: string, pattern: NonNullable<LogFilter['pattern']>): [number, number][] {
  const source = pattern.isRegex ? pattern.text : pattern.text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return [...text.matchAll(new RegExp(source, pattern.isCaseSensitive ? 'g' : 'gi'))].slice(0, 100).map((match) => [match.index, match.index + match[0].length]);
}

function sourcesOf(fleet: FleetSnapshot, at: number, total: number): LogSource[] {
  return fleet.hosts.flatMap((host) => {
    const workers = fleet.workers.filter((worker) => worker.host === host.id);
    const isConnected = host.link.phase === 'connected';
    const make = (kind: LogSource['kind'], name: string, change: Partial<LogSource> = {}): LogSource => sourceOf(host, kind, name, { at, total, isConnected, workers: workers.slice(0, 1).map(({ key }) => key) }, change);
    return [
      make('file', '/tmp/supervisor.log', { path: '/tmp/supervisor.log' }),
      ...workers.map((worker) => make('journal', worker.process?.backend.unit ?? `${worker.name}.service`, { workers: [worker.key], id: `${host.id}/journal/${worker.name}`.slice(0, 1500) as LogSourceId })),
      make('kernel', 'kernel', isConnected && host.config.name.length % 2 === 0 ? {} : { state: 'not-readable', lines: 0, lastLineAt: null }),
      ...(host.config.name === 'pi-video' ? [make('container', 'video_web_1', { state: 'not-readable', lines: 0, lastLineAt: null }), make('file', '/var/log/redis/redis-server.log', { state: 'not-readable', path: '/var/log/redis/redis-server.log', lines: 0, lastLineAt: null }), make('file', '/home/pi/video/old.log', { state: 'missing', path: '/home/pi/video/old.log', lines: 0, lastLineAt: null })] : []),
    ];
  });
}

function sourceOf(host: HostView, kind: LogSource['kind'], name: string, needs: { at: number; total: number; isConnected: boolean; workers: WorkerKey[] }, change: Partial<LogSource>): LogSource {
  return { id: `${host.id}/${kind}/${name}`.slice(0, 1500) as LogSourceId, host: host.id, kind, name: name.slice(0, 1000), path: null, program: null, workers: needs.workers, state: needs.isConnected ? 'following' : 'waiting', since: needs.at - 7_200_000, size: 1_204_331, readTo: 1_204_331, lastLineAt: needs.at - 4000, lines: needs.total, gaps: name.includes('scan') ? 12 : 0, ...change };
}
