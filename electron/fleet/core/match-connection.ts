/**
 * Which Redis clients belong to one worker, and whether one of them waits for work.
 * Best proof: the worker's own local ports. Without them, counting decides only the clear cases; else it is unknown.
 */
import type { RedisClient } from '#electron/celery/core/broker-observation.ts';
import type { CeleryMain } from '#electron/probes/core/host-observation.ts';

export type ConnectionProof = { readonly isWaiting: boolean | null; readonly count: number | null; readonly portsAreOld: boolean };

/** `workersHere`: how many living workers use this broker, this one included. */
export function matchConnection(main: CeleryMain | null, clients: readonly RedisClient[], workersHere: number): ConnectionProof {
  const ports = new Set((main?.sockets ?? []).map((socket) => socket.localPort));
  const own = clients.filter((client) => ports.has(client.port));
  const waiting = clients.filter((client) => client.isWaitingForWork).length;
  if (own.length > 0) {
    if (own.some((client) => client.isWaitingForWork)) return { isWaiting: true, count: own.length, portsAreOld: false };
    // its other ports may be newer than our list: believe "not waiting" only when the waiters can all be other workers'
    return { isWaiting: waiting < workersHere ? false : null, count: own.length, portsAreOld: true };
  }
  if (waiting === 0) return { isWaiting: false, count: main?.sockets === null || main === null ? null : 0, portsAreOld: ports.size > 0 };
  return { isWaiting: waiting >= workersHere ? true : null, count: null, portsAreOld: true };
}
