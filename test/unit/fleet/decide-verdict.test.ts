import { describe, expect, test } from 'vitest';
import { decideVerdict } from '#electron/fleet/core/decide-verdict.ts';
import { listProofs } from '#electron/fleet/core/list-proofs.ts';
import type { WorkerEvidence } from '#electron/fleet/core/worker-evidence.ts';

const now = 1_800_000_000_000;
const s = 1000;

/** A healthy idle prefork worker; each case changes only what its situation changes. */
const healthy: WorkerEvidence = {
  now,
  host: { isConnected: true, isOff: false, since: now - 600 * s, wasEverConnected: true, sampledAt: now - 1 * s, staleAfterMs: 10 * s, seesAll: true },
  broker: { isReady: true, since: now - 600 * s },
  process: { pid: 812, startedAt: now - 3600 * s, bornAt: now - 3600 * s, at: now - 1 * s, state: 'sleeping', stateSince: now - 60 * s, wchan: null, stillSince: null },
  gone: null,
  heartbeat: { lastAt: now - 1 * s, intervalS: 2, offlineAt: null, isDisabled: false },
  reply: { lastAt: now - 5 * s, tookMs: 12, missesInRow: 0, lastMissAt: null },
  connection: { at: now - 2 * s, isWaiting: true, notWaitingSince: null, count: 4 },
  queue: { at: now - 1 * s, depth: 0 },
  processedMovedAt: null, activeTasks: 0, heldTasks: null, activeQueues: ['celery'], pool: 'prefork', isBindingLeft: null,
};
const silent = { heartbeat: { ...healthy.heartbeat, lastAt: now - 40 * s }, reply: { lastAt: now - 45 * s, tookMs: 10, missesInRow: 4, lastMissAt: now - 2 * s } };
const notWaiting = { connection: { at: now - 2 * s, isWaiting: false, notWaitingSince: now - 20 * s, count: 3 } };
const goneNow = { process: null, gone: { pid: 812, at: now - 1 * s }, connection: null };
const process = (change: Partial<NonNullable<WorkerEvidence['process']>>): Partial<WorkerEvidence> => ({ process: { ...healthy.process!, ...change } });
const away = (change: Partial<NonNullable<WorkerEvidence['host']>>): Partial<WorkerEvidence> => ({ host: { ...healthy.host!, isConnected: false, since: now - 30 * s, ...change } });

