/**
 * No check waits for evidence that nobody makes. Every field that a check reads is recorded while its cases are judged; every
 * field that the engine makes is recorded from rounds through it (captured rounds, captured shapes of Redis and Celery).
 * A field that is read and never made fails here, with the checks that read it. Tables keyed by foreign names count as one field.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allRules } from '#electron/diagnosis/core/rules/all-rules.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import { askedConfig } from '#electron/diagnosis/core/redis-questions.ts';
import { CrashEventKind, type IncidentSummary } from '#shared/domain/crash.ts';
import type { LogSource } from '#shared/domain/log.ts';
import type { TaskView } from '#shared/domain/task.ts';
import { evidenceNow, evidenceWith } from '#test/fakes/evidence.ts';
import { liveBroker, liveDiagnosis, liveHost, liveNode, liveWorker, readRoundFixture } from '#test/fakes/live-diagnosis.ts';
import { celeryCases } from './rules/celery-cases.ts';
import { hostCases } from './rules/host-cases.ts';
import { redisCases } from './rules/redis-cases.ts';
import { runtimeCases } from './rules/runtime-cases.ts';
import { serviceCases } from './rules/service-cases.ts';
import { systemCases } from './rules/system-cases.ts';

const cases = [...systemCases, ...hostCases, ...redisCases, ...celeryCases, ...runtimeCases, ...serviceCases];

/** Keyed by names that a Pi, Redis, Celery or a task gave: any key stands for all. */
const tables = /\.(conf|info|config|environ|status|limits|packages|sysctl|osRelease|meminfo|flaps|events|states)\.value$|\.(counters|taskRuntimesS|properties|logOptions|facts|rusage|memory)$|\.(vmstat|blockStats)\.value\.(first|second)$|cgroup\.value\.events$|\.config\.value\.\*$/;

/** `keys`: which names of a table are asked for. */
function recording(value: unknown, path: string, seen: Set<string>, keys: Map<string, Set<string>>): unknown {
  if (value === null || typeof value !== 'object') return value;
  return new Proxy(value, {
    get(target, key) {
      const inner: unknown = Reflect.get(target, key);
      if (typeof key === 'symbol' || typeof inner === 'function' || (Array.isArray(target) && !/^\d+$/.test(key))) return inner;
      const at = Array.isArray(target) ? `${path}[]` : tables.test(path) ? `${path}.*` : `${path}.${key}`;
      seen.add(at);
      if (tables.test(path)) keys.set(path, (keys.get(path) ?? new Set()).add(key));
      return recording(inner, at, seen, keys);
    },
  });
}

function fieldsOf(value: unknown, path: string, made: Set<string>): void {
  if (value === null || value === undefined) return;
  made.add(path);
  if (Array.isArray(value)) for (const one of value) fieldsOf(one, `${path}[]`, made);
  else if (typeof value === 'object') for (const [key, one] of Object.entries(value)) fieldsOf(one, tables.test(path) ? `${path}.*` : `${path}.${key}`, made);
}

const at = Date.UTC(2026, 10, 22, 6, 20);
const source = { id: 's1', host: liveHost, kind: 'file', name: 'scan.log', path: '/var/log/scan.log', program: null, workers: [], state: 'following', since: at - 3_600_000, size: null, readTo: null, lastLineAt: at - 1000, lines: 200, gaps: 0 } as unknown as LogSource;
const incident = { id: 'i1', signature: 'g1', host: liveHost, kind: 'child-died', worker: liveNode, unit: 'celery.service', program: null, container: null, lastAt: at - 5000, at: at - 5000, times: 2, signal: 'SIGKILL', exitCode: null, cause: { code: 'oom-global', confidence: 0.9, rules: [], raise: [] }, exception: null, task: { id: 't1', name: 'tapp.add' } } as unknown as IncidentSummary;
const task = (change: Partial<TaskView>): TaskView => ({ id: 't9' as TaskView['id'], name: 'tapp.add', state: 'succeeded', args: null, kwargs: null, startedAt: null, eta: null, runtimeMs: 900, queue: null, childPid: null, acknowledged: null, redelivered: null, problem: null, seenAt: at, ...change });
const activeTask = { id: 't2', name: 'tapp.slow', args: [], kwargs: {}, hostname: liveNode, time_start: at / 1000 - 60, acknowledged: true, delivery_info: { exchange: '', routing_key: 'celery', priority: 0, redelivered: false }, worker_pid: 20 };

