/**
 * Q5, parsing: logs of real shape read into incidents. Generated, not stored: the same log each time. Also what stays in memory.
 */
import { performance } from 'node:perf_hooks';
import { createIncidentAssembler } from '#electron/crashes/core/create-incident-assembler.ts';
import { createLogReader } from '#electron/crashes/core/read-log.ts';
import { utc } from '#electron/crashes/core/read-time.ts';
import { HostId } from '#shared/domain/ids.ts';
import { LogSourceId } from '#shared/domain/log.ts';
import { rounded, type Figure } from './figures.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Minutes of a worker's life: mostly tasks, some of their own words, a traceback here and there, now and then a death. */
function page(start: number): string {
  let text = '';
  for (let index = 0; index < 4000; index++) {
    const at = new Date(start + index * 7).toISOString().replace('T', ' ').replace('.', ',').replace('Z', '');
    const id = `21bcedb0-6a62-40cd-b37c-${String((start + index - ([1, 4, 7].includes(index % 10) ? 1 : 0)) % 1_000_000_000_000).padStart(12, '0')}`;
    const child = `ForkPoolWorker-${(index % 4) + 1}`;
    switch (index % 10) {
      case 0: case 3: case 6: text += `[${at}: INFO/MainProcess] Task app.tasks.thumbnail[${id}] received\n`; break;
      case 1: case 4: case 7: text += `[${at}: INFO/${child}] Task app.tasks.thumbnail[${id}] succeeded in 0.0026224270000057004s: {'frames': 24, 'path': '/srv/media/clip.mp4'}\n`; break;
      case 2: case 5: text += `[${at}: INFO/${child}] app.tasks.thumbnail[${id}]: décodage de la vidéo, image ${index} sur 4000, qualité normale\n`; break;
      case 8: text += `[${at}: DEBUG/MainProcess] | Consumer: Heartbeat sent, active tasks and processed count refreshed for this node\n`; break;
      default: text += index % 1000 === 9 ? `[${at}: ERROR/MainProcess] Process '${child}' pid:${1000 + index} exited with 'signal 11 (SIGSEGV)'\n` : `[${at}: WARNING/${child}] Traceback (most recent call last):\n  File "/srv/app/tasks.py", line 10, in thumbnail\n    decode(path)\nValueError: cannot decode\n`;
    }
  }
  return text;
}

type Passed = { readonly wallMs: number; readonly cpuMs: number; readonly incidents: number; readonly heldBytes: number };

/** So many megabytes of blocks, each a page, one after the other in time. */
export function* blocksOf(megabytes: number, isAscii: boolean): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (let start = Date.UTC(2026, 10, 22), bytes = 0; bytes < megabytes * 1_000_000; start += 28_000) {
    const text = page(start);
    const block = encoder.encode(isAscii ? text.replaceAll('é', 'e') : text);
    bytes += block.length;
    yield block;
  }
}

/** Reads all blocks and counts only the reading, and what it leaves to be collected: making them is not timed. */
function pass(blocks: Iterable<Uint8Array>, withLines: boolean): Passed {
  const assembler = createIncidentAssembler();
  const ignore = (): void => undefined;
  const reader = createLogReader({
    source: { id: LogSourceId.parse('bench'), host: HostId.parse('bench'), kind: 'file', name: 'bench', program: null, node: null },
    zone: utc, bootedAt: null, reference: Date.UTC(2027, 0, 1), decode: (bytes) => decoder.decode(bytes), onEvent: assembler.take, ...(withLines ? { onLine: ignore } : {}),
  });
  let [wallMs, cpuMs, incidents, bytes] = [0, 0, 0, 0];
  for (const block of blocks) {
    bytes += block.length;
    const begun = performance.now();
    const before = process.threadCpuUsage();
    for (let at = 0; at < block.length; at += 65_536) reader.feed(block.subarray(at, at + 65_536));
    incidents += assembler.drain().changed.length;
    const used = process.threadCpuUsage(before);
    wallMs += performance.now() - begun;
    cpuMs += (used.user + used.system) / 1000;
  }
  const scale = 100_000_000 / bytes;
  return { wallMs: wallMs * scale, cpuMs: cpuMs * scale, incidents, heldBytes: JSON.stringify(assembler.save()).length };
}

export async function measureLogParsing(isQuick: boolean, say: (line: string) => void): Promise<readonly Figure[]> {
  // The compiler needs a moment; what counts is a log of some size.
  pass(blocksOf(20, false), false);
  const small = pass([...blocksOf(100, true)], false);
  const accents = pass([...blocksOf(100, false)], false);
  const lines = pass([...blocksOf(100, false)], true);
  const large = pass(blocksOf(isQuick ? 200 : 1000, false), false);
  say(`Q5 ${small.incidents} incidents in 100 MB`);
  const figure = (what: string, value: number, unit: string, atMost: number | null, note: string): Figure => ({ id: 'Q5', what, value: rounded(value), unit, atMost, note });
  return [
    figure('crashes in 100 MB, ASCII', small.cpuMs, 'processor ms', 1000, `${rounded(small.wallMs)} ms by the clock, ${small.incidents} incidents`),
    figure('crashes in 100 MB, with accents', accents.cpuMs, 'processor ms', 1000, `${rounded(accents.wallMs)} ms by the clock`),
    figure('every line of 100 MB', lines.cpuMs, 'processor ms', null, `for the log viewer; ${rounded(lines.wallMs)} ms by the clock`),
    figure(`remembered after ${isQuick ? 200 : 1000} MB`, large.heldBytes / 1e6, 'MB', 20, 'the whole saved state of the assembly'),
  ];
}
