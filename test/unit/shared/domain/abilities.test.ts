/** The table of docs/spec/celery-control.md section 3, whole. */
import { describe, expect, it } from 'vitest';
import { abilityKindOf, abilityOf } from '#shared/domain/abilities.ts';
import type { Pool, PoolKind } from '#shared/domain/worker.ts';

const pool = (kind: PoolKind, more: Partial<Pool> = {}): Pool => ({ kind, from: kind === 'unknown' ? 'none' : 'shape', maxConcurrency: 2, prefetchCount: 8, maxTasksPerChild: null, maxMemoryPerChildKiB: null, softTimeLimitS: null, hardTimeLimitS: null, autoscale: null, ...more });
const autoscale = { min: 1, max: 3 };
const can = (caution: string | null) => ({ can: true, caution });
const cannot = (because: string) => ({ can: false, because });

describe('abilityOf', () => {
  it.each([
    ['pool-grow', pool('prefork'), '5.2.6', can('lost-at-restart')],
    ['pool-shrink', pool('gevent'), '5.2.6', can('lost-at-restart')],
    ['pool-grow', pool('eventlet'), '5.2.6', can('lost-at-restart')],
    ['pool-grow', pool('solo'), '5.2.6', cannot('pool-has-fixed-size')],
    ['pool-shrink', pool('threads'), '5.5.3', cannot('pool-has-fixed-size')],
    ['pool-grow', pool('unknown'), null, can('support-unknown')],
    ['pool-grow', pool('prefork', { autoscale }), '5.2.6', cannot('autoscale-owns-the-size')],
    ['autoscale', pool('prefork', { autoscale }), '5.2.6', can('lost-at-restart')],
    ['autoscale', pool('prefork'), '5.2.6', cannot('autoscale-not-started')],
    ['autoscale', pool('prefork', { from: 'command-line' }), '5.2.6', can('support-unknown')],
    ['autoscale', pool('solo'), '5.2.6', cannot('pool-has-fixed-size')],
    ['autoscale', pool('unknown'), null, can('support-unknown')],
    ['time-limit', pool('prefork'), '5.2.6', can('lost-at-restart')],
    ['time-limit', pool('solo'), '5.2.6', can('accepted-without-effect')],
    ['time-limit', pool('threads'), '5.5.3', can('accepted-without-effect')],
    ['time-limit', pool('gevent'), '5.2.6', can('hard-limit-at-yield-points-only')],
    ['time-limit', pool('unknown'), null, can('support-unknown')],
    ['revoke', pool('solo'), '5.2.6', can('answers-after-the-task')],
    ['revoke', pool('prefork'), '5.2.6', can('forgotten-at-restart')],
    ['revoke-terminate', pool('prefork'), '5.2.6', can('kills-the-child')],
    ['revoke-terminate', pool('solo'), '5.5.3', cannot('pool-cannot-end-a-task')],
    ['revoke-terminate', pool('threads'), '5.5.3', cannot('pool-cannot-end-a-task')],
    ['revoke-terminate', pool('gevent'), '5.4.0', cannot('needs-celery-5-5')],
    ['revoke-terminate', pool('gevent'), '5.5.0', can(null)],
    ['revoke-terminate', pool('gevent'), '6.0.0rc1', can(null)],
    ['revoke-terminate', pool('gevent'), null, can('support-unknown')],
    ['revoke-terminate', pool('gevent'), 'weird', can('support-unknown')],
    ['revoke-terminate', pool('unknown'), null, can('support-unknown')],
    ['rate-limit', pool('threads'), '5.2.6', can('lost-at-restart')],
    ['add-consumer', pool('solo'), '5.2.6', can('answers-after-the-task')],
    ['cancel-consumer', pool('prefork'), '5.2.6', can('lost-at-restart')],
    ['enable-events', pool('unknown'), null, can('lost-at-restart')],
    ['disable-events', pool('gevent'), null, can('lost-at-restart')],
  ] as const)('%s with %j on %s', (kind, given, version, expected) => expect(abilityOf(kind, given, version)).toEqual(expected));

  it('tells ending a task from revoking it', () => {
    expect(abilityKindOf({ kind: 'revoke', tasks: [], terminate: true, signal: 'SIGTERM' })).toBe('revoke-terminate');
    expect(abilityKindOf({ kind: 'revoke', tasks: [], terminate: false, signal: 'SIGTERM' })).toBe('revoke');
    expect(abilityKindOf({ kind: 'pool-grow', by: 1 })).toBe('pool-grow');
  });
});
