/** When two sources speak of one death, at the edges of every window; and ends that only a new start betrays. */
import { describe, expect, it } from 'vitest';
import { createIncidentAssembler, type IncidentAssembler } from '#electron/crashes/core/create-incident-assembler.ts';
import type { CrashEvent } from '#electron/crashes/core/crash-event.ts';
import type { Incident } from '#shared/domain/crash.ts';
import { incidentsOf, readInPieces } from './read-whole.ts';

const start = Date.UTC(2026, 10, 22, 0, 49);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const ready = (at = '00:49:00,000', node = 'w@pi4'): string => `[2026-11-22 ${at}: INFO/MainProcess] ${node} ready.\n`;

const [template] = ((): readonly CrashEvent[] => {
  const events: CrashEvent[] = [];
  readInPieces([bytes(ready())], { onEvent: (event) => events.push(event) });
  return events;
})();
let place = 0;
/** An event of its own line; times are milliseconds after the start. */
function event(kind: CrashEvent['kind'], atMs: number, part: Partial<CrashEvent> = {}): CrashEvent {
  if (template === undefined) throw new Error('no event');
  place += 1;
  return { ...template, kind, at: start + atMs, since: null, node: null, owner: null, pid: null, signal: null, exitCode: null, task: null, detail: {}, text: `${kind} ${place}`, place: { ...template.place, offset: place * 100, line: place }, source: 'a' as CrashEvent['source'], ...part };
}
const b = { source: 'b' as CrashEvent['source'] };
/** How many of the events stand as evidence of the first incident that has any. */
const joined = (events: readonly CrashEvent[]): number => {
  const assembler = createIncidentAssembler();
  for (const one of events) assembler.take(one);
  const all = incidentsOf(assembler).map(({ evidence }) => evidence.filter(({ text }) => events.some((one) => one.text === text)).length);
  return Math.max(0, ...all);
};
/** One incident up to the window, none a millisecond later; whichever is read first. */
function joinsUpTo(windowMs: number, first: CrashEvent, then: (atMs: number) => CrashEvent, isBothWays: boolean): void {
  const pairs = (atMs: number): (readonly CrashEvent[])[] => [[first, then(atMs)], ...(isBothWays ? [[then(atMs), first]] : [])];
  expect(pairs(windowMs).map(joined), `${windowMs} ms`).toEqual(pairs(0).map(() => 2));
  expect(pairs(windowMs + 1).map(joined), `${windowMs + 1} ms`).toEqual(pairs(0).map(() => 1));
}

describe('one death told twice', () => {
  it('CR7 of the same process within 15 s', () => {
    joinsUpTo(15_000, event('child-exited', 0, { pid: 77, signal: 'SIGKILL' }), (at) => event('oom-kill', at, { ...b, pid: 77, signal: 'SIGKILL' }), true);
    expect(joined([event('child-exited', 0, { pid: 77, signal: 'SIGKILL' }), event('oom-kill', 0, { ...b, pid: 78, signal: 'SIGKILL' })])).toBe(1);
    // one host only: the same pid elsewhere is another process
    expect(joined([event('child-exited', 0, { pid: 77, signal: 'SIGKILL' }), event('oom-kill', 0, { ...b, pid: 77, signal: 'SIGKILL', host: 'h-other' as CrashEvent['host'] })])).toBe(1);
  });
  it('CR7 of the same unit, program or container within 5 s', () => {
    const exited = (at: number, part: Partial<CrashEvent>): CrashEvent => event('main-exited', at, { signal: 'SIGSEGV', owner: 'video', ...part });
    joinsUpTo(5000, exited(0, {}), (at) => exited(at, b), true);
    expect(joined([exited(0, {}), exited(0, { ...b, owner: 'other' })])).toBe(1);
  });
  it('CR7 a lost worker joins its child’s end up to 12 s after it', () => {
    joinsUpTo(12_000, event('child-exited', 0, { pid: 77, signal: 'SIGKILL' }), (at) => event('worker-lost', at, { signal: 'SIGKILL' }), false);
  });
  it('CR7 a dump without a time joins the next death in its log within 2 s, words of the C library within 10 s', () => {
    joinsUpTo(2000, event('python-fatal', 0, { signal: 'SIGABRT' }), (at) => event('child-exited', at, { pid: 77, signal: 'SIGABRT' }), false);
    joinsUpTo(10_000, event('native-abort', 0, { signal: 'SIGABRT' }), (at) => event('child-exited', at, { pid: 77, signal: 'SIGABRT' }), false);
    expect(joined([event('python-fatal', 0, { signal: 'SIGABRT' }), event('child-exited', 0, { ...b, pid: 77, signal: 'SIGABRT' })])).toBe(1);
  });
  it('CR7 a hard limit owns the SIGKILL of the next 10 s in its log, and no other', () => {
    joinsUpTo(10_000, event('hard-time-limit', 0), (at) => event('child-exited', at, { pid: 77, signal: 'SIGKILL' }), false);
    expect(joined([event('hard-time-limit', 0), event('child-exited', 0, { ...b, pid: 77, signal: 'SIGKILL' })])).toBe(1);
    expect(joined([event('hard-time-limit', 0), event('child-exited', 0, { pid: 77, signal: 'SIGSEGV' })])).toBe(1);
  });
});

