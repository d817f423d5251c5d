/** `fleetbeat report --day`: what happened, the gravest first, from the record. */
import { createSystemCalendar } from '#electron/adapters/system/system-calendar.ts';
import type { CliContext } from '#electron/cli/cli-context.ts';
import { paint } from '#electron/cli/core/draw-table.ts';
import { isoTime } from '#electron/cli/core/iso-time.ts';
import { reportSchema } from '#electron/cli/core/json-report.ts';
import { reportSentence, toneOf } from '#electron/cli/core/past-words.ts';
import { lookBack } from '#electron/cli/look-back.ts';

export type ReportOptions = { readonly day?: string; readonly json?: true };

export async function report(context: CliContext, options: ReportOptions): Promise<number> {
  const made = await lookBack(context, (engine, call) => engine.handlers['report.day']({ day: dayOf(options.day) }, call));
  if (!made.ok) return context.fail(made.error);
  const { from, to, watched, hosts, workers, wellShare, sentences } = made.value;
  if (options.json) {
    context.out.write(`${JSON.stringify({ schema: reportSchema, from: isoTime(from), to: isoTime(to), watched, hosts, workers, wellShare, sentences: sentences.map(({ code, severity, name, params }) => ({ code, severity, name, params })) }, null, 2)}\n`);
    return 0;
  }
  const time = (at: number): string => new Date(at).toLocaleString(context.language, { dateStyle: 'medium', timeStyle: 'short' });
  context.out.write(`${paint(`${time(from)} – ${time(to)}`, 'quiet', context.hasColour)}\n`);
  for (const sentence of sentences) context.out.write(`${paint(sentence.severity === 'critical' ? '!' : sentence.severity === 'warning' ? '*' : '·', toneOf[sentence.severity], context.hasColour)} ${reportSentence(sentence, context.language)}\n`);
  return 0;
}

/** Left out: the last 24 hours. A wrong day is refused by the engine, with its reason. */
function dayOf(day: string | undefined): string | null {
  if (day === undefined) return null;
  const back = day === 'today' ? 0 : day === 'yesterday' ? 1 : null;
  if (back === null) return day;
  const calendar = createSystemCalendar();
  const today = calendar.local(Date.now()).date;
  // noon before midnight of today: summer time moves midnights, not noons
  return back === 0 ? today : calendar.local((calendar.bounds(today)?.from ?? Date.now()) - 43_200_000).date;
}
