import { expect, test } from 'vitest';
import { judgePreconditions } from '#electron/recovery/core/judge-preconditions.ts';
import { needsOf, playbooks } from '#electron/recovery/core/playbooks.ts';
import { lastTraceback, readMendLook, startLimitSaid } from '#electron/recovery/core/read-mend.ts';
import { proposedKiB, type RecoveryFacts } from '#electron/recovery/core/recovery-facts.ts';
import { commandOf } from '#electron/recovery/core/show-command.ts';
import type { FixPlan } from '#shared/domain/fix.ts';
import { PlaybookId, PreconditionId } from '#shared/domain/playbook.ts';

const nothing: RecoveryFacts = {
  now: 1_800_000_000_000, target: { kind: 'host', host: 'h' as never }, choices: { task: null, tags: [], files: [], maxMemoryPerChildKiB: null }, host: null, worker: null, broker: null, supervision: null, look: null,
  active: null, unacked: null, memoryDeaths: null, stormSeenAt: null, limit: null, guard: { isOpen: false, because: null, until: null, leftThisHour: 3, leftToday: 10 }, isReadOnly: false, isBusy: false,
};
const judge = (id: PreconditionId, facts: Partial<RecoveryFacts>): string => judgePreconditions([id], { ...nothing, ...facts })[0]?.state ?? 'missing';

test('PR1 without evidence nothing is met but what needs none, and no playbook could run', () => {
  const states = Object.fromEntries(judgePreconditions(PreconditionId.options, nothing).map(({ id, state }) => [id, state]));
  const met = Object.entries(states).filter(([, state]) => state === 'met').map(([id]) => id);
  expect(met.sort()).toEqual(['clock-steady', 'guard-closed', 'nobody-else', 'not-read-only']);
  expect(playbooks.map(({ id }) => id).sort()).toEqual([...PlaybookId.options].sort());
  for (const book of playbooks) expect(judgePreconditions(book.needs, nothing).every(({ state }) => state === 'met')).toBe(false);
});

test('PR2 every playbook that starts or restarts a worker needs its Redis up; the one for Redis needs it down', () => {
  for (const book of playbooks) {
    const touches = book.steps(nothing).some(({ id }) => id === 'start' || id === 'restart');
    if (touches) expect(book.needs).toContain('broker-up');
    expect(book.needs).toContain('guard-closed');
    expect(book.needs).toContain('not-read-only');
  }
  expect(playbooks.find(({ id }) => id === 'redis-down')?.needs).toContain('broker-down');
});

test('PR1 dead is proven: unreachable and unknown are not', () => {
  const worker = (kind: string, process: unknown = null) => ({ worker: { verdict: { kind }, process } as never });
  expect([judge('worker-dead', worker('crashed')), judge('worker-dead', worker('stopped')), judge('worker-dead', worker('unreachable')), judge('worker-dead', worker('unknown')), judge('worker-dead', worker('idle')), judge('worker-dead', worker('crashed', {}))]).toEqual(['met', 'met', 'unknown', 'unknown', 'not-met', 'not-met']);
});

test('PR1 stuck: named, long enough, and its process without a tick; an unread process is unknown', () => {
  const facts = (startedAt: number | null, moved: boolean | null): Partial<RecoveryFacts> => ({
    choices: { ...nothing.choices, task: 't' as never }, active: [{ id: 't', startedAt, childPid: 7 } as never],
    look: { ...emptyLook, processes: [{ pid: 7, isGone: false, state: 'S', wchan: 'x', hasMoved: moved, pipes: [] }] },
  });
  expect(judge('task-stuck', facts(nothing.now - 60_000, false))).toBe('met');
  expect(judge('task-stuck', facts(nothing.now - 60_000, true))).toBe('not-met');
  expect(judge('task-stuck', facts(nothing.now - 60_000, null))).toBe('unknown');
  expect(judge('task-stuck', facts(nothing.now - 5_000, false))).toBe('not-met');
  expect(judge('task-stuck', { ...facts(nothing.now - 60_000, false), choices: { ...nothing.choices, task: 'other' as never } })).toBe('not-met');
});

