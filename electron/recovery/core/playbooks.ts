/**
 * The playbooks as data: for what, what must hold before, which steps, what a person must have agreed to. What the steps
 * do stands in electron/recovery/steps. Sources: docs/spec/recovery.md.
 * Must stay true: none restarts a worker while its Redis is down; none acts on a worker whose state is not proven.
 */
import type { PlaybookId, PlaybookStepId, PreconditionId, RecoveryConsent } from '#shared/domain/playbook.ts';
import { isAtStartLimit, isStormNow } from './judge-preconditions.ts';
import { orphansIn, type RecoveryFacts } from './recovery-facts.ts';

export type BookStep = { readonly id: PlaybookStepId; readonly maxMs: number; readonly changes?: true; readonly rollback?: PlaybookStepId };
export type Fit = 'yes' | 'maybe' | 'no';
export type Playbook = {
  readonly id: PlaybookId;
  readonly scope: 'worker' | 'host' | 'either';
  readonly needs: readonly PreconditionId[];
  /** What must hold besides, in this pool or with this choice. */
  readonly moreNeeds?: (facts: RecoveryFacts) => readonly PreconditionId[];
  fits(facts: RecoveryFacts): Fit;
  steps(facts: RecoveryFacts): readonly BookStep[];
  consents(facts: RecoveryFacts): readonly RecoveryConsent[];
};

const always = ['host-connected', 'not-read-only', 'guard-closed', 'nobody-else'] as const satisfies readonly PreconditionId[];
const worker = [...always, 'worker-has-host', 'evidence-fresh', 'broker-up'] as const satisfies readonly PreconditionId[];
const restarts = [...worker, 'backend-known', 'backend-allowed', 'broker-writable', 'disk-free', 'no-start-limit'] as const satisfies readonly PreconditionId[];

const step = (id: PlaybookStepId, maxMs: number, more: Partial<BookStep> = {}): BookStep => ({ id, maxMs, ...more });
const snapshot = step('snapshot', 10_000);
const proofs = [step('verify-heartbeat', 60_000), step('verify-consumed', 60_000)] as const;
const restart = step('restart', 240_000, { changes: true });

/** Only prefork has a process for the task alone; in the others the main process runs it. */
const runsInMain = ({ worker: seen }: RecoveryFacts): boolean => seen !== null && (['solo', 'threads', 'gevent', 'eventlet'] as const).some((kind) => kind === seen.pool.kind);
const setsLimit = (facts: RecoveryFacts): boolean => facts.choices.maxMemoryPerChildKiB !== null;

const verdictIs = (facts: RecoveryFacts, ...kinds: readonly string[]): boolean => facts.worker !== null && kinds.includes(facts.worker.verdict.kind);
const handsFull = (facts: RecoveryFacts): boolean => facts.active === null || facts.active.length > 0;

