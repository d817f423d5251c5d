/**
 * What the two field reports got wrong, each found by name: their own values put on a healthy Pi, the finding's id, and the words
 * in which it names the mistake. One row each; the rules' own tests hold the traps and the missing evidence.
 */
import { expect, test } from 'vitest';
import { cardsOf } from '#electron/diagnosis/core/catalogue.ts';
import type { MainProcess } from '#electron/diagnosis/core/evidence-process.ts';
import { judgeEvidence } from '#electron/diagnosis/core/judge-evidence.ts';
import { allRules } from '#electron/diagnosis/core/rules/all-rules.ts';
import { sayFinding } from '#shared/diagnosis-words/say-finding.ts';
import { celeryNode, containerFact, evidenceNow, evidenceWith, gib, had, mainProcess, mib, nodeStats, oneProcess, redisBroker, workerView, type Draft } from '#test/fakes/evidence.ts';

type Change = (draft: Draft) => void;
const both = (...changes: readonly Change[]): Change => (e) => { for (const change of changes) change(e); };
const main = (change: Partial<MainProcess>): Change => (e) => { e.processes.mains = had([mainProcess(change)]) as Draft['processes']['mains']; };
const asked = (change: Partial<MainProcess['asked']>, more: Partial<MainProcess> = {}): Change => main({ asked: { ...mainProcess().asked, ...change }, ...more });
const conf = (change: Readonly<Record<string, string>>): Change => (e) => { e.celery = [celeryNode({ conf: had({ broker_url: 'redis://127.0.0.1:6379/0', ...change }) })] as Draft['celery']; };
/** The start line of the guide: solo, no heartbeat, no gossip, limits that need prefork. */
const guide: Change = both(asked({ pool: 'solo', maxTasksPerChild: 10, maxMemoryPerChildKiB: 256_000, hardTimeLimitS: 900, withoutHeartbeat: true, withoutGossip: true }, { children: [] }), (e) => {
  e.celery = [celeryNode({ stats: had(nodeStats({ pool: 'celery.concurrency.solo:TaskPool', maxConcurrency: 1, processes: [812], hasNoTimeouts: true, prefetchCount: 1 })) })] as Draft['celery'];
});
const killedOn = (task: string) => ({ id: `i-${task}`, kind: 'child-died', signature: 's', worker: 'scan@pi-atelier', unit: null, atMs: evidenceNow - 60_000, times: 2, signal: 'SIGKILL', exitCode: null, cause: 'poison-task' as const, confidence: 0.9, exception: null, taskId: task, taskName: 'proj.scan' });
const missedLine = (named: string) => ({ atMs: evidenceNow - 5000, source: 'insert.log', text: `[2025-11-01 15:02:04,165: INFO/MainProcess] missed heartbeat from ${named}` });

