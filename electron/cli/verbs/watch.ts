/** `fleetbeat watch`: news as they happen, a line each, until Ctrl-C. With --json the first line is the whole report. */
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { CliContext, LookOptions } from '#electron/cli/cli-context.ts';
import { word } from '#electron/cli/core/cli-words.ts';
import { exitOfFleet } from '#electron/cli/core/exit-code.ts';
import { summaryText } from '#electron/cli/core/fleet-text.ts';
import { fleetReport } from '#electron/cli/core/json-report.ts';
import { listChanges } from '#electron/cli/core/list-changes.ts';
import { newsJson, newsText } from '#electron/cli/core/news-text.ts';
import { openForVerb } from '#electron/cli/look-at-fleet.ts';

export async function watch(context: CliContext, options: LookOptions): Promise<number> {
  const opened = await openForVerb(context, options);
  if (!opened.ok) return context.fail(opened.error);
  const { engine, dispose } = opened.value;
  const clockTime = (at: number): string => new Date(at).toLocaleTimeString(context.language, { hour12: false });
  let last: FleetSnapshot = engine.snapshot();
  if (options.json) context.out.write(`${JSON.stringify(fleetReport(last, ['hosts', 'workers', 'brokers'], false))}\n`);
  else context.err.write(`${summaryText(last, context)}${word('watching', context.language)}\n`);
  const stop = engine.events['fleet.changed']({}, () => {
    const now = engine.snapshot();
    for (const news of listChanges(last, now)) context.out.write(options.json ? newsJson(news) : newsText(news, context, clockTime));
    last = now;
  });
  await new Promise<void>((resolve) => {
    if (context.ending.aborted) resolve();
    else context.ending.addEventListener('abort', () => resolve(), { once: true });
  });
  stop();
  const end = engine.snapshot();
  await dispose();
  return exitOfFleet(end);
}