/** Redis with a result that never expires, a latency event and an old unacknowledged message. */
const busyRedis = (words: readonly (string | number)[]): unknown => {
  const [verb] = words;
  if (verb === 'SCAN') return ['0', ['celery-task-meta-1', 'celery']];
  if (verb === 'TYPE') return 'string';
  if (verb === 'PTTL') return -1;
  if (verb === 'MEMORY') return 2_000_000;
  if (verb === 'LATENCY') return [['command', Math.floor(at / 1000) - 60, 220, 900]];
  if (verb === 'ZRANGE') return ['tag-1', String(at / 1000 - 4000)];
  return undefined;
};

async function roundsOfTheEngine(): Promise<readonly Evidence[]> {
  const full = liveDiagnosis({
    round: readRoundFixture('round-crowd.txt'), redis: busyRedis, sources: [source], lines: ['Substantial drift from w2@pi3 may mean clocks are out of sync.'], incidents: [incident],
    events: [JSON.stringify({ kind: 'missed-heartbeat', at: at - 1000, sourceName: 'scan.log', text: 'missed heartbeat from w2@pi3' })],
    replies: { active: [activeTask], stats: { pid: 10, total: {}, uptime: 5, prefetch_count: 4, pool: { implementation: 'celery.concurrency.prefork:TaskPool', 'max-concurrency': 2, processes: [19, 20], 'max-tasks-per-child': 200, 'max-memory-per-child': 200_000, timeouts: [270, 300] }, broker: { transport: 'redis', transport_options: {} } } },
    view: { process: { pid: 10, startTicks: 1, bootId: 'b', startedAt: at, user: 'pi', argv: [], cwd: null, backend: { kind: 'systemd', unit: 'celery.service' }, container: null, innerPid: 10 }, childDeaths: [{ pid: 5, at, replacedBy: 6 }] },
    sample: { sample: { at, load1: 0.4, load5: 0.3, load15: 0.2, cpu: 12, ioWait: 0, memTotal: 4e9, memAvailable: 3e9, swapTotal: 0, swapUsed: 0, pressure: null, temperatureC: 51.5, throttling: { underVoltageNow: false, cappedNow: false, throttledNow: true, softLimitNow: false, underVoltageSince: false, cappedSince: false, throttledSince: true, softLimitSince: false } as never, disk: null, diskReadPerSecond: null, diskWritePerSecond: null, netInPerSecond: null, netOutPerSecond: null, processCount: 1 } },
  });
  full.room.taskHeard(liveBroker, liveNode, task({}));
  const begun = await full.journal.record({ kind: 'stop', target: { host: liveHost, worker: liveWorker } });
  if (begun.ok) await begun.value.end({ outcome: 'done' });
  await full.diagnose();
  const again = await full.diagnose();
  const here = liveDiagnosis({ round: readRoundFixture('round-lab.txt'), brokerLabel: 'redis://127.0.0.1:6379/0' });
  const identified = liveDiagnosis({ round: readRoundFixture('round-lab.txt'), sample: { identity: { bootId: 'boot-1', clockSkewMs: 4 } as never }, brokerTrouble: { code: 'broker-unreachable', broker: 'redis://redis.lan:6379/0', because: 'refused' } });
  const [lab, pi] = [await identified.diagnose(), await liveDiagnosis({ round: readRoundFixture('pi-troubled.txt') }).diagnose()];
  return [again.evidence, (await here.diagnose()).evidence, lab.evidence, pi.evidence];
}

