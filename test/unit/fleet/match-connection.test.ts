import { expect, test } from 'vitest';
import { matchConnection } from '#electron/fleet/core/match-connection.ts';
import type { RedisClient } from '#electron/celery/core/broker-observation.ts';
import type { CeleryMain } from '#electron/probes/core/host-observation.ts';

const client = (port: number, waits: boolean): RedisClient => ({ host: '127.0.0.1', port, db: 0, ageS: 10, idleS: 0, lastCommand: waits ? 'brpop' : 'ping', isWaitingForWork: waits, isSubscriber: false });
const main = (ports: readonly number[] | null): CeleryMain => ({ sockets: ports === null ? null : ports.map((localPort) => ({ localPort, remoteHost: '127.0.0.1', remotePort: 6379 })) }) as CeleryMain;

test.each([
  ['its own port waits', main([1]), [client(1, true), client(2, false)], 1, true],
  ['its ports are there, none waits, nobody else does', main([1]), [client(1, false)], 1, false],
  ['its ports are there, the one waiter can be another worker', main([1]), [client(1, false), client(9, true)], 2, false],
  ['its ports are there, but the only waiter may be its own new connection', main([1]), [client(1, false), client(9, true)], 1, null],
  ['ports unreadable, nobody waits at all', main(null), [client(9, false)], 3, false],
  ['ports unreadable, as many wait as there are workers', main(null), [client(8, true), client(9, true)], 2, true],
  ['ports unreadable, fewer wait than there are workers: nobody can tell whose', main(null), [client(9, true)], 2, null],
  ['no process known, no client at all', null, [], 1, false],
])('%s', (_name, worker, clients, workers, waiting) => {
  expect(matchConnection(worker, clients, workers).isWaiting).toBe(waiting);
});
