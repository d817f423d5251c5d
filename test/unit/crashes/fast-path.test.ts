/**
 * Where only crashes are wanted most lines are read by a shorter way. It says what the long one says, whatever the log.
 * The long way is the one taken when every line is wanted.
 */
import { describe, expect, it } from 'vitest';
import type { CrashEvent } from '#electron/crashes/core/crash-event.ts';
import { labelledLogs } from './labelled-logs.ts';
import { fixture, incidentsOf, readInPieces } from './read-whole.ts';

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Read = { readonly events: readonly CrashEvent[]; readonly incidents: unknown };

function read(pieces: readonly Uint8Array[], withLines: boolean): Read {
  const events: CrashEvent[] = [];
  const assembler = readInPieces(pieces, { withLines, onEvent: (event) => events.push(event) });
  return { events, incidents: incidentsOf(assembler) };
}

const encoder = new TextEncoder();
const stamps = ['2026-11-22 00:49:03,745', '2026-11-22 00:49:03.745', '2026-11-22 00:50:59,999', '2026-13-40 25:61:61,745', '2026-11-22T00:49:03,745', '2026-11-22 00:49:0x,745', '2026-11-22 00:49:03,7é5'];
const levels = ['INFO', 'DEBUG', 'WARNING', 'ERROR', 'CRITICAL', 'I', 'DÉBUT'];
const processes = ['MainProcess', 'ForkPoolWorker-1', 'a/b', 'a] Task x[y] received', 'é', ''];
const tasks = ['app.tasks.thumbnail', 'décodage.vidéo', 'a b', '', 'x'.repeat(499), 'x'.repeat(501), 'a]b', 'a/b'];
const ids = ['21bcedb0-6a62-40cd-b37c-000000000001', 'é', '', 'x'.repeat(600), 'x'.repeat(601), 'a[b', 'ðŸ§¨'];
const ends = ['received', 'succeeded in 0.002s: 1', 'succeeded', 'received\r', 'retry: Retry in 1s', 'raised unexpected: ValueError()', 'ignored', 'rejected', 'revoked', 'received'.slice(0, 5), 'received\0', `succeeded in 1s: '${'ré'.repeat(3000)}'`, "succeeded in 1s: 'dÃ©tectÃ© ðŸ§¨'"];
const others = [
  "Process 'ForkPoolWorker-1' pid:1000 exited with 'signal 11 (SIGSEGV)'", "Process 'ForkPoolWorker-1' pid:1000 exited with 'exitcode 155'", 'missed heartbeat from w2@h', 'w1@h ready.', 'Terminating 5 (9)', 'Connected to redis://x',
  "Task handler raised error: WorkerLostError('Worker exited prematurely: signal 9 (SIGKILL) Job: 0.')", 'Unrecoverable error: KeyError(1)', 'Hard time limit (2.0s) exceeded for a[b]', 'child process exiting after exceeding memory limit (1KiB / 2KiB)',
  'Events of group {task} enabled by remote.', 'Timed out waiting for UP message from <ForkProcess>', "beside: Process 'ForkPoolWorker-1' pid:9 exited with 'signal 9 (SIGKILL)'", 'Traceback (most recent call last):', '', 'é',
];
const bare = [
  '  File "/srv/app/tasks.py", line 10, in thumbnail', 'ValueError: no', 'Fatal Python error: Segmentation fault', '', 'Current thread 0x00007f787550a2c0 (most recent call first):', '  File "/srv/app/capp.py", line 8 in seg', 'Extension modules: a, b (total: 6)',
  'free(): invalid pointer', 'Segmentation fault (core dumped)', 'Killed', 'worker: Warm shutdown (MainProcess)', ' -------------- w1@h v5.2.6 (dawn-chorus)', '- ** ---------- .> concurrency: 4 (prefork)', 'Traceback (most recent call last):', '[', '[2026-', 'données',
  '           PID: 4242 (celery)', '        Signal: 11 (SEGV)', 'a\0b\u001b[31m<script>',
];

function lineOf(random: () => number): string {
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  const often = (list: readonly string[]): string => (random() < 0.7 ? (list[0] ?? '') : pick(list));
  if (random() < 0.25) return pick(bare);
  const message = random() < 0.6 ? `Task ${often(tasks)}[${often(ids)}] ${random() < 0.6 ? pick(ends.slice(0, 2)) : pick(ends)}` : pick(others);
  return `[${often(stamps)}: ${random() < 0.6 ? pick(levels.slice(0, 2)) : pick(levels)}/${often(processes)}] ${message}`;
}

describe('CR1 the short way through a log', () => {
  it.each(Object.keys(labelledLogs))('%s: the same events and incidents as with every line', (name) => {
    const bytes = fixture(name);
    expect(read([bytes], false)).toEqual(read([bytes], true));
  });

  it('of lines put together at random, cut at random, hostile ones among them: the same', () => {
    let taken = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const random = seeded(seed);
      const text = Array.from({ length: 60 }, () => lineOf(random)).join('\n');
      const bytes = encoder.encode(text);
      // an invalid byte here and there
      if (seed % 5 === 0) for (let count = 0; count < 20; count++) bytes[Math.floor(random() * bytes.length)] = 0x80 + Math.floor(random() * 128);
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length;) {
        const end = Math.min(bytes.length, at + 1 + Math.floor(random() * 3000));
        pieces.push(bytes.subarray(at, end));
        at = end;
      }
      const short = read(pieces, false);
      expect(short, `seed ${seed}`).toEqual(read([bytes], true));
      taken += short.events.filter(({ kind }) => kind === 'task-received').length;
    }
    expect(taken).toBeGreaterThan(2000);
  }, 60_000);
});
