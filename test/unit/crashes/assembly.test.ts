import { describe, expect, it } from 'vitest';
import { createIncidentAssembler, type IncidentAssembler } from '#electron/crashes/core/create-incident-assembler.ts';
import type { CrashEvent } from '#electron/crashes/core/crash-event.ts';
import type { HostSight } from '#electron/crashes/core/assembly-state.ts';
import type { Incident } from '#shared/domain/crash.ts';
import { host, incidentsOf, readInPieces } from './read-whole.ts';

type Source = { readonly name: string; readonly text: string; readonly program?: string };
const sight = (part: Partial<HostSight>): HostSight => ({ kernelLog: 'unknown', hasMemoryHistory: false, seesTasks: false, ...part });

/** Several logs of one host, read one after the other in the given order, or merged by time. */
function assemble(sources: readonly Source[], prepare: (assembler: IncidentAssembler) => void = () => undefined): readonly Incident[] {
  const assembler = createIncidentAssembler();
  prepare(assembler);
  for (const { name, text, program } of sources) readInPieces([new TextEncoder().encode(text)], { name, program: program ?? null, assembler });
  return incidentsOf(assembler);
}

/** The parts that must not depend on the order of reading. */
const core = ({ kind, signal, cause, at, times, task, worker, evidence, signature }: Incident): unknown => ({ kind, signal, cause, at, times, task, worker, signature, kinds: evidence.map((line) => line.kind) });

const ready = '[2026-11-22 00:49:00,000: INFO/MainProcess] w@pi4 ready.\n';
const received = (id: string, at = '00:49:01,000'): string => `[2026-11-22 ${at}: INFO/MainProcess] Task app.eat[${id}] received\n`;
const exited = (pid: number, signal = '9 (SIGKILL)', at = '00:49:03,745'): string => `[2026-11-22 ${at}: ERROR/MainProcess] Process 'ForkPoolWorker-2' pid:${pid} exited with 'signal ${signal}'\n`;
const lost = (job: number, at = '00:49:03,769'): string => `[2026-11-22 ${at}: ERROR/MainProcess] Task handler raised error: WorkerLostError('Worker exited prematurely: signal 9 (SIGKILL) Job: ${job}.')\n`;
const banner = (concurrency: number): string => ` -------------- w@pi4 v5.2.6 (dawn-chorus)\n- ** ---------- .> concurrency: ${concurrency} (prefork)\n`;
const id = (number: number): string => `21bcedb0-6a62-40cd-b37c-${String(number).padStart(12, '0')}`;
const oomLine = (pid: number): string => `Nov 22 00:49:03 pi4 kernel: [ 2149.99] Memory cgroup out of memory: Killed process ${pid} (celery) total-vm:523456kB, anon-rss:254321kB, file-rss:100kB, shmem-rss:0kB\n`;

