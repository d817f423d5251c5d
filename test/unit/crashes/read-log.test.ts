import { describe, expect, it } from 'vitest';
import { createIncidentAssembler } from '#electron/crashes/core/create-incident-assembler.ts';
import { createLogReader, type ReadLine } from '#electron/crashes/core/read-log.ts';
import type { CrashEvent } from '#electron/crashes/core/crash-event.ts';
import { fixedZone, utc } from '#electron/crashes/core/read-time.ts';
import { Incident } from '#shared/domain/crash.ts';
import { LogSourceId } from '#shared/domain/log.ts';
import { labelledLogs } from './labelled-logs.ts';
import { decode, fixture, host, incidentsOf, readInPieces, readText, reference } from './read-whole.ts';

/** A small generator with a seed: failures repeat. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function* cut(bytes: Uint8Array, next: () => number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(bytes.length, at + next());
    yield bytes.subarray(at, end);
    at = end;
  }
}

describe('any split gives the same', () => {
  const names = Object.keys(labelledLogs);
  it.each(names)('CR1 %s byte by byte', (name) => {
    const bytes = fixture(name);
    const whole = incidentsOf(readInPieces([bytes], { name }));
    expect(incidentsOf(readInPieces(cut(bytes, () => 1), { name }))).toEqual(whole);
    for (const incident of whole) expect(Incident.safeParse(incident).error).toBeUndefined();
  });

  it('CR1 at random places, also when lines are wanted and when results are drained between', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const name = names[seed % names.length] ?? '';
      const random = seeded(seed);
      const bytes = fixture(name);
      const whole = incidentsOf(readInPieces([bytes], { name }));
      expect(incidentsOf(readInPieces(cut(bytes, () => 1 + Math.floor(random() * 900)), { name, withLines: seed % 2 === 0 })), `${name}, seed ${seed}`).toEqual(whole);
      const drained = new Map<string, Incident>();
      const assembler = createIncidentAssembler();
      const drain = (): void => {
        const { changed, gone } = assembler.drain();
        for (const id of gone) drained.delete(id);
        for (const incident of changed) drained.set(incident.id, incident);
      };
      readInPieces(cut(bytes, () => 1 + Math.floor(random() * 300)), { name, assembler, onEvent: drain });
      drain();
      expect([...drained.values()].toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)), `${name}, seed ${seed}`).toEqual(whole);
    }
  }, 60_000);
});

describe('reading again', () => {
  it.each(['celery-rejlost', 'celery-tlimithard', 'celery-unrecoverable', 'supervisord-flapping', 'faulthandler-child'])('CR12 %s: resumed at any line with the saved state, nothing is lost or doubled', (name) => {
    const bytes = fixture(name);
    const whole = incidentsOf(readInPieces([bytes], { name }));
    for (let stop = 100; stop < bytes.length; stop += Math.max(97, Math.floor(bytes.length / 40))) {
      const stored = new Map<string, Incident>();
      const keep = (assembler: ReturnType<typeof createIncidentAssembler>): void => {
        const { changed, gone } = assembler.drain();
        for (const id of gone) stored.delete(id);
        for (const incident of changed) stored.set(incident.id, incident);
      };
      const first = createIncidentAssembler();
      const source = { id: LogSourceId.parse(name), host, kind: 'file', name, program: null, node: null } as const;
      const reader = createLogReader({ source, zone: utc, bootedAt: null, reference, decode, onEvent: first.take });
      reader.feed(bytes.subarray(0, stop));
      keep(first);
      const saved = JSON.parse(JSON.stringify(first.save())) as ReturnType<typeof first.save>;
      const resumeAt = reader.resumeAt();
      // The app dies here: what was held in memory is gone.
      const second = createIncidentAssembler(saved);
      const again = createLogReader({ source, zone: utc, bootedAt: null, reference, decode, offset: resumeAt, onEvent: second.take });
      again.feed(bytes.subarray(resumeAt));
      again.end();
      keep(second);
      const times = (list: readonly Incident[]): unknown => list.map(({ id, times: count, cause, at }) => ({ id, count, cause: cause.code, at }));
      expect(times([...stored.values()].toSorted((a, b) => a.at - b.at)), `stopped at ${stop}, resumed at ${resumeAt}`).toEqual(times(whole));
    }
  }, 60_000);
});

describe('hostile input', () => {
  it('CR5 10 MB of noise in pieces: no exception, bounded memory, no invented death', () => {
    const random = seeded(7);
    const words = ['[2026-11-22 00:55:01,944: ERROR/MainProcess] ', 'Task ', 'Process ', "exited with '", '\n', '\0', '\u001b[31m', '{"MESSAGE":', 'Fatal Python error: ', '<script>', 'é', 'ðŸ', ' kernel: [', ']', 'oom-kill:', '"', '}\n'];
    let invented = 0;
    let total = 0;
    const encoder = new TextEncoder();
    function* noise(): Generator<Uint8Array> {
      while (total < 10_000_000) {
        const piece = random() < 0.5 ? encoder.encode(Array.from({ length: 400 }, () => words[Math.floor(random() * words.length)]).join('')) : Uint8Array.from({ length: 20_000 }, () => Math.floor(random() * 256));
        total += piece.length;
        yield piece;
      }
    }
    readInPieces(noise(), { onEvent: (event) => { if (event.kind === 'child-exited' || event.kind === 'oom-kill') invented += 1; } });
    expect(total).toBeGreaterThanOrEqual(10_000_000);
    expect(invented).toBe(0);
  }, 60_000);

  it('CR1 a line of 100 MB is one cut line, and the next one is read', () => {
    const lines: ReadLine[] = [];
    const reader = createLogReader({ source: { id: LogSourceId.parse('s'), host, kind: 'file', name: 's', program: null, node: null }, zone: utc, bootedAt: null, reference, decode, onEvent: () => undefined, onLine: (line) => lines.push(line) });
    const block = new Uint8Array(1_000_000).fill(120);
    for (let index = 0; index < 100; index++) reader.feed(block);
    reader.feed(new TextEncoder().encode('\n[2026-11-22 00:55:01,944: INFO/MainProcess] after\n'));
    expect(lines.map(({ isCut, text }) => [isCut, text.length])).toEqual([[true, 8192], [false, '[2026-11-22 00:55:01,944: INFO/MainProcess] after'.length]]);
    expect(lines[1]?.body.place).toMatchObject({ offset: 100_000_001, line: 2 });
  }, 60_000);

  it('CR1 shows NUL, escapes and markup as text', () => {
    const lines: string[] = [];
    readInPiecesWithLines('a\0b \u001b[31mred <script>alert(1)</script>\r\n', lines);
    expect(lines).toEqual(['a␀b \u001b[31mred <script>alert(1)</script>']);
  });
});

function readInPiecesWithLines(text: string, into: string[]): void {
  const reader = createLogReader({ source: { id: LogSourceId.parse('s'), host, kind: 'file', name: 's', program: null, node: null }, zone: utc, bootedAt: null, reference, decode, onEvent: () => undefined, onLine: ({ text: line }) => into.push(line) });
  reader.feed(new TextEncoder().encode(text));
  reader.end();
}

describe('time', () => {
  const events = (text: string, zone = utc, bootedAt: number | null = null): readonly CrashEvent[] => {
    const found: CrashEvent[] = [];
    const reader = createLogReader({ source: { id: LogSourceId.parse('s'), host, kind: 'file', name: 's', program: null, node: null }, zone, bootedAt, reference, decode, onEvent: (event) => found.push(event) });
    reader.feed(new TextEncoder().encode(text));
    reader.end();
    return found;
  };
  const exit = "[2026-11-22 00:49:03,745: ERROR/MainProcess] Process 'ForkPoolWorker-2' pid:21504 exited with 'signal 9 (SIGKILL)'\n";

  it('CR3 is the host’s where the line has no zone', () => {
    expect(events(exit)[0]).toMatchObject({ at: Date.UTC(2026, 10, 22, 0, 49, 3, 745), atIsEstimated: false });
    expect(events(exit, fixedZone(60))[0]).toMatchObject({ at: Date.UTC(2026, 10, 21, 23, 49, 3, 745), atIsEstimated: false });
    expect(events(exit, fixedZone(0, true))[0]?.atIsEstimated).toBe(true);
  });

  it('CR3 is computed from the boot for the kernel’s clock, and said to be estimated', () => {
    const bootedAt = Date.UTC(2026, 10, 22, 0, 0, 0);
    expect(events('[ 2149.993666] python3[25468]: segfault at 0 ip 00007fdbb4277ad8 sp 00007ffce6b75ee8 error 4 in libc.so.6[167ad8,7fdbb4136000+156000]\n', utc, bootedAt)[0]).toMatchObject({ at: bootedAt + 2_149_993, atIsEstimated: true, pid: 25_468 });
  });

  it('CR3 lies between its neighbours where the line has none', () => {
    const [, fault] = events('[2026-11-22 00:55:00,000: INFO/MainProcess] w@h ready.\nFatal Python error: Aborted\n\n[2026-11-22 00:55:09,000: INFO/MainProcess] w@h ready.\n');
    expect(fault).toMatchObject({ kind: 'python-fatal', atIsEstimated: true, since: Date.UTC(2026, 10, 22, 0, 55, 0), at: Date.UTC(2026, 10, 22, 0, 55, 9) });
  });
});

describe('evidence', () => {
  it('names the line it stands on', () => {
    const [incident] = readText("one\ntwo\n[2026-11-22 00:49:03,745: ERROR/MainProcess] Process 'ForkPoolWorker-2' pid:21504 exited with 'exitcode 3'\n");
    expect(incident?.evidence[0]).toMatchObject({ place: { offset: 8, line: 3 }, kind: 'child-exited' });
  });
});