const readKeys = new Map<string, Set<string>>();
const readBy = new Map<string, Set<string>>();
for (const one of cases) {
  const rule = allRules.find(({ id }) => id === one.check);
  const seen = new Set<string>();
  rule?.judge(recording(evidenceWith(one.change), '', seen, readKeys) as Evidence, { nowMs: evidenceNow });
  for (const path of seen) readBy.set(path, (readBy.get(path) ?? new Set()).add(one.check));
}

test('DG39 every field of the evidence that a check reads is made by the engine', async () => {
  const made = new Set<string>();
  for (const evidence of await roundsOfTheEngine()) fieldsOf(evidence, '', made);
  // why a piece was not had, and whom to ask for it, stand only where it was not had: that much every piece can say
  const lacking = [...readBy].filter(([path]) => !made.has(path) && !/\.(because|grant)$/.test(path)).map(([path, checks]) => `${path}  (${[...checks].slice(0, 6).join(' ')})`).sort();
  expect(lacking).toEqual([]);
});

test('DG39 every kind of log event that a check counts is told by the review of crashes', () => {
  const sources = (folder: string): string => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const rules = sources(join(import.meta.dirname, '../../../electron/diagnosis/core'));
  const review = sources(join(import.meta.dirname, '../../../electron/crashes'));
  const counted = CrashEventKind.options.filter((kind) => rules.includes(`'${kind}'`));
  expect(counted.length).toBeGreaterThan(5);
  expect(counted.filter((kind) => !review.includes(`'${kind}'`))).toEqual([]);
});

test('DG39 every piece that a reader asks for by name is written by the program on the Pi', () => {
  const program = readFileSync(join(import.meta.dirname, '../../../electron/pi/diagnose.py'), 'utf8');
  const core = join(import.meta.dirname, '../../../electron/diagnosis/core');
  const asked = readdirSync(core).filter((name) => name.startsWith('read-')).flatMap((name) => [...readFileSync(join(core, name), 'utf8').matchAll(/(?:pieceOf|twiceOf)\(reading, '([a-z]+\.[A-Za-z]+)'/g)].map(([, piece = '']) => piece));
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((piece) => !program.includes(`"${piece}`))).toEqual([]);
});

test('DG39 the names that checks look up in a table are among those that are sent', () => {
  const program = readFileSync(join(import.meta.dirname, '../../../electron/pi/diagnose.py'), 'utf8');
  const namesIn = (list: RegExp): string[] => [...(list.exec(program)?.[1] ?? '').matchAll(/[\w.-]+(?=["',])/g)].map(([name]) => name);
  const starts = (list: readonly string[]) => (key: string): boolean => list.some((start) => key.startsWith(start));
  const names = (list: readonly string[]) => (key: string): boolean => list.includes(key);
  const environ = [...namesIn(/ENV_NAMES = frozenset\(\(([^)]*)\)\)/)];
  const sent: readonly (readonly [path: RegExp, isSent: (key: string) => boolean])[] = [
    [/\.status\.value$/, starts(namesIn(/for x in status\.split\(b"\\n"\) if x\.startswith\(\((b"Vm"[^)]*)\)\)/))],
    [/\.environ\.value$/, (key) => environ.includes(key) || key.endsWith('_NUM_THREADS') || starts(namesIn(/ENV_STARTS = \(([^)]*)\)/))(key)],
    [/^\.redis\[\]\.config\.value$/, names(askedConfig)],
    [/\.sysctl\.value$/, names(namesIn(/SYSCTLS = \(([^)]*)\)/))],
    [/\.properties$/, names((/UNIT_PROPERTIES = "([^"]*)"/.exec(program)?.[1] ?? '').split(','))],
    [/\.packages\.value$/, starts(namesIn(/PACKAGES = \(([^)]*)\)/))],
  ];
  for (const [path, isSent] of sent) {
    const keys = [...readKeys].filter(([table]) => path.test(table)).flatMap(([, all]) => [...all]);
    expect(keys.length, String(path)).toBeGreaterThan(0);
    expect(keys.filter((key) => !isSent(key)), String(path)).toEqual([]);
  }
});