describe('sources of one death', () => {
  const worker = { name: '/var/log/celery/w.log', text: ready + received(id(1)) + exited(21_504) + lost(0), program: 'celery' };
  const kernel = { name: 'kernel', text: oomLine(21_504) };

  it('CR7 become one incident, in any order', () => {
    const forwards = assemble([worker, kernel]);
    expect(forwards).toHaveLength(1);
    expect(forwards[0]).toMatchObject({ kind: 'child-died', child: 'ForkPoolWorker-2', cause: { code: 'oom-limit', confidence: 0.97 }, task: { id: id(1), name: 'app.eat' } });
    expect(assemble([kernel, worker]).map(core)).toEqual(forwards.map(core));
  });

  it('CR7 are joined over pid namespaces when the table of processes knew the child', () => {
    const inner = { ...worker, text: worker.text.replace('21504', '17') };
    expect(assemble([inner, kernel])).toHaveLength(2);
    for (const order of [[inner, kernel], [kernel, inner]]) {
      const incidents = assemble(order, (assembler) => assembler.know(host, 21_504, { innerPid: 17, node: 'w@pi4', owner: null }));
      expect(incidents.map(({ kind, cause }) => [kind, cause.code])).toEqual([['child-died', 'oom-limit']]);
    }
  });

  it('a supervisor’s word and a fault handler’s dump are one death of a main process', () => {
    const log = { name: 'video.log', program: 'video', text: `${ready}${received(id(2))}Fatal Python error: Segmentation fault\n\nCurrent thread 0x00 (most recent call first):\n  File "/srv/app/video.py", line 8 in decode\n${banner(1)}[2026-11-22 00:49:10,000: INFO/MainProcess] w@pi4 ready.\n` };
    const supervisor = { name: 'supervisord.log', text: "2026-11-22 00:40:00,000 INFO spawned: 'video' with pid 900\n2026-11-22 00:49:05,100 WARN exited: video (terminated by SIGSEGV; not expected)\n2026-11-22 00:49:05,200 INFO spawned: 'video' with pid 950\n" };
    for (const order of [[log, supervisor], [supervisor, log]]) {
      const incidents = assemble(order);
      expect(incidents.map(({ kind, pid, at, signal, cause }) => [kind, pid, at, signal, cause.code])).toEqual([['main-died', 900, Date.UTC(2026, 10, 22, 0, 49, 5, 100), 'SIGSEGV', 'native-crash']]);
      expect(incidents[0]?.frames[0]).toEqual({ file: '/srv/app/video.py', function: 'decode', line: 8 });
    }
  });

  it('CR8 a unit restarted by command has not died in silence, whichever word of the stop its journal shows', () => {
    const from = 1_795_353_009_000_000;
    const line = (afterMs: number, pid: number, message: string): string => `${JSON.stringify({ __REALTIME_TIMESTAMP: String(from + afterMs * 1000), _SYSTEMD_UNIT: pid === 1 ? 'init.scope' : 'celery-w1.service', ...(pid === 1 ? { UNIT: 'celery-w1.service' } : {}), SYSLOG_IDENTIFIER: pid === 1 ? 'systemd' : 'python3', _PID: String(pid), MESSAGE: message })}\n`;
    const start = (afterMs: number, pid: number): string => line(afterMs, 1, 'Started celery-w1.service - Celery worker w1.') + line(afterMs + 600, pid, ' -------------- w1@pi1 v5.2.6 (dawn-chorus)') + line(afterMs + 1700, pid, '[2026-11-22 13:30:10,997: INFO/MainProcess] w1@pi1 ready.');
    const warm = line(14_000, 84, 'worker: Warm shutdown (MainProcess)');
    const stopping = line(14_005, 1, 'Stopping celery-w1.service - Celery worker w1...');
    const stopped = line(15_800, 1, 'celery-w1.service: Deactivated successfully.') + line(15_801, 1, 'Stopped celery-w1.service - Celery worker w1.');
    const journal = (words: string): readonly Incident[] => assemble([{ name: 'journal celery-w1.service', text: start(0, 84) + words + start(15_900, 170) }]);
    for (const words of [warm + stopping + stopped, stopping + stopped, warm]) expect(journal(words)).toEqual([]);
    expect(journal('').map(({ kind }) => kind)).toEqual(['main-died']);
  });

  it('two deaths of the same second are two', () => {
    const incidents = assemble([{ name: 'w', text: ready + exited(100) + exited(101) }]);
    expect(incidents.map(({ pid }) => pid).toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual([100, 101]);
  });
});

describe('which task', () => {
  const four = banner(4) + ready;

  it('CR11 is not guessed among several', () => {
    const [incident] = assemble([{ name: 'w', text: ready + received(id(1)) + received(id(2)) + exited(100) + lost(7) }]);
    expect(incident?.task).toBeNull();
    expect(incident?.taskCandidates.map((task) => task.id)).toEqual([id(1), id(2)]);
    expect(incident?.cause.raise).toContain('task-events');
  });

  it('CR11 is told by the pool’s job number only where it was counted from the start', () => {
    const text = four + [1, 2, 3, 4].map((number) => received(id(number))).join('') + exited(100) + lost(2);
    expect(assemble([{ name: 'w', text }])[0]?.task?.id).toBe(id(3));
    expect(assemble([{ name: 'w', text: text.replace(four, '') }])[0]?.task).toBeNull();
  });

  it('CR6 never is the job number itself', () => {
    const [incident] = assemble([{ name: 'w', text: ready + exited(100) + lost(0) }]);
    expect(incident?.task).toBeNull();
    expect(JSON.stringify([incident?.task, incident?.taskCandidates])).not.toContain('0');
  });

  it('CR11 an idle child of several held none', () => {
    const [incident] = assemble([{ name: 'w', text: four + received(id(1)) + exited(100) }]);
    expect(incident?.task).toBeNull();
  });

  it('CR9 that comes back and kills again is poison: one incident with a count', () => {
    const once = (number: number): string => received(id(9), `00:50:0${number},000`) + exited(200 + number, '9 (SIGKILL)', `00:50:0${number},100`) + lost(number, `00:50:0${number},200`);
    const [incident, ...others] = assemble([{ name: 'w', text: banner(1) + ready + once(0) + once(1) + once(2) }]);
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ times: 3, cause: { code: 'poison-task', confidence: 0.9 }, task: { id: id(9) } });
  });
});