const emptyLook = { processes: [], space: [], redis: null, unit: null, journal: null, mayReset: null, logs: null, journalBytes: null, mayVacuum: null, oom: null };

test('PR1 a pipe is full when its writer sleeps in it and does not move', () => {
  const look = (wchan: string | null, hasMoved: boolean | null, pipes = [{ fd: 1, isReadable: true, waiting: 60_000, size: 65_536 }]): Partial<RecoveryFacts> => ({ look: { ...emptyLook, processes: [{ pid: 7, isGone: false, state: 'S', wchan, hasMoved, pipes }] }, worker: { verdict: { reason: 'consuming' } } as never });
  expect([judge('pipe-full', look('pipe_write', false)), judge('pipe-full', look('anon_pipe_write', false)), judge('pipe-full', look('pipe_write', true)), judge('pipe-full', look('ep_poll', false)), judge('pipe-full', look('pipe_write', false, [])), judge('pipe-full', look(null, false))]).toEqual(['met', 'met', 'not-met', 'not-met', 'unknown', 'not-met']);
});

test('PR3 a unit at its start limit that may not be reset is refused before the click', () => {
  const supervision = { status: '', lockedBy: null, process: null, backend: { kind: 'systemd-system', name: 'celery.service' }, abilities: [{ verb: 'start', isAllowed: true, because: null, about: '' }] } as never;
  const unit = { active: 'failed', sub: 'failed', result: 'exit-code', restarts: 5, restartsLately: 5, runAgeMs: 1000 };
  const facts = (mayReset: boolean | null, journal = 'celery.service: Start request repeated too quickly.\n'): Partial<RecoveryFacts> => ({ supervision, worker: { process: null, ends: [] } as never, look: { ...emptyLook, unit, journal, mayReset } });
  expect([judge('backend-allowed', facts(false)), judge('backend-allowed', facts(true)), judge('storm', facts(true)), judge('no-start-limit', facts(true)), judge('no-start-limit', facts(true, 'quiet'))]).toEqual(['not-met', 'met', 'met', 'not-met', 'met']);
});

test('PR1 a storm is one in every moment of its loop, and none once it was stopped or long ago', () => {
  const supervision = { status: 'active (running)', lockedBy: null, process: null, backend: { kind: 'systemd-system', name: 'celery.service' }, abilities: [] } as never;
  const loop = { active: 'activating', sub: 'auto-restart', result: 'exit-code', restarts: 4, restartsLately: 4, runAgeMs: 900 };
  const storm = (unit: Partial<Omit<typeof loop, 'restartsLately' | 'runAgeMs'> & { restartsLately: number | null; runAgeMs: number | null }> | null, more: Partial<RecoveryFacts> = {}): string => judge('storm', { supervision, worker: { process: null, ends: [] } as never, look: { ...emptyLook, unit: unit === null ? null : { ...loop, ...unit } }, ...more });
  const running = { active: 'active', sub: 'running', result: 'success' };
  expect([storm({}), storm(running), storm({ active: 'activating', sub: 'start' }), storm({ active: 'deactivating', sub: 'final-sigterm' }), storm({ active: 'failed', sub: 'failed' })]).toEqual(['met', 'met', 'met', 'met', 'met']);
  // few of them lately: months of single accidents are no loop; neither is one that was stopped
  expect([storm({ ...running, restarts: 40, restartsLately: 1 }), storm({ ...running, restarts: 2 }), storm({ active: 'inactive', sub: 'dead' })]).toEqual(['not-met', 'not-met', 'not-met']);
  // a journal that cannot be read: the age of the process is left
  expect([storm({ restartsLately: null }), storm({ ...running, restartsLately: null }), storm({ ...running, restartsLately: null, runAgeMs: 60_000 }), storm(null)]).toEqual(['met', 'met', 'not-met', 'unknown']);
  const seen = (ago: number): Partial<RecoveryFacts> => ({ stormSeenAt: nothing.now - ago });
  expect([storm(null, seen(5_000)), storm(null, seen(90_000)), storm({ ...running, restartsLately: null, runAgeMs: null }, seen(5_000)), storm({ active: 'inactive', sub: 'dead' }, seen(5_000))]).toEqual(['met', 'unknown', 'met', 'not-met']);
});

