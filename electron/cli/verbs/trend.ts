/** `fleetbeat trend HOST/WORKER`: recorded figures as a table, JSON or CSV, and where the memory is heading. */
import type { CliContext } from '#electron/cli/cli-context.ts';
import { drawTable } from '#electron/cli/core/draw-table.ts';
import { formatBytes, formatNumber } from '#electron/cli/core/format-figures.ts';
import { isoTime } from '#electron/cli/core/iso-time.ts';
import type { Language } from '#electron/cli/core/language.ts';
import { reportSchema } from '#electron/cli/core/json-report.ts';
import type { Target } from '#electron/cli/core/parse-span.ts';
import { lookBack } from '#electron/cli/look-back.ts';
import { judgeMemory } from '#electron/forecast/core/judge-memory.ts';
import type { MemoryTrend, MemoryTrendKind } from '#shared/domain/forecast.ts';
import type { HistoryAnswer } from '#shared/domain/history.ts';
import { err, ok } from '#shared/result.ts';

export type TrendOptions = { readonly since: number; readonly json?: true; readonly csv?: true };
type Column = { readonly title: string; readonly key: string; readonly isBytes: boolean };

/** Rows of a table that fits a terminal; of a file. */
const rows = { table: 24, file: 1000 };

export async function trend(context: CliContext, target: Target, options: TrendOptions): Promise<number> {
  const now = Date.now();
  const points = options.json || options.csv ? rows.file : rows.table;
  const looked = await lookBack(context, async (engine, call) => {
    const host = engine.snapshot().hosts.find(({ config }) => config.name === target.host);
    if (host === undefined) return err({ code: 'no-such-host', names: [target.host] });
    const known = await engine.handlers['history.series']({ host: host.id }, call);
    if (!known.ok) return known;
    const key = target.worker === null ? null : (known.value.series.map((one) => one.key).find((one) => one.startsWith('worker.rss:') && one.endsWith(`|${target.worker}`))?.slice('worker.rss:'.length) ?? null);
    if (target.worker !== null && key === null) return err({ code: 'not-found', what: target.worker });
    const columns = columnsOf(key);
    const answer = await engine.handlers['history.query']({ host: host.id, keys: columns.map((column) => column.key), from: now - options.since, to: now, points }, call);
    return answer.ok ? ok({ answer: answer.value, columns }) : answer;
  });
  if (!looked.ok) return context.fail(looked.error);
  const { answer, columns } = looked.value;
  const memory = judgeMemory(target.worker === null ? [] : answer.times.map((at, index) => ({ at, bytes: answer.series[columns[0]?.key ?? '']?.mean[index] ?? null }))).trend;
  if (options.json) context.out.write(`${JSON.stringify({ schema: reportSchema, host: target.host, worker: target.worker, from: isoTime(now - options.since), to: isoTime(now), stepMs: answer.stepMs, columns: columns.map(({ title }) => title), rows: rowsOf(answer, columns).map(({ at, cells }) => ({ at: isoTime(at), ...cells })), memory: target.worker === null ? null : { kind: memory.kind, confidence: memory.confidence, bytesPerHour: memory.bytesPerHour } }, null, 2)}\n`);
  else if (options.csv) context.out.write(csvOf(answer, columns));
  else context.out.write(`${tableOf(answer, columns, context)}${target.worker === null ? '' : `${trendText(memory, context.language)}\n`}`);
  return 0;
}

function columnsOf(worker: string | null): readonly Column[] {
  if (worker === null) return [{ title: 'cpuPercent', key: 'host.cpu', isBytes: false }, { title: 'memoryPercent', key: 'host.memory', isBytes: false }, { title: 'load1', key: 'host.load1', isBytes: false }, { title: 'temperatureC', key: 'host.temperature', isBytes: false }];
  return [{ title: 'rssBytes', key: `worker.rss:${worker}`, isBytes: true }, { title: 'cpuPercent', key: `worker.cpu:${worker}`, isBytes: false }];
}

type Figures = { readonly min: number | null; readonly mean: number | null; readonly max: number | null };

function rowsOf({ times, series }: HistoryAnswer, columns: readonly Column[]): readonly { readonly at: number; readonly cells: Readonly<Record<string, Figures>> }[] {
  return times.map((at, index) => ({ at, cells: Object.fromEntries(columns.map(({ title, key }) => [title, { min: series[key]?.min[index] ?? null, mean: series[key]?.mean[index] ?? null, max: series[key]?.max[index] ?? null }])) }));
}

/** Only times, fixed words and figures: nothing in it needs quoting, and a gap is an empty field. */
function csvOf(answer: HistoryAnswer, columns: readonly Column[]): string {
  const head = ['time', ...columns.flatMap(({ title }) => [`${title}_min`, `${title}_mean`, `${title}_max`])];
  const lines = rowsOf(answer, columns).map(({ at, cells }) => [isoTime(at) ?? '', ...Object.values(cells).flatMap(({ min, mean, max }) => [min, mean, max].map((value) => (value === null ? '' : String(value))))]);
  return [head, ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

function tableOf(answer: HistoryAnswer, columns: readonly Column[], { language, hasColour }: CliContext): string {
  const show = ({ min, mean, max }: Figures, isBytes: boolean): string => [min, mean, max].map((value) => (isBytes ? formatBytes(value, language) : formatNumber(value, 1, language))).join(' / ');
  const time = (at: number): string => new Date(at).toLocaleString(language, { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const lines = rowsOf(answer, columns).map(({ at, cells }) => [{ text: time(at) }, ...columns.map(({ title, isBytes }) => ({ text: show(cells[title] ?? { min: null, mean: null, max: null }, isBytes), align: 'right' as const }))]);
  return drawTable([language === 'fr' ? 'HEURE' : 'TIME', ...columns.map(({ title }) => `${title} min/moy/max`.replace('moy', language === 'fr' ? 'moy' : 'mean'))], lines, hasColour);
}

const kinds: Readonly<Record<MemoryTrendKind, readonly [string, string]>> = {
  leak: ['Memory keeps growing', 'La mémoire ne cesse de croître'], steady: ['Memory is level', 'La mémoire est stable'], sawtooth: ['Memory grows and is recycled', 'La mémoire croît puis est recyclée'],
  'warm-up': ['Memory grew at the start and settled, or is too young to tell', 'La mémoire a monté au démarrage puis s’est stabilisée, ou il est trop tôt pour le dire'], unknown: ['Too little was recorded to tell where memory is heading', 'Trop peu d’enregistrements pour dire où va la mémoire'],
};

function trendText({ kind, confidence, bytesPerHour }: MemoryTrend, language: Language): string {
  const [en, fr] = kinds[kind];
  const rate = (value: number): string => `${value < 0 ? '-' : ''}${formatBytes(Math.abs(value), language)}`;
  const slope = bytesPerHour === null || kind === 'steady' || kind === 'unknown' ? '' : ` (${rate(bytesPerHour.mid)}/h, ${rate(bytesPerHour.low)}–${rate(bytesPerHour.high)}; ${Math.round(confidence * 100)} %)`;
  return `${language === 'fr' ? fr : en}${slope}.`;
}