const named: readonly (readonly [what: string, id: string, says: RegExp, change: Change])[] = [
  ['worker_max_memory_per_child = 524288000', 'CFG-01:worker:scan@pi-atelier', /524,?288,?000 KiB, that is 500\.?0* GiB: more than this host has/, asked({ maxMemoryPerChildKiB: 524_288_000 })],
  ['settings that Celery does not know', 'CFG-03:worker:scan@pi-atelier', /worker_heartbeat, worker_clock_sync_interval, task_max_retries/, conf({ worker_heartbeat: '300', worker_clock_sync_interval: '300', task_max_retries: '3' })],
  ['limits that a solo pool ignores', 'CFG-02:worker:scan@pi-atelier', /--max-tasks-per-child, --max-memory-per-child, --time-limit/, guide],
  ['eviction on a broker', 'RED-02:broker:redis://127.0.0.1:6379/0', /allkeys-lru/, (e) => { e.redis = [redisBroker({ config: had({ maxmemory: '1073741824', 'maxmemory-policy': 'allkeys-lru' }) })] as Draft['redis']; }],
  ['the missed-heartbeat line that names a healthy peer', 'RUN-03:host:pi-atelier', /insert@pi/, (e) => {
    e.panel.workers = [workerView(), workerView('idle', 'waiting-for-work', { name: 'b@pi' as never })] as Draft['panel']['workers'];
    e.logs.events = had({ 'missed-heartbeat': { count24h: 9, count1h: 9, lastAtMs: evidenceNow - 5000, lines: [missedLine('scan@pi-atelier'), missedLine('b@pi')] } });
    e.logs.incidents = had([{ ...killedOn('none'), kind: 'stall', worker: 'insert@pi', signal: null, cause: 'printer-stalled' as const, taskId: null, taskName: null }]);
  }],
  ['an output pipe that nobody reads', 'PRO-02:worker:scan@pi-atelier', /pipe|output/, main({ wchan: had('anon_pipe_write'), stat: had({ first: { state: 'S', userTicks: 9, systemTicks: 1, threads: 1, rssPages: 1 }, second: { state: 'S', userTicks: 9, systemTicks: 1, threads: 1, rssPages: 1 }, overMs: 1000 }), fds: had({ count: 9, standard: [null, 'pipe:[123]', 'pipe:[123]'], sockets: 0, deleted: [] }) })],
  ['an empty Redis host name', 'NET-08:worker:scan@pi-atelier', /no host|empty|without a host/i, main({ environ: had({ CELERY_BROKER_URL: 'redis://:***@:6379/0' }) })],
  ['a restart limit that does not slide', 'OWN-01:process:celery_supervisor.py:640', /does not slide/, (e) => { e.processes.companions = had([oneProcess({ pid: 640, argv: ['python3', 'scripts/celery_supervisor.py'] })]) as Draft['processes']['companions']; }],
  ['environment set after the start', 'CFG-21:worker:scan@pi-atelier', /too late|after/i, both(main({ environ: had({}) }), (e) => { e.logs.marks = had([{ atMs: evidenceNow - 5000, source: 'celery.log', text: '[INFO/ForkPoolWorker-1] Worker process initialized' }]); })],
  ['RLIMIT_AS of 1 GiB', 'CFG-12:worker:scan@pi-atelier', /1(\.0)? GiB/, main({ limits: had({ 'Max address space': { soft: gib, hard: gib } }), status: had({ VmSize: 400 * mib, VmRSS: 70 * mib }), children: [] })],
  ['a visibility timeout under the time limit', 'RED-15:worker:scan@pi-atelier', /twice|again|visibility/i, both(asked({ hardTimeLimitS: 7200 }), conf({ task_acks_late: 'True' }))],
  ['a poison task by reject_on_worker_lost', 'CFG-08:worker:scan@pi-atelier', /proj\.scan/, both(conf({ task_acks_late: 'True', task_reject_on_worker_lost: 'True' }), (e) => { e.logs.incidents = had([killedOn('t1'), killedOn('t1')]); })],
  ['memory limits of Compose without the memory cgroup', 'DOC-05:host:pi-atelier', /celery-scan-worker/, (e) => {
    e.docker = { version: had({ server: '24.0.7', api: '1.43' }), daemon: had({ memoryLimit: false, swapLimit: false, cgroupVersion: '2', cgroupDriver: 'systemd', storageDriver: 'overlay2', loggingDriver: 'json-file', architecture: 'aarch64', warnings: ['WARNING: No memory limit support'], liveRestore: false }), containers: had([containerFact()]) } as Draft['docker'];
    e.system.cgroupControllers = had(['cpu', 'pids']);
  }],
  ['dead time of solo with prefetch 1', 'CFG-07:worker:scan@pi-atelier', /5 to 10|seconds|dead/i, guide],
];

test.each(named)('%s is %s', (_what, id, says, change) => {
  const findings = judgeEvidence(evidenceWith(change), allRules, { nowMs: evidenceNow, isMuted: () => false, onThrow: (check, error) => { throw new Error(check, { cause: error }); } });
  const found = findings.find((finding) => finding.id === id);
  expect(found, `found instead: ${findings.filter(({ check }) => check === id.slice(0, 6)).map((one) => `${one.id} ${one.severity}`).join(', ')}`).toBeDefined();
  if (found === undefined) return;
  expect(['info', 'warn', 'crit']).toContain(found.severity);
  const card = cardsOf().find(({ id: check }) => check === found.check) ?? null;
  const [en, fr] = [sayFinding(found, card, 'en'), sayFinding(found, card, 'fr')];
  expect(`${en.says} ${en.cause}`).toMatch(says);
  for (const said of [en, fr]) expect([said.says, said.cause, said.fix, said.refute].filter((text) => text === null || text === '' || text.includes('{{'))).toEqual([]);
});
