/** The sentence before the confirmation: right figures, right worker, no promise that Celery does not keep. */
import { describe, expect, it } from 'vitest';
import type { ControlAction } from '#shared/domain/control.ts';
import { TaskId } from '#shared/domain/ids.ts';
import { describeAction, permissionOf } from '#renderer/screens/control/describe-action.ts';
import { workerView } from '#test/fakes/fleet-views.ts';

const child = { pid: 1, startTicks: 1, startedAt: null, usage: null };
const prefork = workerView({ children: [child, { ...child, pid: 2 }], queues: ['celery'] });
const unseen = workerView({ pool: { ...prefork.pool, maxConcurrency: null } });

describe('describeAction', () => {
  it.each<[ControlAction, object]>([
    [{ kind: 'pool-grow', by: 2 }, { key: 'growFromTo', count: 2, numbers: { from: 2, to: 4 } }],
    [{ kind: 'pool-shrink', by: 1 }, { key: 'shrinkFromTo', numbers: { from: 2, to: 1 } }],
    [{ kind: 'pool-shrink', by: 7 }, { key: 'shrinkToNothing' }],
    [{ kind: 'rate-limit', task: 't', rate: '0' }, { key: 'rateUnlimited' }],
    [{ kind: 'rate-limit', task: 't', rate: '3/m' }, { key: 'rateLimit', texts: { task: 't', rate: '3/m' } }],
    [{ kind: 'time-limit', task: 't', softS: 3, hardS: null }, { key: 'timeLimitSoft', numbers: { soft: 3 } }],
    [{ kind: 'time-limit', task: 't', softS: null, hardS: null }, { key: 'timeLimitNone' }],
    [{ kind: 'cancel-consumer', queue: 'celery' }, { key: 'cancelLastConsumer' }],
    [{ kind: 'cancel-consumer', queue: 'other' }, { key: 'cancelConsumer' }],
    [{ kind: 'add-consumer', queue: 'celery' }, { key: 'addConsumerAgain' }],
    [{ kind: 'revoke', tasks: [TaskId.parse('a')], terminate: true, signal: 'SIGKILL' }, { key: 'kill', count: 1 }],
    [{ kind: 'revoke', tasks: [TaskId.parse('a')], terminate: false, signal: 'SIGTERM' }, { key: 'revoke' }],
  ])('%j', (action, expected) => expect(describeAction(action, prefork)).toMatchObject(expected));
  it('does not invent a size it does not know', () => {
    expect(describeAction({ kind: 'pool-grow', by: 3 }, unseen)).toMatchObject({ key: 'grow', count: 3, numbers: {} });
  });
});

describe('permissionOf', () => {
  it('refuses everything when read-only, before any other reason', () => {
    expect(permissionOf('enable-events', workerView({ broker: null }), true)).toEqual({ can: false, because: 'read-only' });
  });
  it('needs a broker', () => expect(permissionOf('enable-events', workerView({ broker: null }), false)).toEqual({ can: false, because: 'no-broker' }));
  it('follows the pool', () => {
    const solo = workerView({ pool: { ...prefork.pool, kind: 'solo' } });
    expect(permissionOf('pool-grow', solo, false)).toEqual({ can: false, because: 'pool-has-fixed-size' });
    expect(permissionOf('pool-grow', prefork, false).can).toBe(true);
  });
  it('says that a busy solo worker obeys late', () => {
    const busy = workerView({ pool: { ...prefork.pool, kind: 'solo' }, verdict: { ...prefork.verdict, kind: 'busy' } });
    expect(permissionOf('time-limit', busy, false)).toMatchObject({ cautions: ['accepted-without-effect', 'answers-after-the-task'] });
  });
});
