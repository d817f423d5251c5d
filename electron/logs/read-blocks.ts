/** Kept blocks back into lines, by the very reader that read them first. */
import { timeless } from '#electron/crashes/core/event-clock.ts';
import { createLogReader } from '#electron/crashes/core/read-log.ts';
import { fixedZone } from '#electron/crashes/core/read-time.ts';
import type { LogBlock } from '#electron/ports/incident-store.ts';
import type { LineHit } from '#electron/ports/line-search.ts';
import type { LogLine } from '#shared/domain/log.ts';
import { toLogLine } from './followed.ts';
import type { PlannedSource } from './core/plan-sources.ts';
import type { HostClock } from './core/read-host-clock.ts';

export type BlockOrigin = { readonly plan: PlannedSource; readonly worker: LogLine['worker']; readonly clock: HostClock | null };

export function linesOfBlock(block: LogBlock, origin: BlockOrigin): readonly LogLine[] {
  return readBlock(block, origin).map(({ line }) => line);
}

/**
 * One raw line of a block, and the piece of it, as reading the whole block would give it. A line that tells no time has that
 * of the one before: so much of the block is read before it until one tells a time.
 */
export function lineOfBlock(block: LogBlock, origin: BlockOrigin, { start, end, line, piece }: Pick<LineHit, 'start' | 'end' | 'line' | 'piece'>): LogLine | null {
  for (let before = 0; ; before = Math.min(line, before * 4 + 1)) {
    const from = startBefore(block.bytes, start, before);
    const part = { ...block, from: block.from + from, line: block.line + line - before, bytes: block.bytes.subarray(from, end) };
    const read = readBlock(part, origin);
    const raw = read.filter(({ line: { seq } }) => seq === block.from + start);
    if (before >= line || read.slice(0, read.length - raw.length + piece + 1).some(({ tellsTime }) => tellsTime)) return raw[piece]?.line ?? null;
  }
}

/** Where the line stands that is so many lines before this one. */
function startBefore(bytes: Uint8Array, start: number, lines: number): number {
  let at = start;
  for (let count = 0; count < lines && at > 0; count++) at = at < 2 ? 0 : bytes.lastIndexOf(10, at - 2) + 1;
  return at;
}

type Read = { readonly line: LogLine; readonly tellsTime: boolean };

function readBlock(block: LogBlock, { plan, worker, clock }: BlockOrigin): readonly Read[] {
  const lines: Read[] = [];
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  const shift = clock?.skewMs ?? 0;
  const isFile = plan.path !== null;
  const reader = createLogReader({
    source: { id: plan.id, host: plan.host, kind: plan.kind, name: plan.name, program: plan.program, node: plan.node },
    zone: clock?.zone ?? fixedZone(0, true), bootedAt: clock?.bootedAt ?? null, reference: block.firstAt + shift, decode: (bytes) => utf8.decode(bytes),
    offset: isFile ? block.from : 0, number: block.line, onEvent: () => undefined,
    onLine: (line) => {
      lines.push({ line: toLogLine(shift === 0 ? line : { ...line, at: line.at - shift, atIsEstimated: true }, plan, line.body.place.offset ?? block.from, worker), tellsTime: line.body.at !== timeless });
    },
  });
  if (isFile) reader.feed(block.bytes);
  else feedEntries(block, reader.feedLine.bind(reader));
  reader.end();
  return lines;
}

function feedEntries(block: LogBlock, feed: (line: { text: string; offset: number; cursor: string | null; arrivedAt: number }) => void): void {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  for (let at = 0; at < block.bytes.length;) {
    const end = block.bytes.indexOf(10, at);
    const stop = end < 0 ? block.bytes.length : end;
    feed({ text: utf8.decode(block.bytes.subarray(at, stop)), offset: block.from + at, cursor: null, arrivedAt: block.firstAt });
    at = stop + 1;
  }
}