const table: readonly (readonly [string, Partial<WorkerEvidence>, string, string])[] = [
  ['VD1 a main that said worker-offline and ended is stopped', { ...goneNow, heartbeat: { ...healthy.heartbeat, offlineAt: now - 2 * s } }, 'stopped', 'main-gone-offline-said'],
  ['VD1 a farewell long before the end does not belong to it', { ...goneNow, heartbeat: { ...healthy.heartbeat, offlineAt: now - 25 * s } }, 'crashed', 'main-gone-silently'],
  ['VD2 a main that ended without a word while its voice was fresh is crashed', goneNow, 'crashed', 'main-gone-silently'],
  ['VD2 its binding left behind proves a violent end, voice or not', { ...goneNow, heartbeat: { ...healthy.heartbeat, lastAt: null, isDisabled: true }, isBindingLeft: true }, 'crashed', 'main-gone-silently'],
  ['VD3 a removed binding proves a clean end of a worker without heartbeat', { ...goneNow, heartbeat: { ...healthy.heartbeat, lastAt: null, isDisabled: true }, isBindingLeft: false }, 'stopped', 'main-gone-binding-removed'],
  ['VD4 an end nobody could hear is stopped, unexplained, never called a crash', { ...goneNow, broker: { isReady: false, since: now - 60 * s } }, 'stopped', 'main-gone-unexplained'],
  ['VD4 without heartbeat, before the binding is read, nothing is claimed', { ...goneNow, heartbeat: { ...healthy.heartbeat, lastAt: null, isDisabled: true } }, 'stopped', 'main-gone-unexplained'],
  ['VD5 a host that was there and does not answer makes its workers unreachable', { ...silent, ...away({}) }, 'unreachable', 'host-unreachable'],
  ['VD5 a host never reached says nothing about its workers', { ...silent, ...away({ wasEverConnected: false }), process: null }, 'unknown', 'host-never-reached'],
  ['VD5 a lost host does not hide a worker whose broker still hears it', away({}), 'idle', 'waiting-for-work'],
  ['VD5 a voice heard just before host and broker went away together counts no more', { ...away({ since: now - 2 * s }), broker: { isReady: false, since: now - 2 * s } }, 'unreachable', 'host-unreachable'],
  ['VD5 a host switched off by the operator is not a fault', { ...silent, ...away({ isOff: true }) }, 'unknown', 'no-evidence'],
  ['VD6 figures that stopped coming are not shown as true', { ...silent, host: { ...healthy.host!, sampledAt: now - 30 * s } }, 'unknown', 'evidence-stale'],
  ['VD7 SIGSTOP is frozen, never dead', { ...silent, ...process({ state: 'stopped' }) }, 'blocked', 'frozen-by-signal'],
  ['VD7 a debugger holds it just so', { ...silent, ...process({ state: 'traced' }) }, 'blocked', 'frozen-by-signal'],
  ['VD8 a pipe nobody reads blocks', { ...silent, ...notWaiting, ...process({ wchan: 'anon_pipe_write', stillSince: now - 8 * s }) }, 'blocked', 'pipe-full'],
  ['VD8 the older kernel name counts as well', { ...silent, ...process({ wchan: 'pipe_write', stillSince: now - 8 * s }) }, 'blocked', 'pipe-full'],
  ['VD8 a burst into a pipe is not a full pipe', process({ wchan: 'pipe_write', stillSince: now - 2 * s }), 'idle', 'waiting-for-work'],
  ['VD9 a long wait for the disk', { ...silent, ...process({ state: 'disk-wait', stateSince: now - 20 * s }) }, 'blocked', 'disk-wait'],
  ['VD9 ten seconds for the disk are no block yet', process({ state: 'disk-wait', stateSince: now - 10 * s }), 'idle', 'waiting-for-work'],
  ['VD10 a young process that has not spoken is starting', { heartbeat: { ...healthy.heartbeat, lastAt: null }, reply: { lastAt: null, tookMs: null, missesInRow: 1, lastMissAt: now }, connection: null, ...process({ bornAt: now - 5 * s }) }, 'restarting', 'new-process-starting'],
  ['VD10 after 45 s its silence means something', { heartbeat: { ...healthy.heartbeat, lastAt: null }, reply: { lastAt: null, tookMs: null, missesInRow: 4, lastMissAt: now }, connection: null, ...process({ bornAt: now - 46 * s }) }, 'deaf', 'silent'],
  ['VD10 a voice from before its birth is not its own', { ...silent, connection: null, ...process({ bornAt: now - 5 * s }) }, 'restarting', 'new-process-starting'],
  ['VD11 no broker known: the process alone proves no work', { ...silent, broker: null, connection: null }, 'unknown', 'process-only'],
  ['VD12 a broker that is away leaves the worker unknown, not dead', { ...silent, broker: { isReady: false, since: now - 20 * s } }, 'unknown', 'broker-unreachable'],
  ['VD13 a solo worker that answers nothing is in its task, and well', { ...silent, ...notWaiting, pool: 'solo' }, 'busy', 'solo-in-task'],
  ['VD13 even one that waits on a network inside the task, without CPU', { ...silent, ...notWaiting, pool: 'solo', ...process({ stillSince: now - 300 * s }) }, 'busy', 'solo-in-task'],
  ['VD14 connected, heard, with nothing in hand and not waiting for work is deaf', notWaiting, 'deaf', 'connected-not-consuming'],
  ['VD14 a solo worker that beats but does not wait is deaf too', { ...notWaiting, pool: 'solo' }, 'deaf', 'connected-not-consuming'],
  ['VD14 a full prefork worker rightly does not wait', { ...notWaiting, activeTasks: 2 }, 'working', 'tasks-active'],
  ['VD14 a prefetch full of scheduled tasks rightly does not wait', { ...notWaiting, heldTasks: 8 }, 'idle', 'heartbeat-only'],
  ['VD14 with its hands not known to be empty it may be full: nothing is claimed', { ...notWaiting, activeTasks: null, heldTasks: null }, 'idle', 'heartbeat-only'],
  ['VD14 a list that came back empty settles it for a worker without heartbeat', { ...notWaiting, activeTasks: null, heldTasks: 0, heartbeat: { ...healthy.heartbeat, lastAt: null, isDisabled: true } }, 'deaf', 'connected-not-consuming'],
  ['VD14 two seconds between two BRPOPs are no deafness', { connection: { at: now, isWaiting: false, notWaitingSince: now - 2 * s, count: 3 } }, 'idle', 'heartbeat-only'],
  ['VD14 nothing is claimed where the connections cannot be told apart', { connection: { at: now, isWaiting: null, notWaitingSince: null, count: null } }, 'idle', 'heartbeat-only'],
  ['VD15 tasks active is working', { activeTasks: 1 }, 'working', 'tasks-active'],
  ['VD15 tasks finished a moment ago is working', { processedMovedAt: now - 10 * s }, 'working', 'consuming'],
  ['VD15 waiting for work is idle', {}, 'idle', 'waiting-for-work'],
  ['VD15 --without-heartbeat is no fault while replies come', { heartbeat: { ...healthy.heartbeat, lastAt: null, isDisabled: true } }, 'idle', 'waiting-for-work'],
  ['VD15 an intake the operator paused is idle, with its remedy', { activeQueues: [], ...notWaiting }, 'idle', 'intake-paused'],
  ['VD16 a prefork loop that stands still after three misses is deaf', { ...silent, connection: { at: now, isWaiting: null, notWaitingSince: null, count: null } }, 'deaf', 'silent'],
  ['VD16 one missing reply is unknown, never deaf', { heartbeat: silent.heartbeat, reply: { ...silent.reply, missesInRow: 1 }, connection: null }, 'unknown', 'silent'],
  ['VD16 two are unknown still', { heartbeat: silent.heartbeat, reply: { ...silent.reply, missesInRow: 2 }, connection: null }, 'unknown', 'silent'],
  ['VD16 the third makes it deaf', { heartbeat: silent.heartbeat, reply: { ...silent.reply, missesInRow: 3 }, connection: null }, 'deaf', 'silent'],
  ['VD16 silence of a worker whose process we cannot see is unknown, never dead', { ...silent, host: null, process: null, connection: null }, 'unknown', 'silent'],
  ['VD16 worker-offline from one we cannot see is stopped', { ...silent, host: null, process: null, connection: null, heartbeat: { ...silent.heartbeat, offlineAt: now - 30 * s } }, 'stopped', 'offline-said'],
];