test('PR3 what may be done is asked of the process the backend was seen with, not of an older record', () => {
  const supervision = (process: unknown) => ({ supervision: { status: '', lockedBy: null, process, backend: { kind: 'systemd-system', name: 'c.service' }, abilities: [{ verb: 'start', isAllowed: process === null, because: null, about: '' }, { verb: 'restart', isAllowed: true, because: null, about: '' }] } as never, worker: { process: null, ends: [] } as never });
  expect([judge('backend-allowed', supervision(null)), judge('backend-allowed', supervision({ pid: 5 }))]).toEqual(['met', 'met']);
});

test('the mender’s answers are foreign: any shape reads without a throw', () => {
  for (const value of [null, 5, [], 'x', {}, { processes: 5, space: [null, {}], redis: [], unit: 7, logs: [{ path: 5 }], oom: [5] }, { processes: [{ pid: 'x', pipes: {} }], redis: { processes: [{}], shown: 5 } }]) expect(() => readMendLook(value)).not.toThrow();
  expect(readMendLook({ space: [{ path: '/', free: 5, total: 10 }], logs: [{ path: '/var/log/a.log', bytes: 9, mine: true }], oom: ['Out of memory: Killed process 5'] })).toMatchObject({ space: [{ free: 5 }], logs: [{ isMine: true }], oom: ['Out of memory: Killed process 5'] });
});

test('the last traceback, its error first; and what systemd says at a start limit (journal of systemd 252, Debian 12)', () => {
  const journal = 'x\nTraceback (most recent call last):\n  File "a.py", line 1, in <module>\nOldError: no\nTraceback (most recent call last):\n  File "tapp.py", line 1, in <module>\n    import nothing\nModuleNotFoundError: No module named \'nothing\'\ncelery-loop.service: Failed with result \'exit-code\'.\ncelery-loop.service: Start request repeated too quickly.\n';
  expect(lastTraceback(journal)?.[0]).toBe("ModuleNotFoundError: No module named 'nothing'");
  expect(lastTraceback('quiet')).toBeNull();
  expect([startLimitSaid(journal), startLimitSaid('quiet'), startLimitSaid(null)]).toEqual([true, false, false]);
});

test('PR1 out of memory: the kernel’s line must name a process of this worker; a kill of somebody else is none', () => {
  const worker = { worker: { childDeaths: [{ pid: 77 }], ends: [] } as never };
  const oom = (line: string) => ({ look: { ...emptyLook, oom: [line] } });
  expect(judge('oom-seen', { ...worker, ...oom('Memory cgroup out of memory: Killed process 77 (python3) total-vm:5kB') })).toBe('met');
  expect(judge('oom-seen', { ...worker, ...oom('Out of memory: Killed process 78 (chromium) total-vm:5kB') })).toBe('not-met');
  expect(judge('oom-seen', { ...worker, memoryDeaths: 2 })).toBe('met');
  expect(judge('oom-seen', worker)).toBe('unknown');
});

