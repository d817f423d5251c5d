/** Lines of the last day that the log review kept, over all kinds of events. Bounded; foreign text. */
import type { LogEvidence, LineCount } from './evidence-panel.ts';
import { valueOf } from './judging.ts';

type Line = LineCount['lines'][number];

export function lineMatches(logs: LogEvidence, pattern: RegExp): readonly Line[] {
  const events = valueOf(logs.events);
  if (events === null) return [];
  return Object.values(events).flatMap(({ lines }) => lines.filter(({ text }) => pattern.test(text.slice(0, 4000))));
}

/** How often a kind was seen in the last day and hour; null when the logs could not be read. A kind that is absent was not seen. */
export function countOf(logs: LogEvidence, kind: string): LineCount | null {
  const events = valueOf(logs.events);
  if (events === null) return null;
  return (Object.hasOwn(events, kind) ? events[kind] : undefined) ?? { count24h: 0, count1h: 0, lastAtMs: null, lines: [] };
}
