/** The fleet as tables: hosts, workers, queues, and the one line that says how it is. Sick first. Pure. */
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { phaseWord, verdictWord, word } from './cli-words.ts';
import { cleanText } from './clean-text.ts';
import { drawTable, paint, type Cell, type Tone } from './draw-table.ts';
import { exitOfBroker, exitOfHost, exitOfVerdict, type FleetExit } from './exit-code.ts';
import { formatBytes, formatDuration, formatNumber, unknownMark } from './format-figures.ts';
import type { Language } from './language.ts';

export type TextStyle = { readonly language: Language; readonly hasColour: boolean };
const tones: Readonly<Record<FleetExit, Tone>> = { 0: 'good', 1: 'warn', 2: 'bad', 3: 'warn' };
const severity: Readonly<Record<FleetExit, number>> = { 2: 0, 1: 1, 3: 2, 0: 3 };
const right = (text: string): Cell => ({ text, align: 'right' });

export function hostsText({ hosts, at }: FleetSnapshot, { language, hasColour }: TextStyle): string {
  const head = (['host', 'link', 'model', 'cpu', 'memory', 'temperature', 'load', 'age'] as const).map((key) => word(key, language));
  const sorted = [...hosts].sort((a, b) => severity[exitOfHost(a)] - severity[exitOfHost(b)] || (a.config.name < b.config.name ? -1 : 1));
  return drawTable(head, sorted.map((host) => hostRow(host, at, language)), hasColour);
}

function hostRow(host: HostView, at: number, language: Language): Cell[] {
  const { config, link, sample, identity } = host;
  const usedShare = sample?.memTotal && sample.memAvailable !== null ? ((sample.memTotal - sample.memAvailable) / sample.memTotal) * 100 : null;
  return [
    { text: config.name }, { text: phaseWord(link.phase, language), tone: config.isOn ? tones[exitOfHost(host)] : 'quiet' }, { text: identity?.model?.replace('Raspberry ', '') ?? unknownMark },
    right(formatNumber(sample?.cpu, 0, language, ' %')), right(formatNumber(usedShare, 0, language, ' %')), right(formatNumber(sample?.temperatureC, 0, language, ' °C')),
    right(formatNumber(sample?.load1, 2, language)), right(sample === null ? unknownMark : formatDuration(at - sample.at)),
  ];
}

export function workersText(snapshot: FleetSnapshot, { language, hasColour }: TextStyle): string {
  if (snapshot.workers.length === 0) return `${word('noWorkers', language)}\n`;
  const head = (['worker', 'host', 'verdict', 'since', 'pid', 'pool', 'children', 'active', 'memory', 'rate'] as const).map((key) => word(key, language));
  const sorted = [...snapshot.workers].sort((a, b) => severity[exitOfVerdict(a.verdict.kind)] - severity[exitOfVerdict(b.verdict.kind)] || (a.name < b.name ? -1 : 1));
  return drawTable(head, sorted.map((worker) => workerRow(worker, snapshot, language)), hasColour);
}

function workerRow(worker: WorkerView, { hosts, at }: FleetSnapshot, language: Language): Cell[] {
  const { verdict, process, pool, counts } = worker;
  return [
    { text: worker.name }, { text: hosts.find(({ id }) => id === worker.host)?.config.name ?? unknownMark },
    { text: verdictWord(verdict.kind, language), tone: verdict.kind === 'idle' || verdict.kind === 'stopped' ? 'plain' : tones[exitOfVerdict(verdict.kind)] },
    right(formatDuration(at - verdict.since)), right(process === null ? unknownMark : String(process.pid)), { text: pool.kind === 'unknown' ? unknownMark : pool.kind },
    right(pool.kind === 'solo' ? unknownMark : String(worker.children.length)), right(formatNumber(counts?.active, 0, language)), right(formatBytes(worker.totalRss, language)), right(formatNumber(counts?.perMinute, 0, language)),
  ];
}

export function queuesText({ brokers }: FleetSnapshot, { language, hasColour }: TextStyle): string {
  const rows = brokers.flatMap((broker) => broker.queues.map((queue): Cell[] => [
    { text: queue.name }, { text: broker.label }, right(String(queue.depth)), right(String(queue.consumers.length)), right(formatNumber(queue.growthPerMinute, 1, language)),
  ]));
  const unacked = brokers.flatMap(({ label, unacked: held }) => (held !== null && held.count > 0 ? [`${cleanText(label)}: ${held.count} ${word('unacked', language)}\n`] : []));
  const lost = brokers.filter((broker) => exitOfBroker(broker) !== 0).map(({ label, phase }) => `${paint(`${cleanText(label)}: ${phase}`, 'bad', hasColour)}\n`);
  const head = (['queue', 'broker', 'depth', 'consumers', 'growth'] as const).map((key) => word(key, language));
  return [rows.length === 0 ? `${word('noQueues', language)}\n` : drawTable(head, rows, hasColour), ...unacked, ...lost].join('');
}

export function summaryText({ hosts, workers, brokers }: FleetSnapshot, { language }: TextStyle): string {
  const kinds = new Map<string, number>();
  for (const { verdict } of workers) kinds.set(verdictWord(verdict.kind, language), (kinds.get(verdictWord(verdict.kind, language)) ?? 0) + 1);
  const depth = brokers.flatMap(({ queues }) => queues).reduce((sum, queue) => sum + queue.depth, 0);
  const connected = hosts.filter(({ link }) => link.phase === 'connected').length;
  return `${connected}/${hosts.length} ${word('hostsLine', language)} · ${[...kinds].map(([kind, count]) => `${count} ${kind}`).join(' · ') || `0 ${word('workersLine', language)}`} · ${depth} ${word('messages', language)}\n`;
}
