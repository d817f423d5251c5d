import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createLineAssembler } from '#electron/crashes/core/assemble-lines.ts';
import { openEnvelope } from '#electron/crashes/core/open-envelope.ts';
import { daysOf, readIso, readSyslogStamp, utc, zoneWithChanges } from '#electron/crashes/core/read-time.ts';
import { repairText } from '#electron/crashes/core/repair-text.ts';
import { sha1 } from '#electron/crashes/core/sha1.ts';
import { libraryName, normalise } from '#electron/crashes/core/sign-incident.ts';
import { decode, readText } from './read-whole.ts';

const needs = { zone: utc, bootedAt: null, reference: Date.UTC(2026, 10, 23) };

describe('repairing text', () => {
  const garble = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
  it.each(['💀 Worker mort', 'détecté, redémarrage renforcée', '✅ Limite mémoire à 1 Go', 'Trop de redémarrages (10) dans la dernière heure'])('CR2 gives %s back', (text) => {
    expect(repairText(garble(text))).toBe(text);
  });
  it('CR2 from a windows-1252 reader too, and leaves all else alone', () => {
    expect(repairText('dÃ©tectÃ© â€œcœurâ€\u009d')).toBe('détecté “cœur”');
    for (const text of ['Ça va, Ângela', 'Â§ 5 Ãœber', 'naïve façade', 'plain', 'Ã', '�']) expect(repairText(text), text).toBe(text === 'Â§ 5 Ãœber' ? '§ 5 Über' : text);
  });
});

describe('envelopes', () => {
  it.each<[string, Partial<ReturnType<typeof openEnvelope>>]>([
    ['Nov 22 00:57:21 pi4 celery[900]: text', { text: 'text', writer: 'celery', writerPid: 900, at: Date.UTC(2026, 10, 22, 0, 57, 21) }],
    ['2026-11-22T00:57:21+0100 pi4 systemd[1]: text', { text: 'text', writer: 'systemd', at: Date.UTC(2026, 10, 21, 23, 57, 21) }],
    ['1795308529.944372 pi4 kernel: text', { text: 'text', writer: 'kernel', at: 1_795_308_529_944 }],
    ['2026-11-22T00:57:21.123456789Z [2026-11-22 00:57:21,000: INFO/MainProcess] x', { text: '[2026-11-22 00:57:21,000: INFO/MainProcess] x', writer: null, at: Date.UTC(2026, 10, 22, 0, 57, 21, 123) }],
    ['{"log":"text\\n","stream":"stdout","time":"2026-11-22T00:57:21.5Z"}', { text: 'text', at: Date.UTC(2026, 10, 22, 0, 57, 21, 500) }],
    ['{"MESSAGE":[104,195,169],"__REALTIME_TIMESTAMP":"1795308529944372","_PID":"7","UNIT":"celery.service"}', { text: 'hÃ©', at: 1_795_308_529_944, writerPid: 7, unit: 'celery.service' }],
    ['scan-1  | text', { text: 'text', container: 'scan-1', at: null }],
    ['[2026-11-22 00:57:21,000: INFO/MainProcess] a: b', { text: '[2026-11-22 00:57:21,000: INFO/MainProcess] a: b', at: null }],
    ['Task lost: something', { text: 'Task lost: something', at: null }],
    ['{"broken', { text: '{"broken', at: null }],
  ])('CR4 %s', (line, expected) => {
    expect(openEnvelope(line, needs)).toMatchObject(expected);
  });
});

describe('times', () => {
  it('agree with the calendar', () => {
    for (const [year, month, day] of [[1970, 1, 1], [2000, 2, 29], [2026, 11, 22], [2100, 3, 1]] as const) expect(daysOf(year, month, day) * 86_400_000).toBe(Date.UTC(year, month - 1, day));
    expect(readIso('2026-11-22T00:57:21.5-02:30', utc)?.at).toBe(Date.UTC(2026, 10, 22, 3, 27, 21, 500));
    expect(readIso('2026-13-22T00:57:21', utc)).toBeNull();
  });
  it('CR3 without a year are the last such moment', () => {
    expect(readSyslogStamp('Dec 31 23:59:59 ', utc, Date.UTC(2027, 0, 1))?.at).toBe(Date.UTC(2026, 11, 31, 23, 59, 59));
    expect(readSyslogStamp('Nov 22 00:00:00 ', utc, Date.UTC(2026, 10, 22, 1))?.at).toBe(Date.UTC(2026, 10, 22));
    expect(readSyslogStamp('Nov 25 00:00:00 ', utc, Date.UTC(2026, 10, 22, 1))?.at).toBe(Date.UTC(2025, 10, 25));
  });
  it('CR3 follow the host’s changes of the clocks', () => {
    const paris = zoneWithChanges([{ from: Date.UTC(2026, 2, 29, 1), offsetMinutes: 120 }, { from: Date.UTC(2026, 9, 25, 1), offsetMinutes: 60 }, { from: 0, offsetMinutes: 60 }]);
    expect(paris.toEpoch(Date.UTC(2026, 6, 1, 12))).toBe(Date.UTC(2026, 6, 1, 10));
    expect(paris.toEpoch(Date.UTC(2026, 11, 1, 12))).toBe(Date.UTC(2026, 11, 1, 11));
  });
});