test('PR1 a pool of one process hangs when it has been silent for half a minute and takes no processor time', () => {
  const seen = (silentMs: number, hasMoved: boolean | null, reason = 'solo-in-task'): Partial<RecoveryFacts> => ({
    worker: { process: { pid: 7 }, pool: { kind: 'solo' }, verdict: { kind: 'busy', reason, since: nothing.now - silentMs } } as never,
    look: { ...emptyLook, processes: [{ pid: 7, isGone: false, state: 'S', wchan: 'pause', hasMoved, pipes: [] }] },
  });
  expect([judge('worker-hung', seen(60_000, false)), judge('worker-hung', seen(60_000, true)), judge('worker-hung', seen(5_000, false)), judge('worker-hung', seen(60_000, false, 'waiting-for-work')), judge('worker-hung', seen(60_000, null)), judge('worker-hung', {})]).toEqual(['met', 'not-met', 'not-met', 'not-met', 'unknown', 'unknown']);
});

test('PB4 where the main process runs the task there is no child to end: the ladder to KILL, agreed to, and another proof of being stuck', () => {
  const book = playbooks.find(({ id }) => id === 'stuck-task');
  if (book === undefined) throw new Error('no playbook');
  const facts = (kind: string): RecoveryFacts => ({ ...nothing, worker: { pool: { kind }, verdict: { kind: 'busy', reason: 'solo-in-task', since: 0 } } as never });
  expect(['prefork', 'unknown', 'solo', 'threads'].map((kind) => [book.steps(facts(kind)).filter(({ changes }) => changes).map(({ id }) => id), book.consents(facts(kind))])).toEqual([
    [['revoke', 'kill-child'], ['lose-running-tasks']], [['revoke', 'kill-child'], ['lose-running-tasks']], [['restart'], ['lose-running-tasks', 'kill']], [['restart'], ['lose-running-tasks', 'kill']],
  ]);
  const proofs = (kind: string): readonly string[] => needsOf(book, facts(kind)).filter((id) => ['task-named', 'task-stuck', 'worker-hung', 'pool-kills-child', 'backend-allowed'].includes(id));
  expect([proofs('prefork'), proofs('unknown'), proofs('solo'), proofs('gevent')]).toEqual([['task-named', 'task-stuck', 'pool-kills-child'], ['task-named', 'task-stuck', 'pool-kills-child'], ['worker-hung', 'backend-allowed'], ['task-named', 'task-stuck', 'backend-allowed']]);
});

test('PB5 a memory limit is a choice: shrinking without it, a fix that must be applicable with it', () => {
  const book = playbooks.find(({ id }) => id === 'oom-loop');
  if (book === undefined) throw new Error('no playbook');
  const limit = (refused: unknown, after = '409600') => ({ refused, commands: ['systemctl daemon-reload'], changes: [{ kind: 'flag', what: '--max-memory-per-child', before: null, after }, { kind: 'file', what: '/etc/systemd/system/c.service.d/90-fleetbeat-worker-memory-limit.conf', before: null, after: '[Service]\nExecStart=\n' }] }) as unknown as FixPlan;
  const chosen: RecoveryFacts = { ...nothing, active: [], choices: { ...nothing.choices, maxMemoryPerChildKiB: 409_600 }, limit: limit(null) };
  expect([book.steps(nothing).find(({ changes }) => changes)?.id, book.steps(chosen).find(({ changes }) => changes)?.id]).toEqual(['shrink-pool', 'limit-memory']);
  expect([needsOf(book, nothing).includes('limit-applicable'), needsOf(book, chosen).includes('limit-applicable')]).toEqual([false, true]);
  expect([book.consents(chosen), book.consents({ ...chosen, active: null }), book.consents(nothing)]).toEqual([[], ['lose-running-tasks'], []]);
  expect([judge('limit-applicable', {}), judge('limit-applicable', chosen), judge('limit-applicable', { limit: limit({ because: 'no-systemd', about: '' }) })]).toEqual(['unknown', 'met', 'not-met']);
  expect([proposedKiB(chosen.limit), proposedKiB(limit(null, '4 GB')), proposedKiB(null)]).toEqual([409_600, null, null]);
  expect(commandOf('limit-memory', chosen)).toBe('# /etc/systemd/system/c.service.d/90-fleetbeat-worker-memory-limit.conf\n[Service]\nExecStart=\nsystemctl daemon-reload');
});
