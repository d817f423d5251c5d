/**
 * Made-up previews, operations, journal rows, messages and plans for tests and pictures of what acts: typed by the
 * contract, the same every time. Not captured from real machines.
 */
import type { Action, ActionId } from '#shared/domain/action.ts';
import type { DeployPlan, DeployPlanId } from '#shared/domain/deployment.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { BrokerId, HostId, TaskId, WorkerKey } from '#shared/domain/ids.ts';
import type { RecoveryOffer, RecoveryPlan, RecoveryRequest, RecoveryTarget } from '#shared/domain/playbook.ts';
import { defaultSupervisionOptions, SupervisionVerb, type Ability, type Preview, type PreviewId, type PreviewTask, type Supervision, type WorkerPreview } from '#shared/domain/supervision.ts';
import type { CopyId, DeliveryTag, SavedCopy, UnackedMessage, UnackedPage } from '#shared/domain/unacked.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export const sudoersLines = ['pi ALL=(root) NOPASSWD: /usr/bin/systemctl --no-block start celery-scan.service, /usr/bin/systemctl --no-block stop celery-scan.service, /usr/bin/systemctl --no-block restart celery-scan.service'];

export function makeAbility(verb: SupervisionVerb, isDenied: boolean): Ability {
  if (!isDenied || verb === 'pause-intake' || verb === 'resume-intake' || verb === 'drain') return { verb, isAllowed: true, because: null, about: '', grant: null };
  return { verb, isAllowed: false, because: 'needs-sudo', about: 'celery-scan.service', grant: { file: '/etc/sudoers.d/fleetbeat', lines: sudoersLines } };
}

const backend: NonNullable<WorkerPreview['backend']> = { kind: 'systemd-system', name: 'celery-scan.service', layers: [{ kind: 'systemd-system', name: 'celery-scan.service', foundBy: 'cgroup' }], restartsByItself: true, killsAfterMs: 90_000, signalsChildren: false, alsoStops: [], user: 'pi' };

export function makeSupervision(worker: WorkerView, at: number, isDenied: boolean): Supervision {
  return { worker: worker.key, at, backend, status: 'active (running)', process: { pid: 812, startTicks: 4000, bootId: 'b' }, abilities: SupervisionVerb.options.map((verb) => makeAbility(verb, isDenied)), rungs: ['pause-intake', 'warm', 'cold', 'kill'], lockedBy: null };
}

function makeTasks(count: number, name: string): PreviewTask[] {
  return Array.from({ length: count }, (_, index): PreviewTask => {
    const isRunning = index < Math.min(3, count);
    const acksLate = index % 3 === 2 ? null : index % 2 === 0;
    return {
      id: `7b1f0c3e-0000-4000-8000-${String(index).padStart(12, '0')}` as TaskId, name: index === 1 ? name.slice(0, 500) : 'farm.tasks.scan_page', phase: isRunning ? 'running' : 'reserved', runningMs: isRunning ? 4000 + index * 51_000 : null, acksLate,
      ifWarm: isRunning ? 'finishes' : 'goes-back', ifForced: isRunning ? (acksLate === null ? 'unknown' : acksLate ? 'runs-twice' : 'is-lost') : 'goes-back',
    };
  });
}

export function makeWorkerPreview(worker: WorkerView, verb: SupervisionVerb, at: number, isDenied: boolean): WorkerPreview {
  const isGone = worker.verdict.kind === 'crashed' || worker.verdict.kind === 'stopped';
  const isSilent = worker.verdict.kind === 'deaf' || worker.verdict.kind === 'blocked';
  const count = isGone ? 0 : (worker.counts?.active ?? 0) + (worker.name.length % 7);
  return {
    worker: worker.key, name: worker.name, host: worker.host, backend: { ...backend, name: worker.process?.backend.unit ?? backend.name }, ability: makeAbility(verb, isDenied), process: isGone ? null : { pid: 812, startTicks: 4000, bootId: 'b' },
    tasks: isSilent ? null : makeTasks(count, worker.name), moreTasks: 0, visibilityTimeoutS: 3600, queuesWithoutConsumer: worker.pool.kind === 'solo' ? (worker.queues ?? []).map((queue) => queue.slice(0, 500)) : [],
    rungs: ['pause-intake', 'warm', 'cold', 'kill'], expectedMs: { least: 2000, most: isSilent ? null : 125_000 },
    warnings: [...(isSilent ? ['tasks-unknown' as const] : []), ...(worker.pool.kind === 'solo' ? ['solo-answers-late' as const, 'last-consumer' as const] : []), ...(worker.name.length % 5 === 0 ? ['backend-kills-before-warm' as const] : [])],
    lockedBy: worker.name.length % 11 === 0 ? { who: 'ana@other-laptop', until: at + 120_000 } : null,
  };
}