export const playbooks: readonly Playbook[] = [
  {
    id: 'dead-worker', scope: 'worker', needs: [...restarts, 'worker-dead'],
    fits: (facts) => (verdictIs(facts, 'stopped', 'crashed') ? (isAtStartLimit(facts) === true ? 'no' : 'yes') : 'no'),
    steps: () => [snapshot, step('start', 120_000, { changes: true }), ...proofs], consents: () => [],
  },
  {
    id: 'deaf-worker', scope: 'worker', needs: [...restarts, 'worker-deaf'],
    fits: (facts) => (verdictIs(facts, 'deaf') ? 'yes' : 'no'),
    steps: () => [snapshot, restart, ...proofs], consents: (facts) => (handsFull(facts) ? ['lose-running-tasks'] : []),
  },
  {
    id: 'blocked-pipe', scope: 'worker', needs: [...restarts, 'pipe-full'],
    fits: (facts) => (facts.worker?.verdict.reason === 'pipe-full' ? 'yes' : 'no'),
    // drained first: the tasks in hand finish, and the stop that follows is a warm one
    steps: () => [snapshot, step('drain-pipe', 30_000, { changes: true }), restart, ...proofs], consents: () => [],
  },
  {
    id: 'stuck-task', scope: 'worker', needs: worker,
    // a worker of one process lists no task while it is in one
    moreNeeds: (facts) => (!runsInMain(facts) ? ['task-named', 'task-stuck', 'pool-kills-child'] : [...(facts.worker?.pool.kind === 'solo' ? (['worker-hung'] as const) : (['task-named', 'task-stuck'] as const)), 'backend-known', 'backend-allowed', 'broker-writable', 'disk-free', 'no-start-limit']),
    fits: (facts) => (facts.worker?.verdict.reason === 'solo-in-task' && facts.now - facts.worker.verdict.since > 300_000 ? 'maybe' : (facts.active ?? []).some(({ startedAt }) => startedAt !== null && facts.now - startedAt > 300_000) ? 'maybe' : 'no'),
    steps: (facts) => runsInMain(facts) ? [snapshot, step('dump-stack', 30_000), restart, ...proofs] : [snapshot, step('dump-stack', 30_000), step('revoke', 20_000, { changes: true }), step('kill-child', 20_000, { changes: true }), step('verify-task-gone', 30_000), step('verify-consumed', 60_000)],
    consents: (facts) => (runsInMain(facts) ? ['lose-running-tasks', 'kill'] : ['lose-running-tasks']),
  },
  {
    id: 'oom-loop', scope: 'worker', needs: [...worker, 'pool-kills-child', 'oom-seen'],
    moreNeeds: (facts) => (setsLimit(facts) ? ['backend-known', 'backend-allowed', 'limit-applicable'] : []),
    fits: (facts) => ((facts.worker?.childDeaths.length ?? 0) >= 2 ? 'maybe' : 'no'),
    // a limit is a flag of the start: the restart that sets it brings the pool back to its size, so it takes the place of the shrinking
    steps: (facts) => [snapshot, setsLimit(facts) ? step('limit-memory', 150_000, { changes: true }) : step('shrink-pool', 15_000, { changes: true }), step('watch', 60_000), step('verify-consumed', 60_000)],
    consents: (facts) => (setsLimit(facts) && handsFull(facts) ? ['lose-running-tasks'] : []),
  },
  {
    id: 'redis-down', scope: 'either', needs: [...always, 'broker-down', 'redis-backend-known', 'redis-process-gone', 'disk-free'],
    fits: (facts) => (facts.broker !== null && facts.broker.phase !== 'ready' ? 'yes' : 'no'),
    steps: () => [step('test-redis', 20_000), step('start-redis', 90_000, { changes: true }), step('verify-queues', 60_000), step('wait-workers', 60_000), step('restart-deaf', 240_000, { changes: true })],
    consents: () => ['restart-redis'],
  },
  {
    id: 'restart-storm', scope: 'worker', needs: [...always, 'worker-has-host', 'broker-up', 'backend-known', 'backend-allowed', 'storm'],
    fits: (facts) => (isStormNow(facts) ? 'yes' : 'no'),
    steps: () => [snapshot, step('stop-loop', 60_000, { changes: true }), step('read-crash', 20_000), step('try-import', 75_000), step('reset-failed', 20_000, { changes: true }), step('start', 120_000, { changes: true, rollback: 'stop-loop' }), step('watch', 20_000), ...proofs],
    consents: () => [],
  },
  {
    id: 'orphaned-unacked', scope: 'either', needs: ['not-read-only', 'guard-closed', 'nobody-else', 'broker-up', 'broker-writable', 'clock-steady', 'messages-orphaned', 'holder-dead'],
    fits: (facts) => (orphansIn(facts).length > 0 ? 'yes' : (facts.broker?.unacked?.count ?? 0) > 0 ? 'maybe' : 'no'),
    steps: () => [step('give-back', 60_000, { changes: true }), step('verify-queues', 60_000)], consents: () => ['run-twice'],
  },
  {
    id: 'poison-task', scope: 'worker', needs: [...worker, 'broker-writable', 'task-named', 'task-poisonous'],
    fits: (facts) => ((facts.worker?.childDeaths.length ?? 0) >= 2 && (facts.unacked ?? []).some(({ message }) => message.isRedelivered === true) ? 'yes' : 'no'),
    steps: () => [snapshot, step('pause-intake', 20_000, { changes: true, rollback: 'resume-intake' }), step('set-aside', 60_000, { changes: true }), step('resume-intake', 20_000, { changes: true }), step('verify-task-gone', 30_000), step('verify-consumed', 60_000)],
    consents: () => [],
  },
  {
    id: 'disk-full', scope: 'either', needs: [...always, 'evidence-fresh', 'disk-short'],
    fits: (facts) => { const disk = facts.host?.sample?.disk; return disk === null || disk === undefined ? 'no' : disk.available < 500_000_000 || disk.available / disk.total < 0.1 ? 'yes' : 'no'; },
    steps: (facts) => [step('vacuum-journal', 120_000, { changes: true }), ...(facts.choices.files.length > 0 ? [step('truncate-logs', 60_000, { changes: true })] : []), step('verify-space', 20_000)],
    consents: (facts) => (facts.choices.files.length > 0 ? ['remove-files'] : []),
  },
];

export const needsOf = (book: Playbook, facts: RecoveryFacts): readonly PreconditionId[] => [...book.needs, ...(book.moreNeeds?.(facts) ?? [])];
export const playbookOf = (id: PlaybookId): Playbook | null => playbooks.find((one) => one.id === id) ?? null;