/** The last moment at which it is not yet so, and the first at which it is. */
const edges: readonly (readonly [string, (ms: number) => Partial<WorkerEvidence>, number, string, string])[] = [
  ['VD1 a farewell belongs to an end within 20 s', (ms) => ({ ...goneNow, heartbeat: { ...healthy.heartbeat, offlineAt: now - s - ms } }), 19_999, 'main-gone-offline-said', 'main-gone-silently'],
  ['VD2 a voice was fresh until the end within three intervals', (ms) => ({ ...goneNow, heartbeat: { ...healthy.heartbeat, lastAt: now - s - ms } }), 5999, 'main-gone-silently', 'main-gone-unexplained'],
  ['VD6 samples that stopped coming for ten seconds', (ms) => ({ ...silent, host: { ...healthy.host!, since: 0, sampledAt: now - ms } }), 10_000, 'waiting-for-work', 'evidence-stale'],
  ['VD8 a pipe is full after 6 s without a tick', (ms) => process({ wchan: 'pipe_write', stillSince: now - ms }), 5999, 'waiting-for-work', 'pipe-full'],
  ['VD9 a disk is waited for after 15 s', (ms) => process({ state: 'disk-wait', stateSince: now - ms }), 14_999, 'waiting-for-work', 'disk-wait'],
  ['VD10 a process is young for 45 s', (ms) => ({ heartbeat: { ...healthy.heartbeat, lastAt: null }, reply: { lastAt: null, tookMs: null, missesInRow: 4, lastMissAt: now }, connection: null, ...process({ bornAt: now - ms }) }), 44_999, 'new-process-starting', 'silent'],
  ['VD14 deaf after 10 s without BRPOP', (ms) => ({ connection: { at: now, isWaiting: false, notWaitingSince: now - ms, count: 3 } }), 9999, 'heartbeat-only', 'connected-not-consuming'],
  ['VD15 lately finished is within a minute', (ms) => ({ processedMovedAt: now - ms }), 59_999, 'consuming', 'waiting-for-work'],
];