export function makePreview(verb: SupervisionVerb, workers: readonly WorkerView[], at: number, denied: (worker: WorkerView) => boolean): Preview {
  const previews = workers.map((worker) => makeWorkerPreview(worker, verb, at, denied(worker)));
  return { id: `p-${at}` as PreviewId, verb, at, until: at + 120_000, options: defaultSupervisionOptions, workers: previews, canRun: previews.some(({ ability }) => ability.isAllowed) };
}

const met = (id: RecoveryPlan['preconditions'][number]['id'], state: 'met' | 'not-met' | 'unknown' = 'met'): RecoveryPlan['preconditions'][number] => ({ id, state, params: {} });
const openGuard: RecoveryPlan['guard'] = { isOpen: false, because: null, until: null, leftThisHour: 3, leftToday: 10 };

export function makeOffers(target: RecoveryTarget, at: number, isGuarded: boolean): RecoveryOffer[] {
  const guard = isGuarded ? { ...openGuard, isOpen: true, because: 'same-failure' as const, until: at + 600_000, leftThisHour: 0 } : openGuard;
  return [
    { playbook: 'dead-worker', target, fits: 'yes', preconditions: [met('host-connected'), met('worker-dead')], canRun: !isGuarded, guard },
    { playbook: 'oom-loop', target, fits: 'maybe', preconditions: [met('oom-seen', 'unknown')], canRun: false, guard },
    { playbook: 'restart-storm', target, fits: 'no', preconditions: [met('storm', 'not-met')], canRun: false, guard },
    { playbook: 'blocked-pipe', target, fits: 'no', preconditions: [met('pipe-full', 'not-met'), met('worker-dead', 'not-met')], canRun: false, guard },
  ];
}

export function makeRecoveryPlan(request: RecoveryRequest, worker: WorkerView | null, at: number, isGuarded: boolean): RecoveryPlan {
  const [offer] = makeOffers(request.target, at, isGuarded);
  const canRun = request.playbook === 'dead-worker' && !isGuarded;
  return {
    request, at, canRun, guard: offer?.guard ?? openGuard, broker: null,
    preconditions: [met('host-connected'), met('evidence-fresh'), met('backend-known'), met('backend-allowed'), met('broker-up'), met('disk-free'), met('worker-dead', canRun ? 'met' : 'not-met'), met('no-start-limit'), met('nobody-else', isGuarded ? 'unknown' : 'met')],
    steps: [
      { id: 'check', command: null, params: {}, changes: false, rollback: null, maxMs: 10_000 },
      { id: 'snapshot', command: null, params: {}, changes: false, rollback: null, maxMs: 5000 },
      { id: 'start', command: `sudo -n systemctl --no-block start ${worker?.process?.backend.unit ?? 'celery-scan.service'}`, params: {}, changes: true, rollback: 'stop', maxMs: 30_000 },
      { id: 'verify-process', command: null, params: {}, changes: false, rollback: null, maxMs: 30_000 },
      { id: 'verify-waiting', command: null, params: {}, changes: false, rollback: null, maxMs: 60_000 },
      { id: 'watch', command: null, params: {}, changes: false, rollback: null, maxMs: 120_000 },
    ],
    processes: [{ pid: 812, startTicks: 4000, argv: worker?.process?.argv.map((word) => word.slice(0, 500)) ?? [], role: 'main' }],
    tasks: [{ task: null, name: 'farm.tasks.scan_page', worker: worker?.key ?? null, effect: 'runs-twice' }, { task: null, name: worker?.name.slice(0, 500) ?? 'farm.tasks.insert', worker: worker?.key ?? null, effect: 'lost' }],
    options: { tasks: [], files: [], memory: request.playbook === 'oom-loop' ? { proposedKiB: 409_600, refused: null } : null }, consentsNeeded: request.playbook === 'dead-worker' ? ['run-twice'] : [],
  };
}