describe('a SIGKILL', () => {
  const killed = { name: 'w', text: ready + exited(100) };
  const hard = { name: 'w', text: `${ready}${received(id(1))}[2026-11-22 00:49:03,000: ERROR/MainProcess] Hard time limit (2.0s) exceeded for app.eat[${id(1)}]\n${exited(100)}` };
  const high: CrashEvent = { ...anEvent('memory-high'), at: Date.UTC(2026, 10, 22, 0, 49, 2) };
  const see = (part: Partial<HostSight>) => (assembler: IncidentAssembler): void => assembler.see(host, sight(part));

  it('with a kernel log that says nothing was somebody’s', () => {
    expect(assemble([killed], see({ kernelLog: 'readable' }))[0]?.cause).toMatchObject({ code: 'killed-by-hand', confidence: 0.8 });
  });
  it('without one is left open, and says what would help', () => {
    expect(assemble([killed], see({ kernelLog: 'denied' }))[0]?.cause).toMatchObject({ code: 'killed-unexplained', raise: ['kernel-log', 'memory-events', 'memory-history'] });
  });
  it('with memory nearly full and no kernel log was probably memory', () => {
    expect(assemble([killed], (assembler) => assembler.take(high))[0]?.cause).toMatchObject({ code: 'oom-probable', confidence: 0.7 });
  });
  it('after a hard time limit is the limit’s, however full the memory was', () => {
    const incidents = assemble([hard], (assembler) => { assembler.take(high); see({ kernelLog: 'denied' })(assembler); });
    expect(incidents.map(({ kind, cause, otherCauses, task }) => [kind, cause.code, otherCauses, task?.id])).toEqual([['task-killed', 'hard-time-limit', [], id(1)]]);
  });
});

describe('no incident', () => {
  it.each([
    ['a recycled child', "[2026-11-22 00:49:03,745: ERROR/MainProcess] Process 'ForkPoolWorker-2' pid:1 exited with 'exitcode 155'\n"],
    ['an expected exit', '2026-11-22 00:57:19,094 INFO exited: beat (exit status 0; expected)\n'],
    ['a stop that was asked for', '2026-11-22 00:57:17,560 INFO waiting for stub to stop\n2026-11-22 00:57:18,580 INFO stopped: stub (terminated by SIGTERM)\n'],
    ['a failed task', '[2026-11-22 00:49:03,745: ERROR/ForkPoolWorker-1] Task app.eat[1] raised unexpected: ValueError(1)\nTraceback (most recent call last):\n  File "/srv/a.py", line 1, in eat\nValueError: 1\n'],
    ['children of a cold shutdown', `${ready}worker: Cold shutdown (MainProcess)\n${exited(5, '15 (SIGTERM)')}`],
  ])('CR10 for %s', (_name, text) => {
    expect(assemble([{ name: 'w', text }])).toEqual([]);
  });
});

describe('signature', () => {
  const fault = (line: number, pid: number, thread: string, at: string): string => `${ready}Fatal Python error: Segmentation fault\n\nCurrent thread ${thread} (most recent call first):\n  File "/usr/lib/python3.11/ctypes/__init__.py", line 519 in string_at\n  File "/srv/releases/${line}/capp.py", line ${line} in seg\n\n${exited(pid, '11 (SIGSEGV)', at)}`;
  const sign = (text: string): string | undefined => assemble([{ name: 'w', text }])[0]?.signature;

  it('stays the same over restarts, line numbers, pids, addresses and folders', () => {
    expect(sign(fault(8, 100, '0x00007f787550a2c0', '00:49:05,000'))).toBe(sign(fault(31, 4711, '0x0000ffff1234', '07:12:44,120')));
  });
  it('differs by where the code broke', () => {
    expect(sign(fault(8, 1, '0x0', '00:49:05,000'))).not.toBe(sign(fault(8, 1, '0x0', '00:49:05,000').replace('in seg', 'in other')));
  });
  it('is of the cause, not of the lost worker around it', () => {
    expect(sign(ready + exited(7))).toBe(sign(banner(1) + ready + received(id(3)) + exited(8) + lost(0)));
  });
});

function anEvent(kind: CrashEvent['kind']): CrashEvent {
  const [event] = collect(`${ready}`);
  if (event === undefined) throw new Error('no event');
  return { ...event, kind, node: null };
}

function collect(text: string): readonly CrashEvent[] {
  const events: CrashEvent[] = [];
  readInPieces([new TextEncoder().encode(text)], { onEvent: (event) => events.push(event) });
  return events;
}