const banner = ' -------------- w@pi4 v5.2.6 (dawn-chorus)\n- ** ---------- .> concurrency: 1 (prefork)\n';
type Source = readonly [name: string, text: string, program?: string];
function assemble(...sources: readonly Source[]): readonly Incident[] {
  const assembler: IncidentAssembler = createIncidentAssembler();
  for (const [name, text, program = null] of sources) readInPieces([bytes(text)], { name, program, assembler });
  return incidentsOf(assembler);
}

describe('a start without an end', () => {
  const again = banner + ready('00:50:00,000');

  it('CR8 is a death in silence, at an estimated time between the last line and the start', () => {
    const incidents = assemble(['w.log', ready() + again]);
    expect(incidents).toMatchObject([{ kind: 'main-died', atIsEstimated: true, signal: null }]);
    expect(incidents[0]?.at).toBeGreaterThanOrEqual(start);
    expect(incidents[0]?.at).toBeLessThanOrEqual(start + 60_000);
  });
  it('CR8 after a word of a stop is none', () => {
    for (const word of ['worker: Warm shutdown (MainProcess)\n', 'worker: Cold shutdown (MainProcess)\n']) expect(assemble(['w.log', ready() + word + again])).toEqual([]);
  });
  it('CR8 is joined to its supervisor’s word, read before or after', () => {
    const log: Source = ['w.log', ready() + again, 'video'];
    const supervisor: Source = ['supervisord.log', "2026-11-22 00:40:00,000 INFO spawned: 'video' with pid 900\n2026-11-22 00:49:58,000 WARN exited: video (terminated by SIGKILL; not expected)\n", 'supervisord'];
    for (const order of [[log, supervisor], [supervisor, log]]) expect(assemble(...order).map(({ kind, pid, signal, at }) => [kind, pid, signal, at])).toEqual([['main-died', 900, 'SIGKILL', start + 58_000]]);
  });
});

