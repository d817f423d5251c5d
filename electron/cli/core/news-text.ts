/** One piece of news as one line of text, or as one JSON line (docs/spec/cli.md). Pure. */
import type { LinkState } from '#shared/domain/host.ts';
import type { VerdictKind } from '#shared/domain/worker.ts';
import { cleanText } from './clean-text.ts';
import { phaseWord, verdictWord, word } from './cli-words.ts';
import { paint, type Tone } from './draw-table.ts';
import { exitOfVerdict } from './exit-code.ts';
import { isoTime } from './iso-time.ts';
import type { TextStyle } from './fleet-text.ts';
import { reportSchema } from './json-report.ts';
import type { FleetNews } from './list-changes.ts';

const tones: readonly Tone[] = ['good', 'warn', 'bad', 'warn'];

export function newsText(news: FleetNews, { language, hasColour }: TextStyle, clockTime: (at: number) => string): string {
  const who = cleanText(news.subject) + (news.host === null || news.host === news.subject ? '' : ` (${cleanText(news.host)})`);
  return `${paint(clockTime(news.at), 'quiet', hasColour)}  ${who}: ${says(news, { language, hasColour })}\n`;
}

function says(news: FleetNews, { language, hasColour }: TextStyle): string {
  const verdict = (kind: string | null): string => paint(verdictWord(kind as VerdictKind, language), tones[exitOfVerdict(kind as VerdictKind)] ?? 'plain', hasColour);
  switch (news.kind) {
    case 'host-link': return phaseWord(news.to as LinkState['phase'], language);
    case 'broker-phase': return news.to ?? '';
    case 'worker-appeared': return `${word('appeared', language)}, ${verdict(news.to)}`;
    case 'worker-verdict': return `${verdict(news.from)} → ${verdict(news.to)}`;
    case 'worker-gone': return word('gone', language);
    case 'child-died': return paint(`${word('childDied', language)} ${news.pid}`, 'warn', hasColour);
    case 'main-ended': return paint(`${word('mainDied', language)} ${news.pid}`, 'bad', hasColour);
  }
}

export function newsJson(news: FleetNews): string {
  return `${JSON.stringify({ schema: reportSchema, at: isoTime(news.at), kind: news.kind, host: news.host, subject: news.subject, from: news.from, to: news.to, pid: news.pid })}\n`;
}
