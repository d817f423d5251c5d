/**
 * Celery events of a simulated worker: heartbeats one by one, task events batched into `task.multi` as workers with
 * an event loop do. Nothing is built while nobody listens, which keeps large fleets cheap.
 */
import { encodeEnvelope } from './envelope.ts';
import { float, type PyValue } from './python-text.ts';
import type { LiveWorker, TaskRequest, WorkerNeeds, WorkerPlan } from './worker-plan.ts';

export type EventSender = {
  worker(type: 'worker-online' | 'worker-heartbeat' | 'worker-offline', intervalS: number): void;
  task(type: string, request: TaskRequest, fields: { readonly [key: string]: PyValue }): void;
};

export function createEventSender(needs: WorkerNeeds, plan: WorkerPlan, live: LiveWorker): EventSender {
  const batch: PyValue[] = [];
  const channelOf = (key: string) => `/${plan.db}.celeryev/${key}`;
  const publish = (key: string, body: PyValue) => {
    needs.redis.channels.publish(channelOf(key), encodeEnvelope({
      body, headers: { hostname: plan.node }, properties: {}, exchange: 'celeryev', routingKey: key, deliveryMode: 1, priority: 0, tag: needs.random.uuid(),
    }));
    live.links?.events.note('publish', false);
  };
  const head = () => ({ hostname: plan.node, utcoffset: 0, pid: live.main.pid, clock: (live.lamport += 1) });
  const stamp = () => float(needs.clock.now() / 1000);
  const flush = () => {
    if (batch.length === 0) return;
    publish('task.multi', batch.splice(0));
  };
  return {
    worker(type, intervalS) {
      const key = type.replace('-', '.');
      if (!needs.redis.channels.hasListeners(channelOf(key))) { live.lamport += 1; return; }
      let processed = 0;
      for (const count of live.totals.values()) processed += count;
      publish(key, {
        ...head(), freq: float(intervalS), active: live.active.size, processed, loadavg: needs.machine.load().map((value) => float(Number(value.toFixed(2)))),
        sw_ident: 'py-celery', sw_ver: plan.version, sw_sys: 'Linux', timestamp: stamp(), type,
      });
    },
    task(type, request, fields) {
      if (!live.sendsTaskEvents || !needs.redis.channels.hasListeners(channelOf('task.multi'))) return;
      batch.push({ ...head(), uuid: request.id, ...fields, timestamp: stamp(), type });
      if (batch.length === 1) needs.timers.after(100, flush);
      else if (batch.length >= 100) flush();
    },
  };
}

export function receivedFields(request: TaskRequest): { readonly [key: string]: PyValue } {
  return {
    name: request.name, args: request.argsRepr, kwargs: request.kwargsRepr, root_id: request.rootId, parent_id: request.parentId,
    retries: request.retries, eta: request.eta, expires: null,
  };
}