describe('the same end again and again', () => {
  const round = (startedAt: string, endedAt: string, status = '1'): string => `2026-11-22 ${startedAt} INFO spawned: 'video' with pid 900\n2026-11-22 ${endedAt} WARN exited: video (exit status ${status}; not expected)\n`;
  const of = (text: string): unknown => assemble(['supervisord.log', text]).map(({ kind, times }) => [kind, times]);

  it('CR9 within 15 s of each start and two minutes of each other is one incident with a count', () => {
    expect(of(round('00:49:00,000', '00:49:15,000') + round('00:49:16,000', '00:49:20,000') + round('00:51:15,000', '00:51:20,000'))).toEqual([['start-failed', 3]]);
  });
  it('CR9 after a longer life, more than two minutes later, or ended otherwise, is another one', () => {
    expect(of(round('00:49:00,000', '00:49:10,000') + round('00:51:00,000', '00:51:10,001'))).toEqual([['start-failed', 1], ['start-failed', 1]]);
    expect(of(round('00:49:00,000', '00:49:10,000') + round('00:49:11,000', '00:49:26,001'))).toHaveLength(2);
    expect(of(round('00:49:00,000', '00:49:10,000') + round('00:49:11,000', '00:49:12,000', '3'))).toHaveLength(2);
  });

  const killing = (id: string, minute: number, job: number): string => `[2026-11-22 ${minute < 60 ? '00' : '01'}:${String(minute % 60).padStart(2, '0')}:01,000: INFO/MainProcess] Task app.eat[${id}] received\n[2026-11-22 ${minute < 60 ? '00' : '01'}:${String(minute % 60).padStart(2, '0')}:02,000: ERROR/MainProcess] Process 'ForkPoolWorker-2' pid:${100 + minute} exited with 'signal 9 (SIGKILL)'\n[2026-11-22 ${minute < 60 ? '00' : '01'}:${String(minute % 60).padStart(2, '0')}:02,100: ERROR/MainProcess] Task handler raised error: WorkerLostError('Worker exited prematurely: signal 9 (SIGKILL) Job: ${job}.')\n`;
  const [one, two] = ['21bcedb0-6a62-40cd-b37c-000000000001', '21bcedb0-6a62-40cd-b37c-000000000002'] as const;
  it('CR9 a second loss of the same task within an hour is one incident, a poison task; another task or a later one is not', () => {
    const codes = (text: string): unknown => assemble(['w.log', banner + ready('00:00:00,000') + text]).map(({ times, cause }) => [times, cause.code]);
    expect(codes(killing(one, 1, 0) + killing(one, 59, 1))).toEqual([[2, 'poison-task']]);
    expect(codes(killing(one, 1, 0) + killing(one, 63, 1))).toEqual([[1, 'killed-unexplained'], [1, 'killed-unexplained']]);
    expect(codes(killing(one, 1, 0) + killing(two, 2, 1))).toHaveLength(2);
  });
});

describe('the name of an incident', () => {
  const exited = "[2026-11-22 00:49:03,745: ERROR/MainProcess] Process 'ForkPoolWorker-2' pid:21504 exited with 'exitcode 3'\n";

  it('CR12 is the same when its first evidence is read again, and another for another source, place or text', () => {
    const nameOf = (source: Source): string | undefined => assemble(source)[0]?.id;
    const name = nameOf(['w.log', ready() + exited]);
    expect(nameOf(['w.log', ready() + exited])).toBe(name);
    expect(new Set([name, nameOf(['v.log', ready() + exited]), nameOf(['w.log', ready() + ready() + exited]), nameOf(['w.log', ready() + exited.replace('21504', '21505')])]).size).toBe(4);
  });
  it('CR12 events read twice change nothing', () => {
    const assembler = createIncidentAssembler();
    const events: CrashEvent[] = [];
    readInPieces([bytes(ready() + exited)], { assembler, onEvent: (one) => events.push(one) });
    expect(incidentsOf(assembler)).toHaveLength(1);
    for (const one of events) assembler.take(one);
    expect([incidentsOf(assembler), assembler.hasNews()]).toEqual([[], false]);
  });
});

describe('what a container shows', () => {
  const died = '2026-11-22T00:49:05.100000000Z container die 0123456789abcdef (exitCode=137, image=x, name=scan)\n';
  const inspected = (finishedAt: string): string => `[{"Name":"/scan","State":{"Running":false,"OOMKilled":true,"ExitCode":137,"FinishedAt":"${finishedAt}"}}]\n`;

  it('CR16 docker inspect adds to the end its event told, and makes no second one', () => {
    const incidents = assemble(['docker', died + inspected('2026-11-22T00:49:05.1Z')]);
    expect(incidents.map(({ times, cause }) => [times, cause.code])).toEqual([[1, 'oom-container']]);
    expect(assemble(['docker', died])[0]?.cause.code).not.toBe('oom-container');
  });
});
