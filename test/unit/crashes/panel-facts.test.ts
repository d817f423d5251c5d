/** What the panel sees by itself, beside the lines of logs. The sample and tasks are those of one small worker; the lines are Celery's. */
import { describe, expect, it } from 'vitest';
import { askResults, readResults } from '#electron/celery/core/task-results.ts';
import { createIncidentAssembler, type IncidentAssembler } from '#electron/crashes/core/create-incident-assembler.ts';
import { createPanelFacts } from '#electron/crashes/panel-facts.ts';
import type { Action } from '#shared/domain/action.ts';
import type { Incident } from '#shared/domain/crash.ts';
import type { HostSample } from '#shared/domain/host.ts';
import { TaskId, WorkerName } from '#shared/domain/ids.ts';
import type { CeleryMain, ProcessSample } from '#electron/probes/core/host-observation.ts';
import type { TaskView } from '#shared/domain/task.ts';
import { host, readInPieces } from './read-whole.ts';

const start = Date.UTC(2026, 10, 22, 0, 49);
const sample = (part: Partial<HostSample>): HostSample => ({
  at: start, load1: null, load5: null, load15: null, cpu: null, ioWait: null, memTotal: 1000, memAvailable: 500, swapTotal: null, swapUsed: null, pressure: null, temperatureC: 50, throttling: null, disk: null,
  diskReadPerSecond: null, diskWritePerSecond: null, netInPerSecond: null, netOutPerSecond: null, processCount: null, ...part,
});
const task = (id: string, part: Partial<TaskView> = {}): TaskView => ({
  id: TaskId.parse(id), name: 'app.eat', state: 'started', args: null, kwargs: null, startedAt: start, eta: null, runtimeMs: null, queue: null, childPid: null, acknowledged: null, redelivered: null, problem: null, seenAt: start, ...part,
});
const banner = ' -------------- w@pi4 v5.2.6 (dawn-chorus)\n- ** ---------- .> concurrency: 2 (prefork)\n[2026-11-22 00:49:00,000: INFO/MainProcess] w@pi4 ready.\n';
const exited = (pid: number): string => `[2026-11-22 00:49:03,745: ERROR/MainProcess] Process 'ForkPoolWorker-2' pid:${pid} exited with 'signal 9 (SIGKILL)'\n`;
const read = (assembler: IncidentAssembler, text: string): readonly Incident[] => { readInPieces([new TextEncoder().encode(text)], { name: '/var/log/w.log', assembler }); return assembler.drain().changed; };
const known = (): { assembler: IncidentAssembler; facts: ReturnType<typeof createPanelFacts> } => ({ assembler: createIncidentAssembler(), facts: createPanelFacts() });

