/**
 * Q5: how fast logs of real shape are read into incidents. Generated, not stored: a seed makes the same log each time.
 * Run: `node test/bench/crash-parse.ts [megabytes]`. Prints megabytes a second and the memory held.
 */
import { performance } from 'node:perf_hooks';
import { createIncidentAssembler } from '#electron/crashes/core/create-incident-assembler.ts';
import { createLogReader } from '#electron/crashes/core/read-log.ts';
import { utc } from '#electron/crashes/core/read-time.ts';
import { HostId } from '#shared/domain/ids.ts';
import { LogSourceId } from '#shared/domain/log.ts';

const megabytes = Number(process.argv[2] ?? 100);
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

function measure(name: string, isAscii: boolean, withLines: boolean): void {
  const assembler = createIncidentAssembler();
  let lines = 0;
  const reader = createLogReader({
    source: { id: LogSourceId.parse('bench'), host: HostId.parse('bench'), kind: 'file', name: 'bench', program: null, node: null },
    zone: utc, bootedAt: null, reference: Date.UTC(2027, 0, 1), decode: (bytes) => decoder.decode(bytes), onEvent: assembler.take, ...(withLines ? { onLine: () => { lines += 1; } } : {}),
  });
  let spent = 0;
  let cpu = 0;
  let bytes = 0;
  let incidents = 0;
  for (let start = Date.UTC(2026, 10, 22); bytes < megabytes * 1_000_000; start += 28_000) {
    const text = page(start);
    const block = new TextEncoder().encode(isAscii ? text.replaceAll('é', 'e') : text);
    bytes += block.length;
    const begun = performance.now();
    const cpuBefore = process.threadCpuUsage();
    for (let at = 0; at < block.length; at += 65_536) reader.feed(block.subarray(at, at + 65_536));
    incidents += assembler.drain().changed.length;
    spent += performance.now() - begun;
    const used = process.threadCpuUsage(cpuBefore);
    cpu += (used.user + used.system) / 1000;
  }
  const held = Math.round(process.memoryUsage().rss / 1_000_000);
  process.stdout.write(`${name.padEnd(28)}${(bytes / 1000 / spent).toFixed(0).padStart(5)} MB/s of wall time ${(bytes / 1000 / cpu).toFixed(0).padStart(5)} MB/s of processor time   ${incidents} incidents${withLines ? `, ${lines} lines` : ''}, ${held} MB resident\n`);
}

// The compiler needs a moment: what counts is a log of some size.
measure('(warming up)', true, true);
measure('crashes only, ASCII', true, false);
measure('crashes only, accents', false, false);
measure('with every line, accents', false, true);