describe('lines', () => {
  it('CR1 keep offset, length and number through any bytes and splits', () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 97, 10, 0xc3, 0xa9, 13, 10, 0xff, 0xfe, 10, 10, 0, 98, 10, 0xf0, 0x9f, 10, 99]);
    const read = (size: number): unknown[] => {
      const lines: unknown[] = [];
      const assembler = createLineAssembler({ decode, maxLineBytes: 100 });
      for (let at = 0; at < bytes.length; at += size) assembler.feed(bytes.subarray(at, at + size), ({ text, offset, length, number }) => lines.push([text, offset, length, number]));
      assembler.end(({ text, offset, length, number }) => lines.push([text, offset, length, number]));
      return lines;
    };
    const whole = read(100);
    expect(whole).toEqual([['\ufeffa', 0, 5, 1], ['é', 5, 4, 2], ['��', 9, 3, 3], ['', 12, 1, 4], ['␀b', 13, 3, 5], ['�', 16, 3, 6], ['c', 19, 1, 7]]);
    for (let size = 1; size < 20; size++) expect(read(size), `pieces of ${size}`).toEqual(whole);
  });
  it('CR1 are cut at the same place however they come', () => {
    const bytes = new TextEncoder().encode(`${'é'.repeat(40)}\nnext\n`);
    for (const size of [1, 7, 200]) {
      const lines: unknown[] = [];
      const assembler = createLineAssembler({ decode, maxLineBytes: 33 });
      for (let at = 0; at < bytes.length; at += size) assembler.feed(bytes.subarray(at, at + size), ({ text, isCut }) => lines.push([text, isCut]));
      expect(lines, `pieces of ${size}`).toEqual([[`${'é'.repeat(16)}�`, true], ['next', false]]);
      expect(assembler.held()).toBe(0);
    }
  });
});

describe('names', () => {
  it('are SHA-1', () => {
    for (const text of ['', 'abc', 'é💀', 'x'.repeat(1000)]) expect(sha1(text)).toBe(createHash('sha1').update(text).digest('hex'));
  });
  it('forget versions of libraries and figures of messages', () => {
    expect(['libopenblas64_p-r0-0cf96a72.3.23.dev.so', 'libopenblas64_p-r0-aaaaaaaa.3.29.so'].map(libraryName)).toEqual(['libopenblas64_p-r0', 'libopenblas64_p-r0']);
    expect(libraryName('/usr/lib/libc.so.6')).toBe('libc');
    expect(normalise("no file '/srv/a/b.mp4' at 0x7f00 for 21bcedb0-6a62-40cd-b37c-eae747789ea0 in /srv/x/y.py line 12")).toBe('no file <value> at <hex> for <id> in y.py line #');
  });
});

describe('what words mean', () => {
  const killing = '2026-11-22 00:57:17,560 INFO waiting for video to stop\n2026-11-22 00:57:27,580 WARN killing \'video\' (900) with SIGKILL\n2026-11-22 00:57:27,600 WARN stopped: video (terminated by SIGKILL)\n';
  const causes = (text: string): unknown => readText(text).map(({ kind, pid, cause }) => [kind, pid, cause.code]);

  it('CR6 exit code 155 is a recycled child, any other of its own is not', () => {
    const exited = (code: number): string => `[2026-11-22 00:49:03,745: ERROR/MainProcess] Process 'ForkPoolWorker-2' pid:21504 exited with 'exitcode ${code}'\n`;
    expect([causes(exited(155)), causes(exited(156))]).toEqual([[], [['child-died', 21_504, 'child-exit']]]);
  });
  it('CR6 killing … with SIGKILL is a stop that took too long', () => {
    expect(causes(`2026-11-22 00:40:00,000 INFO spawned: 'video' with pid 900\n${killing}`)).toEqual([['main-died', 900, 'killed-stop-timeout']]);
  });
  it('CR6 who invoked the oom-killer asked for memory: the victim is the process that was killed', () => {
    const kernel = 'Nov 22 00:49:03 pi4 kernel: [ 2149.90] rpi-connectd invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0\nNov 22 00:49:03 pi4 kernel: [ 2149.99] Out of memory: Killed process 21504 (celery) total-vm:523456kB, anon-rss:254321kB, file-rss:100kB, shmem-rss:0kB\n';
    const incidents = readText(kernel);
    expect(incidents.map(({ pid, cause }) => [pid, cause.code])).toEqual([[21_504, 'oom-global']]);
    expect(JSON.stringify(incidents.map(({ program, unit }) => [program, unit]))).not.toContain('rpi-connectd');
  });
  it('CR6 a supervisord exited: has the pid of the last spawned: of that program', () => {
    const spawned = (program: string, pid: number): string => `2026-11-22 00:40:00,000 INFO spawned: '${program}' with pid ${pid}\n`;
    const text = spawned('video', 900) + spawned('audio', 901) + spawned('video', 902) + '2026-11-22 00:57:19,094 WARN exited: video (terminated by SIGSEGV; not expected)\n';
    expect(readText(text).map(({ pid, signal }) => [pid, signal])).toEqual([[902, 'SIGSEGV']]);
  });
  it('CR6 missed heartbeat from X is no death of X', () => {
    const incidents = readText('[2026-11-22 00:49:00,000: INFO/MainProcess] w@pi4 ready.\n[2026-11-22 00:49:13,745: INFO/MainProcess] missed heartbeat from other@pi4\n');
    expect(incidents.filter(({ kind }) => kind === 'main-died' || kind === 'child-died')).toEqual([]);
  });
});