describe('a host', () => {
  it('CR13 says that memory is high, that it is hot and throttled: once, then at most each minute', () => {
    const { facts } = known();
    const hot = { memAvailable: 50, temperatureC: 83 };
    expect(facts.sampled(host, sample({}))).toEqual([]);
    expect(facts.sampled(host, sample(hot)).map(({ kind }) => kind)).toEqual(['memory-high', 'throttled']);
    expect(facts.sampled(host, sample({ ...hot, at: start + 59_000 }))).toEqual([]);
    expect(facts.sampled(host, sample({ ...hot, at: start + 60_000 }))).toHaveLength(2);
  });

  it('CR13 whose count of memory kills rose explains the SIGKILL in between, in any order, and no other death', () => {
    for (const isLogFirst of [true, false]) {
      const { assembler, facts } = known();
      facts.sampled(host, sample({ oomKills: 3, at: start }));
      const rise = facts.sampled(host, sample({ oomKills: 4, at: start + 4000 }));
      expect(rise.map(({ kind }) => kind)).toEqual(['oom-kill']);
      if (!isLogFirst) for (const event of rise) assembler.take(event);
      const before = read(assembler, banner + exited(77));
      if (isLogFirst) for (const event of rise) assembler.take(event);
      const after = isLogFirst ? assembler.drain().changed : before;
      expect(after.map(({ cause }) => [cause.code, cause.confidence])).toEqual([['oom-probable', 0.9]]);
    }
    const { assembler, facts } = known();
    facts.sampled(host, sample({ oomKills: 3, at: start + 30_000 }));
    for (const event of facts.sampled(host, sample({ oomKills: 4, at: start + 60_000 }))) assembler.take(event);
    expect(read(assembler, banner + exited(77))[0]?.cause.code).toBe('killed-unexplained');
  });

  it('tells how much of its addresses a limited process has, and that explains its SIGSEGV; another worker’s does not', () => {
    const at = (ms: number): number => Date.UTC(2026, 10, 22, 0, 49) + ms;
    const { assembler, facts } = known();
    const child = (pid: number, virtual: number): ProcessSample => ({ pid, startTicks: 5, role: 'child', mainPid: 70, startedAt: null, state: 'running', wchan: null, cpu: null, cpuTicks: 0, rss: 1, virtual, pss: null, threads: 1 });
    expect(facts.ran(host, at(0), [child(77, 900)])).toEqual([]);
    facts.limited(host, { mains: [{ pid: 70, predictedName: 'w@pi4' } as CeleryMain], addressLimits: [{ pid: 77, startTicks: 5, bytes: 1024 * 1_048_576 }] });
    const first = facts.ran(host, at(0), [child(77, 300 * 1_048_576), child(78, 1e12)]);
    expect(first.map(({ kind, text, node, pid }) => ({ kind, text, node, pid }))).toEqual([{ kind: 'address-space', text: 'pid 77: 300 of 1024 MiB of addresses in use (RLIMIT_AS)', node: 'w@pi4', pid: 77 }]);
    expect(facts.ran(host, at(2000), [child(77, 310 * 1_048_576)])).toEqual([]);
    const short = facts.ran(host, at(3000), [child(77, 1000 * 1_048_576)]);
    expect(short.map(({ detail }) => detail['short'])).toEqual([true]);
    for (const event of [...first, ...short]) assembler.take(event);
    const segv = (name: string, pid: number): string => banner.replaceAll('w@pi4', name) + exited(pid).replace("signal 9 (SIGKILL)", "signal 11 (SIGSEGV)");
    const [incident] = read(assembler, segv('w@pi4', 77));
    expect(incident?.cause.code).toBe('address-space-limit');
    expect(incident?.surroundings.map(({ kind, label }) => [kind, label])).toContainEqual(['address-space', 'pid 77: 1000 of 1024 MiB of addresses in use (RLIMIT_AS)']);
    const other = createIncidentAssembler();
    for (const event of [...first, ...short]) other.take(event);
    const [stranger] = read(other, segv('x@pi4', 99));
    expect([stranger?.cause.code, stranger?.surroundings.filter(({ kind }) => kind === 'address-space').length]).toEqual(['native-crash', 0]);
  });

  it('with a readable kernel log is judged by that', () => {
    const { assembler, facts } = known();
    assembler.see(host, { kernelLog: 'readable', hasMemoryHistory: false, seesTasks: false });
    facts.sampled(host, sample({ oomKills: 0, at: start }));
    for (const event of facts.sampled(host, sample({ oomKills: 1, at: start + 4000 }))) assembler.take(event);
    expect(read(assembler, banner + exited(77))[0]?.cause.code).toBe('killed-by-hand');
  });
});