export function makeActions(snapshot: FleetSnapshot, at: number): Action[] {
  const workers = snapshot.workers.slice(0, 12);
  const kinds = ['restart', 'control', 'give-back', 'playbook', 'stop', 'deploy', 'signal'] as const;
  const outcomes = ['done', 'done', 'done', 'failed', 'refused', 'unknown', 'cancelled', 'unanswered'] as const;
  return Array.from({ length: 140 }, (_, index): Action => {
    const worker = workers[index % Math.max(1, workers.length)];
    const kind = kinds[index % kinds.length] ?? 'restart';
    const outcome = index === 0 ? 'begun' : (outcomes[(index * 5) % outcomes.length] ?? 'done');
    return {
      id: `a-${String(index).padStart(4, '0')}` as ActionId, who: index % 4 === 3 ? 'maintenance@site-box' : 'ana@laptop', by: kind === 'playbook' ? 'playbook' : 'person', at: at - 40_000 - index * 1_740_000, endedAt: outcome === 'begun' ? null : at - 36_000 - index * 1_740_000, kind,
      what: kind === 'control' ? 'pool-grow' : kind === 'playbook' ? 'dead-worker' : kind === 'signal' ? 'SIGTERM' : null,
      target: { host: worker?.host ?? null, hostName: snapshot.hosts.find(({ id }) => id === worker?.host)?.config.name.slice(0, 300) ?? null, worker: worker?.key ?? null, workerName: worker?.name ?? null, broker: null, brokerLabel: kind === 'give-back' ? 'redis://127.0.0.1:6379/0' : null, queue: kind === 'give-back' ? 'celery' : null, tasks: kind === 'give-back' ? Array.from({ length: 12 }, (_one, task) => `7b1f0c3e-0000-4000-8000-${String(task).padStart(12, '0')}` as TaskId) : [] },
      before: kind === 'restart' ? [{ name: 'pid', value: 812 }, { name: 'verdict', value: 'deaf' }, { name: 'unit', value: 'celery-scan.service' }] : kind === 'control' ? [{ name: 'concurrency', value: 2 }] : [],
      after: kind === 'restart' ? [{ name: 'pid', value: 2044 }, { name: 'verdict', value: 'working' }, { name: 'unit', value: 'celery-scan.service' }] : kind === 'control' ? [{ name: 'concurrency', value: 3 }] : kind === 'give-back' ? [{ name: 'moved', value: 12 }] : [],
      outcome, error: outcome === 'failed' ? { code: 'supervision-failed', worker: worker?.name ?? '', because: 'did-not-start', about: 'code=exited, status=203/EXEC' } : null,
      undo: kind === 'control' && outcome === 'done' ? { kind: 'control', action: { kind: 'pool-shrink', by: 1 } } : kind === 'give-back' && outcome === 'done' ? { kind: 'unacked-copy', copy: 'c-mf3k2-9a8b7c' as CopyId } : null,
      undoneBy: null, operation: kind === 'restart' ? 'op-old' : null,
    };
  });
}

export function makeUnackedPage(broker: BrokerId, workers: readonly WorkerView[], offset: number, limit: number, at: number, foreign: string | null): UnackedPage {
  const total = 230;
  const messages = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, row): UnackedMessage => {
    const index = offset + row;
    const worker = workers[index % Math.max(1, workers.length)];
    const life = index < 6 ? 'dead' : index % 9 === 7 ? 'unknown' : 'alive';
    const ageMs = 4_400_000 - index * 18_000;
    return {
      tag: `tag-${String(index).padStart(5, '0')}` as DeliveryTag,
      message: { task: index % 13 === 12 ? null : (foreign?.slice(0, 500) ?? 'farm.tasks.scan_page'), id: index % 13 === 12 ? null : (`7b1f0c3e-0000-4000-8000-${String(index).padStart(12, '0')}` as TaskId), args: foreign?.slice(0, 300) ?? `('/srv/scans/2026/11/page-${index}.tif', 300)`, kwargs: '{}', eta: null, expires: null, retries: 0, isRedelivered: index % 5 === 0, priority: 0, origin: 'gen771@web-1', bytes: 812 + index, problem: index % 13 === 12 ? 'not-json' : null },
      queue: foreign?.slice(0, 500) ?? (index % 4 === 0 ? 'video.encode' : 'celery'), deliveredAt: at - ageMs, ageMs, stage: life === 'alive' ? (index % 2 === 0 ? 'running' : 'reserved') : 'unknown', acks: index % 3 === 0 ? 'late' : 'unknown',
      holder: { worker: worker?.key ?? null, name: worker?.name ?? null, life, proofs: life === 'dead' ? [{ says: 'process-ended', name: worker?.name ?? null }, { says: 'connection-none', name: worker?.name ?? null }, { says: 'heartbeat-silent', name: worker?.name ?? null }] : life === 'alive' ? [{ says: 'listed-active', name: worker?.name ?? null }] : [{ says: 'no-answer', name: worker?.name ?? null }, { says: 'stranger-connected', name: null }] },
      redelivery: life === 'unknown' ? null : { from: at - ageMs + 3_600_000, to: at - ageMs + 3_900_000 },
    };
  });
  return { broker, at, total, offset, messages, visibilityTimeoutS: 3600, timeoutFrom: 'worker', isLocked: false };
}

