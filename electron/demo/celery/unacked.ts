/** kombu's book of delivered messages: `unacked` and `unacked_index`, and giving a message back. */
import { toBytes } from '#electron/demo/redis/resp.ts';
import { queueKey } from './envelope.ts';
import type { TaskRequest, WorkerNeeds } from './worker-plan.ts';

export type UnackedBook = {
  delivered(request: TaskRequest, message: string): void;
  acknowledge(request: TaskRequest): void;
  giveBack(request: TaskRequest): void;
};

export function createUnackedBook({ redis, clock }: WorkerNeeds, db: number): UnackedBook {
  const forget = (tag: string) => { redis.call(db, 'ZREM', 'unacked_index', tag); redis.call(db, 'HDEL', 'unacked', tag); };
  return {
    delivered(request, message) {
      redis.call(db, 'ZADD', 'unacked_index', String(clock.now() / 1000), request.tag);
      redis.call(db, 'HSET', 'unacked', request.tag, `[${message}, "", ${toBytes(JSON.stringify(request.queue))}]`);
    },
    acknowledge(request) {
      if (request.isAcknowledged) return;
      request.isAcknowledged = true;
      forget(request.tag);
    },
    giveBack(request) {
      const held = redis.call(db, 'HGET', 'unacked', request.tag);
      forget(request.tag);
      if (typeof held !== 'string') return;
      const message = held.slice(1, held.lastIndexOf(', "", '));
      const marked = message.replace('"delivery_info": {', '"delivery_info": {"redelivered": true, ').replace('"headers": {', '"headers": {"redelivered": true, ');
      redis.call(db, 'RPUSH', toBytes(queueKey(request.queue, request.priority)), marked);
    },
  };
}