describe('a task', () => {
  it('CR13 is known from the broker where the log says nothing of it', () => {
    const { assembler, facts } = known();
    for (const event of [facts.task(host, 'w@pi4', task('a')), facts.task(host, 'w@pi4', task('b')), facts.task(host, 'w@pi4', task('a', { state: 'succeeded' }))]) if (event !== null) assembler.take(event);
    expect(read(assembler, banner + exited(77))[0]?.taskCandidates.map(({ id }) => id)).toEqual(['b']);
  });

  it('is certain when the worker told which child holds it', () => {
    const { assembler, facts } = known();
    for (const [id, childPid] of [['a', 76], ['b', 77]] as const) { const event = facts.task(host, 'w@pi4', task(id, { state: 'active', childPid })); if (event !== null) assembler.take(event); }
    expect(read(assembler, banner + exited(77))[0]?.task?.id).toBe('b');
  });

  it('of another worker is none of its own', () => {
    const { assembler, facts } = known();
    const event = facts.task(host, 'other@pi4', task('a'));
    if (event !== null) assembler.take(event);
    expect(read(assembler, banner + exited(77))[0]).toMatchObject({ task: null, taskCandidates: [] });
  });

  it('CR14 is settled by the result that Celery kept', () => {
    const { assembler, facts } = known();
    for (const id of ['a', 'b']) { const event = facts.task(host, 'w@pi4', task(id)); if (event !== null) assembler.take(event); }
    const [incident] = read(assembler, banner + exited(77));
    if (incident === undefined) throw new Error('no incident');
    expect(incident.task).toBeNull();
    const ids = incident.taskCandidates.map(({ id }) => id);
    expect(askResults(ids)[1]).toEqual(['GET', 'celery-task-meta-b']);
    const meta = (status: string, exception: string): string => JSON.stringify({ status, result: { exc_type: exception, exc_message: ['x'] } });
    const results = readResults(ids, [{ ok: true, value: null }, { ok: true, value: meta('FAILURE', 'WorkerLostError') }, { ok: true, value: '{' }]);
    expect(results).toEqual([{ id: 'b', status: 'FAILURE', exception: 'WorkerLostError' }]);
    assembler.take(facts.result({ ...incident, worker: WorkerName.parse('w@pi4') }, { id: 'b', name: 'app.eat' }, 'WorkerLostError'));
    expect(assembler.drain().changed[0]?.task?.id).toBe('b');
  });
});

describe('what was done through the panel', () => {
  const action = (what: string): Action => ({
    id: 'x' as Action['id'], who: 'ana@laptop', by: 'person', at: start + 3000, endedAt: null, kind: 'signal', what, before: [], after: [], outcome: 'begun', error: null, undo: null, undoneBy: null, operation: null,
    target: { host, hostName: 'pi4', worker: null, workerName: 'w@pi4', broker: null, brokerLabel: null, queue: null, tasks: [] },
  });
  it('CR13 explains a kill, and stands beside any other incident', () => {
    const { assembler, facts } = known();
    assembler.take(facts.acted(host, action('SIGKILL')));
    expect(read(assembler, banner + exited(77))[0]?.cause).toMatchObject({ code: 'killed-by-hand', confidence: 0.95 });
    const other = known();
    other.assembler.take(other.facts.acted(host, action('SIGTERM')));
    const incident = read(other.assembler, banner + exited(77))[0];
    expect(incident?.cause.code).toBe('killed-unexplained');
    expect(incident?.surroundings.map(({ kind, label }) => [kind, label])).toEqual([['operator-action', 'ana@laptop: signal SIGTERM w@pi4']]);
  });
});

it('workers of two hosts that lost the broker in the same minute: it was neither host', () => {
  const lost = '[2026-11-22 00:57:43,925: WARNING/MainProcess] consumer: Connection to broker lost. Trying to re-establish the connection...\n';
  const assembler = createIncidentAssembler();
  const alone = read(assembler, banner + lost)[0];
  expect(alone?.cause).toMatchObject({ code: 'broker-outage', confidence: 0.75 });
  assembler.outageElsewhere((alone?.at ?? 0) + 600_000);
  expect(assembler.hasNews()).toBe(false);
  assembler.outageElsewhere((alone?.at ?? 0) + 20_000);
  expect(assembler.drain().changed[0]?.cause).toMatchObject({ code: 'broker-outage', confidence: 0.975, rules: ['hosts-lost-broker-together', 'one-lost-broker'] });
});