export function makeCopies(broker: BrokerId, at: number): SavedCopy[] {
  const base = { broker, brokerLabel: 'redis://127.0.0.1:6379/0', bytes: 9800, count: 12 };
  const messages = (outcome: 'moved' | 'taken'): SavedCopy['messages'] => Array.from({ length: 12 }, (_, index) => ({ tag: `tag-${index}` as DeliveryTag, task: `7b1f0c3e-0000-4000-8000-${String(index).padStart(12, '0')}` as TaskId, name: 'farm.tasks.scan_page', to: 'celery', outcome }));
  return [
    { ...base, id: 'c-mf3k2-9a8b7c' as CopyId, at: at - 320_000, why: 'give-back', state: 'moved', messages: messages('moved') },
    { ...base, id: 'c-mf2a1-11d0aa' as CopyId, at: at - 86_000_000, why: 'dead-letter', state: 'undone', messages: messages('taken') },
    { ...base, id: 'c-mf1zz-77e1bb' as CopyId, at: at - 99_000_000, why: 'retry', state: 'unknown', messages: [], count: 1 },
  ];
}

export function makeDeployPlan(host: HostId, kind: DeployPlan['kind'], at: number, isRefused: boolean): DeployPlan {
  const hash = (letter: string): string => letter.repeat(64);
  return {
    id: `plan-${at}` as DeployPlanId, host, kind, madeAt: at, validUntil: at + 600_000, directory: '/home/pi/.fleetbeat', form: 'system-unit', python: { path: '/usr/bin/python3', version: '3.11.2' }, installedVersion: kind === 'deploy' ? null : '0.1.0', newVersion: kind === 'remove' ? null : '0.2.0', freeBytes: 11_500_000_000, neededBytes: 240_000,
    files: [
      { path: '/home/pi/.fleetbeat/fleetbeat_supervisor.py', change: kind === 'remove' ? 'remove' : 'create', oldSha256: null, newSha256: hash('a'), oldMode: null, newMode: '0755', bytes: 84_211, diff: `--- /dev/null\n+++ fleetbeat_supervisor.py\n@@ -0,0 +1,3 @@\n+#!/usr/bin/env python3\n+"""Keeps Celery workers running."""\n+import json`, isDiffCut: true, needsRoot: false },
      { path: '/home/pi/.fleetbeat/supervisor.json', change: 'replace', oldSha256: hash('b'), newSha256: hash('c'), oldMode: '0644', newMode: '0600', bytes: 812, diff: '--- supervisor.json\n+++ supervisor.json\n@@ -4,5 +4,6 @@\n   "programs": {\n     "scan": {\n-      "memory_limit_mb": 400,\n+      "memory_limit_mb": 500,\n+      "stuck_after_s": 300,\n       "command": ["/home/pi/farm/venv/bin/celery", "-A", "farm", "worker", "-b", "redis://:***@127.0.0.1:6379/0"]\n     }', isDiffCut: false, needsRoot: false },
      { path: '/etc/systemd/system/fleetbeat-supervisor.service', change: kind === 'remove' ? 'remove' : 'create', oldSha256: null, newSha256: hash('d'), oldMode: null, newMode: '0644', bytes: 611, diff: '--- /dev/null\n+++ fleetbeat-supervisor.service\n@@ -0,0 +1,4 @@\n+[Service]\n+KillMode=mixed\n+TimeoutStopSec=330\n+OOMPolicy=continue', isDiffCut: false, needsRoot: true },
      { path: '/home/pi/.fleetbeat/fleetbeat_worker.py', change: 'same', oldSha256: hash('e'), newSha256: hash('e'), oldMode: '0644', newMode: '0644', bytes: 9120, diff: '', isDiffCut: false, needsRoot: false },
    ],
    unit: null, startLine: null,
    commands: [
      { text: 'mkdir -p -m 0700 /home/pi/.fleetbeat', needsRoot: false, why: 'make-folder' },
      { text: '/usr/bin/python3 /home/pi/.fleetbeat/fleetbeat_supervisor.py check-config', needsRoot: false, why: 'check-config' },
      { text: 'sudo -n systemctl daemon-reload', needsRoot: true, why: 'reload-systemd' },
      { text: 'sudo -n systemctl enable --now fleetbeat-supervisor.service', needsRoot: true, why: 'start-supervisor' },
    ],
    workers: [{ program: 'scan', pid: 812, effect: 'adopted' }, { program: 'insert', pid: null, effect: 'starts' }],
    refused: isRefused ? [{ because: 'no-sudo', about: 'systemctl daemon-reload' }, { because: 'worker-supervised', about: 'celery-scan.service' }] : [],
    advice: [{ kind: 'no-memory-control', about: '' }, { kind: 'stop-timeout-short', about: '300 s' }],
  };
}

export const firstWorkerOf = (snapshot: FleetSnapshot, key: WorkerKey): WorkerView | null => snapshot.workers.find((worker) => worker.key === key) ?? null;
