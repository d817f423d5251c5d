/** Kept blocks back into lines, by the very reader that read them first. */
import { createLogReader } from '#electron/crashes/core/read-log.ts';
import { fixedZone } from '#electron/crashes/core/read-time.ts';
import type { LogBlock } from '#electron/ports/incident-store.ts';
import type { LogLine } from '#shared/domain/log.ts';
import { toLogLine } from './followed.ts';
import type { PlannedSource } from './core/plan-sources.ts';
import type { HostClock } from './core/read-host-clock.ts';

export type BlockOrigin = { readonly plan: PlannedSource; readonly worker: LogLine['worker']; readonly clock: HostClock | null };

export function linesOfBlock(block: LogBlock, { plan, worker, clock }: BlockOrigin): readonly LogLine[] {
  const lines: LogLine[] = [];
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  const shift = clock?.skewMs ?? 0;
  const isFile = plan.path !== null;
  const reader = createLogReader({
    source: { id: plan.id, host: plan.host, kind: plan.kind, name: plan.name, program: plan.program, node: plan.node },
    zone: clock?.zone ?? fixedZone(0, true), bootedAt: clock?.bootedAt ?? null, reference: block.firstAt + shift, decode: (bytes) => utf8.decode(bytes),
    offset: isFile ? block.from : 0, number: block.line, onEvent: () => undefined,
    onLine: (line) => { lines.push(toLogLine(shift === 0 ? line : { ...line, at: line.at - shift, atIsEstimated: true }, plan, line.body.place.offset ?? block.from, worker)); },
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
