/** One simulated worker on one simulated Pi under a clock moved by hand, with an asker and a listener beside it. */
import { createSimWorker } from '#electron/demo/celery/sim-worker.ts';
import { encodeEnvelope, encodeTask, decodeEnvelope } from '#electron/demo/celery/envelope.ts';
import type { TaskKind } from '#electron/demo/celery/worker-plan.ts';
import { createSimMachine } from '#electron/demo/linux/sim-machine.ts';
import type { Reply } from '#electron/demo/redis/resp.ts';
import { createSimRedis } from '#electron/demo/redis/sim-redis.ts';
import { createSeededRandom } from '#electron/demo/seeded-random.ts';
import { piHardware } from '#electron/demo/stories/pi-hardware.ts';
import { planWorker, type WorkerChoices } from '#electron/demo/stories/plan-worker.ts';
import type { PyValue } from '#electron/demo/celery/python-text.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';

/** A reply that must be text. */
export function textOf(reply: Reply): string {
  if (typeof reply !== 'string') throw new Error(`no text: ${JSON.stringify(reply)}`);
  return reply;
}

const defaultTasks: readonly TaskKind[] = [{ name: 't.quick', runMs: [100, 100], cores: 0.5, result: 3 }, { name: 't.long', runMs: [60_000, 60_000], cores: 1 }];

export function createSimStage(choices: Partial<WorkerChoices> = {}) {
  const time = createManualClock();
  const random = createSeededRandom('test');
  const machine = createSimMachine(time.clock, piHardware('pi-4', 'pi', 'boot-1', 3), 800);
  const redis = createSimRedis({ ...time, settings: { version: '7.0.15', password: null, maxMemory: 0, policy: 'noeviction', usedMemory: () => 1, runId: 'r' } });
  const events: unknown[] = [];
  redis.join(1, 0, 'psubscribe').subscribe('/0.celeryev/*', [], (payload) => { events.push(decodeEnvelope(payload)?.body); });
  const needs = { ...time, random, machine, redis };
  const worker = createSimWorker(needs, planWorker({ node: 'w@pi', app: 'a', pool: 'prefork', concurrency: 2, queues: ['celery'], tasks: defaultTasks, unit: 'w.service', firstAgeS: 0, ...choices }));
  let sent = 0;
  return {
    time, machine, redis, worker, events,
    /** Types of the events since the last look. */
    seen: () => events.splice(0).flat().map((event) => (event as { type: string }).type),
    send(task: string, options: { readonly priority?: number; readonly eta?: string; readonly args?: readonly PyValue[] } = {}) {
      sent += 1;
      const step = options.priority === undefined || options.priority < 3 ? '' : `\x06\x16${options.priority >= 9 ? 9 : options.priority >= 6 ? 6 : 3}`;
      redis.call(0, 'LPUSH', `celery${step}`, encodeTask({ id: `id-${sent}`, task, args: options.args ?? [], kwargs: {}, queue: 'celery', priority: options.priority ?? 0, eta: options.eta ?? null, origin: 'gen1@pi', replyTo: 'r', tag: `tag-${sent}` }));
      return `id-${sent}`;
    },
    /** Asks as kombu does and returns the replies that came within the time. */
    ask(method: string, args: { readonly [key: string]: PyValue } = {}, extra: { readonly [key: string]: PyValue } = {}, waitMs = 20): unknown[] {
      redis.call(0, 'SADD', '_kombu.binding.reply.celery.pidbox', 'oid\x06\x16\x06\x16oid.reply.celery.pidbox');
      redis.call(0, 'PUBLISH', '/0.celery.pidbox', encodeEnvelope({
        body: { method, arguments: args, destination: null, pattern: null, matcher: null, ticket: 't1', reply_to: { exchange: 'reply.celery.pidbox', routing_key: 'oid' }, ...extra },
        headers: { clock: 1, expires: 0 }, properties: {}, exchange: 'celery.pidbox', routingKey: '', deliveryMode: 2, priority: 0, tag: 'x',
      }));
      time.advance(waitMs);
      const replies = redis.call(0, 'LRANGE', 'oid.reply.celery.pidbox', '0', '-1');
      redis.call(0, 'DEL', 'oid.reply.celery.pidbox');
      return (Array.isArray(replies) ? replies : []).map((reply) => decodeEnvelope(String(reply))?.body);
    },
    clients: () => textOf(redis.call(0, 'CLIENT', 'LIST')),
    start() { worker.start(); time.advance(2000); events.length = 0; },
  };
}
