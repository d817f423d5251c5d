/** Lines of the last day that the log review kept, and those that were searched for, oldest first. Bounded; foreign text. */
import type { LogEvidence, LineCount } from './evidence-panel.ts';
import { valueOf } from './judging.ts';

type Line = LineCount['lines'][number];

export function lineMatches(logs: LogEvidence, pattern: RegExp): readonly Line[] {
  const kept = [...Object.values(valueOf(logs.events) ?? {}).flatMap(({ lines }) => lines), ...((logs.marks === undefined ? null : valueOf(logs.marks)) ?? [])];
  const seen = new Set<string>();
  // an event's line may stand among the marks as well
  return kept.filter(({ atMs, text }) => pattern.test(text.slice(0, 4000)) && !seen.has(`${atMs} ${text}`) && seen.add(`${atMs} ${text}`)).sort((a, b) => a.atMs - b.atMs);
}

/** Whether a line that is not there would have been seen. */
export function areLinesKnown(logs: LogEvidence): boolean {
  return logs.events.state === 'had' || logs.marks?.state === 'had';
}

/** How often a kind was seen in the last day and hour; null when the logs could not be read. A kind that is absent was not seen. */
export function countOf(logs: LogEvidence, kind: string): LineCount | null {
  const events = valueOf(logs.events);
  if (events === null) return null;
  return (Object.hasOwn(events, kind) ? events[kind] : undefined) ?? { count24h: 0, count1h: 0, lastAtMs: null, lines: [] };
}
