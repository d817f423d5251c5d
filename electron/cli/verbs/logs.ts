/** `fleetbeat logs HOST[:SOURCE]`: the newest lines of a host's logs on one time axis, then, with -f, those that come. */
import type { LogLine, LogSource, LogSourceId } from '#shared/domain/log.ts';
import type { Engine } from '#electron/engine-needs.ts';
import type { CliContext, LookOptions } from '#electron/cli/cli-context.ts';
import { cleanText } from '#electron/cli/core/clean-text.ts';
import { exits } from '#electron/cli/core/exit-code.ts';
import { timeText } from '#electron/cli/core/incident-text.ts';
import { openForVerb } from '#electron/cli/look-at-fleet.ts';
import { sourcesOf, untilRead } from '#electron/cli/until-read.ts';

export type LogsOptions = LookOptions & { readonly follow?: true; readonly grep?: string; readonly lines: number };

export async function logs(context: CliContext, target: string, options: LogsOptions): Promise<number> {
  const colon = target.indexOf(':');
  const [host, wanted] = colon < 0 ? [target, ''] : [target.slice(0, colon), target.slice(colon + 1)];
  const opened = await openForVerb(context, { ...options, host: [host] });
  if (!opened.ok) return context.fail(opened.error);
  const { engine, dispose } = opened.value;
  try {
    await untilRead(engine, options.timeout * 1000, context.ending);
    const sources = (await sourcesOf(engine, context.ending)).filter((source) => isWanted(source, wanted) && engine.snapshot().hosts.some(({ config }) => config.id === source.host));
    if (wanted !== '' && sources.length === 0) return context.fail({ code: 'not-found', what: cleanText(target) });
    for (const source of sources) if (source.state !== 'following' && (wanted !== '' || source.state === 'not-readable')) context.err.write(`${cleanText(source.name)}: ${source.state}\n`);
    return await print(engine, context, sources, options);
  } finally {
    await dispose();
  }
}

function isWanted({ name, program }: LogSource, wanted: string): boolean {
  return wanted === '' || name === wanted || program === wanted || name.endsWith(`/${wanted}`) || name.replace(/\.service$/, '') === wanted;
}

async function print(engine: Engine, context: CliContext, sources: readonly LogSource[], options: LogsOptions): Promise<number> {
  if (sources.length === 0) return 0;
  const filter = { levels: [], hosts: [], workers: [], pattern: options.grep === undefined ? null : { text: options.grep, isRegex: true, isCaseSensitive: true } };
  const names = new Map(sources.map((source) => [source.id, sources.length > 1 ? source.name : '']));
  const write = (lines: readonly LogLine[]): void => { for (const line of lines) context.out.write(options.json ? lineJson(line, names) : lineText(line, names)); };
  const ids = sources.map(({ id }) => id).slice(0, 200);
  const page = await engine.handlers['logs.read']({ sources: ids, filter, from: null, to: null, anchor: { kind: 'newest' }, limit: options.lines }, { signal: context.ending, isReadOnly: true });
  if (!page.ok) return context.ending.aborted ? exits.interrupted : context.fail(page.error);
  write(page.value.lines);
  if (!options.follow) return 0;
  const last = new Map<LogSourceId, number>();
  for (const line of page.value.lines) last.set(line.source, Math.max(last.get(line.source) ?? -1, line.seq));
  const stop = engine.events['logs.followed']({ sources: ids, filter }, (batch) => write(batch.whole ? batch.lines.filter((line) => line.seq > (last.get(line.source) ?? -1) && last.has(line.source)) : batch.lines));
  await new Promise<void>((resolve) => {
    if (context.ending.aborted) resolve();
    else context.ending.addEventListener('abort', () => resolve(), { once: true });
  });
  stop();
  return 0;
}

function lineText(line: LogLine, names: ReadonlyMap<LogSourceId, string>): string {
  const name = names.get(line.source) ?? '';
  return `${timeText(line.at)}${line.atIsEstimated ? '~' : ' '} ${name === '' ? '' : `${cleanText(name, 60)}  `}${cleanText(line.text, 8192)}\n`;
}

function lineJson(line: LogLine, names: ReadonlyMap<LogSourceId, string>): string {
  return `${JSON.stringify({ at: new Date(line.at).toISOString(), atIsEstimated: line.atIsEstimated, source: names.get(line.source) || line.source, level: line.level, worker: line.worker, speaker: line.speaker, text: line.text, isCut: line.isCut, offset: line.place.offset, cursor: line.place.cursor })}\n`;
}