describe('the verdict', () => {
  test.each(edges)('%s', (_name, change, lastMs, before, after) => {
    expect([lastMs, lastMs + 1].map((ms) => decideVerdict({ ...healthy, ...change(ms) }).reason)).toEqual([before, after]);
  });

  test.each(table)('%s', (_name, change, kind, reason) => {
    const decision = decideVerdict({ ...healthy, ...change });
    expect([decision.kind, decision.reason]).toEqual([kind, reason]);
  });

  test('every reason has the one remedy of its row', () => {
    const remedies = new Map(table.map(([, change]) => { const { reason, remedy } = decideVerdict({ ...healthy, ...change }); return [reason, remedy]; }));
    expect(Object.fromEntries(remedies)).toEqual({
      'main-gone-offline-said': 'start', 'main-gone-silently': 'restart', 'main-gone-binding-removed': 'start', 'main-gone-unexplained': 'start', 'offline-said': 'start',
      'host-unreachable': 'look-at-host', 'host-never-reached': 'look-at-host', 'no-evidence': null, 'evidence-stale': 'wait',
      'frozen-by-signal': 'resume-frozen', 'pipe-full': 'drain-pipe', 'disk-wait': 'look-at-host', 'new-process-starting': 'wait',
      'process-only': 'look-at-broker', 'broker-unreachable': 'look-at-broker', 'solo-in-task': null, 'connected-not-consuming': 'restart',
      'tasks-active': null, consuming: null, 'waiting-for-work': null, 'heartbeat-only': null, 'intake-paused': 'reattach-queues', silent: expect.any(String),
    });
    expect(decideVerdict({ ...healthy, ...silent, connection: null }).remedy).toBe('restart');
  });

  test('VD0 only a process proven ended is ever called stopped or crashed, whatever else is missing', () => {
    const pools = ['prefork', 'solo', 'threads', 'gevent', 'unknown'] as const;
    for (const pool of pools) for (const part of [silent, {}]) for (const broker of [healthy.broker, null]) for (const connection of [healthy.connection, notWaiting.connection, null]) {
      const { kind } = decideVerdict({ ...healthy, ...part, pool, broker, connection });
      expect(['stopped', 'crashed']).not.toContain(kind);
    }
  });

  test('every verdict names its proofs, and a missing look is not a proof against', () => {
    expect(listProofs(healthy).map((proof) => proof.says)).toEqual(['process-running', 'heartbeat-fresh', 'reply-fresh', 'connection-waiting', 'queue-empty']);
    expect(listProofs({ ...healthy, ...goneNow, isBindingLeft: true }).map((proof) => proof.says)).toEqual(['process-gone', 'heartbeat-fresh', 'reply-fresh', 'queue-empty', 'binding-left']);
    expect(listProofs({ ...healthy, ...away({}), ...silent }).map((proof) => proof.says)[0]).toBe('host-unreachable');
  });
});
