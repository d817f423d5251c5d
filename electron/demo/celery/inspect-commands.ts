/** The inspect commands of Celery's remote control: what each answers about the simulated worker (5.2.6 and 5.5.3). */
import { float, type PyValue } from './python-text.ts';
import { showRequest } from './read-task.ts';
import type { LiveWorker, TaskRequest, WorkerNeeds, WorkerPlan } from './worker-plan.ts';

export type Desk = { readonly needs: WorkerNeeds; readonly plan: WorkerPlan; readonly live: LiveWorker };
export type Arguments = Readonly<Record<string, unknown>>;
export type Inspect = (desk: Desk, args: Arguments) => PyValue;

const implementations = { prefork: 'celery.concurrency.prefork:TaskPool', solo: 'celery.concurrency.solo:TaskPool', threads: 'celery.concurrency.thread:TaskPool' } as const;

export function showPool({ plan, live }: Desk): PyValue {
  const named = plan.version === '5.2.6' ? {} : { implementation: implementations[plan.pool] };
  if (plan.pool === 'solo') return { ...named, 'max-concurrency': 1, processes: [live.main.pid], 'max-tasks-per-child': null, 'put-guarded-by-semaphore': true, timeouts: [] };
  if (plan.pool === 'threads') return { ...named, 'max-concurrency': live.concurrency, threads: live.concurrency };
  return {
    ...named, 'max-concurrency': live.concurrency, processes: live.children.map((child) => child.pid), 'max-tasks-per-child': plan.maxTasksPerChild ?? 'N/A',
    'put-guarded-by-semaphore': false, timeouts: [plan.softLimitS ?? 0, plan.hardLimitS ?? 0],
    writes: { total: sum(live), avg: '0.00', all: '', raw: '', strategy: 'fair', inqueues: { total: live.children.length, active: live.active.size } },
  };
}

function sum(live: LiveWorker): number {
  let total = 0;
  for (const count of live.totals.values()) total += count;
  return total;
}

const stats: Inspect = (desk) => {
  const { plan, live, needs } = desk;
  const cpuS = live.main.cpuMs() / 1000;
  return {
    total: Object.fromEntries(live.totals), pid: live.main.pid, clock: String(live.lamport), uptime: Math.floor((needs.clock.now() - live.main.startedAt) / 1000), pool: showPool(desk),
    broker: {
      hostname: '127.0.0.1', userid: null, virtual_host: String(plan.db), port: 6379, insist: false, ssl: false, transport: 'redis', connect_timeout: 4,
      transport_options: {}, login_method: null, uri_prefix: null, heartbeat: float(120), failover_strategy: 'round-robin', alternates: [],
    },
    prefetch_count: (plan.pool === 'solo' ? needs.machine.hardware.cores : live.concurrency) * plan.prefetchMultiplier,
    rusage: { utime: float(Number((cpuS * 0.82).toFixed(6))), stime: float(Number((cpuS * 0.18).toFixed(6))), maxrss: live.main.peakRssKiB(), ixrss: 0, idrss: 0, isrss: 0,
      minflt: 16_611, majflt: 18, nswap: 0, inblock: 27_848, oublock: 784, msgsnd: 0, msgrcv: 0, nsignals: 0, nvcsw: 1188, nivcsw: 114 },
    ...(live.autoscale === null ? {} : { autoscaler: { max: live.autoscale.max, min: live.autoscale.min, current: live.concurrency, qty: 0 } }),
  };
};

const showQueue = (name: string): PyValue => ({
  name, exchange: { name, type: 'direct', arguments: null, durable: true, passive: false, auto_delete: false, delivery_mode: null, no_declare: false },
  routing_key: name, queue_arguments: null, binding_arguments: null, consumer_arguments: null, durable: true, exclusive: false, auto_delete: false, no_ack: false,
  alias: null, bindings: [], no_declare: null, expires: null, message_ttl: null, max_length: null, max_length_bytes: null, max_priority: null,
});

const active: Inspect = ({ live, plan }) => [...live.active.values()].map(({ request, startedAt, pid }) => showRequest(request, plan.node, float(startedAt / 1000), pid));
const waiting = (request: TaskRequest, plan: WorkerPlan) => showRequest(request, plan.node, null, null);
const reserved: Inspect = ({ live, plan }) => live.reserved.map((request) => waiting(request, plan));
const scheduled: Inspect = ({ live, plan }) => [...live.scheduled.values()].map(({ request }) => ({ eta: request.eta, priority: 6, request: waiting(request, plan) }));
const revoked: Inspect = ({ live }) => [...live.revoked];

const queryTask: Inspect = ({ live, plan }, args) => {
  const ids = args['ids'];
  const wanted = Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : typeof ids === 'string' ? [ids] : [];
  const found: [string, PyValue][] = [];
  for (const id of wanted) {
    const running = live.active.get(id);
    const held = live.reserved.find((request) => request.id === id) ?? live.scheduled.get(id)?.request;
    if (running !== undefined) found.push([id, ['active', showRequest(running.request, plan.node, float(running.startedAt / 1000), running.pid)]]);
    else if (held !== undefined) found.push([id, ['reserved', waiting(held, plan)]]);
  }
  return Object.fromEntries(found);
};

const registered: Inspect = ({ plan, live }, args) => {
  const wanted = Array.isArray(args['taskinfoitems']) ? args['taskinfoitems'] : [];
  return plan.tasks.map(({ name }) => {
    const rate = live.rates.get(name)?.text;
    return wanted.includes('rate_limit') && rate !== undefined ? `${name} [rate_limit=${rate}]` : name;
  }).sort();
};

const masked = (url: string) => url.replace(/:[^:@/]*@/, ':********@');

const conf: Inspect = ({ plan }, args) => ({
  broker_url: masked(plan.brokerUrl), result_backend: masked(plan.brokerUrl), deprecated_settings: null, task_acks_late: plan.isAckLate,
  worker_prefetch_multiplier: plan.prefetchMultiplier, task_default_queue: plan.queues[0] ?? 'celery', result_expires: 3600,
  worker_max_tasks_per_child: plan.maxTasksPerChild, worker_max_memory_per_child: plan.maxMemoryPerChildKiB, include: [plan.app, 'celery.app.builtins'],
  ...(args['with_defaults'] === true ? { broker_connection_retry: true, broker_pool_limit: 10, broker_transport_options: {}, result_backend_max_retries: float(Infinity), worker_concurrency: plan.concurrency, timezone: null, enable_utc: true } : {}),
});

const report: Inspect = ({ plan, needs }) => ({
  ok: `\nsoftware -> celery:${plan.version} (${plan.version === '5.2.6' ? 'dawn-chorus' : 'immunity'}) kombu:${plan.version === '5.2.6' ? '5.2.4' : '5.5.4'} py:${needs.machine.hardware.python}\n`
    + `            billiard:4.1.0 redis:4.3.4\nplatform -> system:Linux arch:64bit, ELF\n            kernel version:${needs.machine.hardware.kernel} imp:CPython\n`
    + `loader   -> celery.loaders.app.AppLoader\nsettings -> transport:redis results:${masked(plan.brokerUrl)}\n\nbroker_url: '${masked(plan.brokerUrl)}'\n`,
});

const memsample = (live: LiveWorker) => `${(live.main.rssKiB() / 1024).toFixed(3)}MB`;

export const inspectCommands: Readonly<Record<string, Inspect>> = {
  ping: () => ({ ok: 'pong' }),
  stats, active, dump_active: active, reserved, dump_reserved: reserved, scheduled, dump_schedule: scheduled, revoked, dump_revoked: revoked,
  query_task: queryTask, registered, dump_tasks: registered, conf, dump_conf: conf, report,
  active_queues: ({ live }) => live.queues.map(showQueue),
  clock: ({ live }) => ({ clock: live.lamport }),
  memsample: ({ live }) => memsample(live),
  memdump: ({ live }) => `- rss (sample):\n-    > ${memsample(live)},\n- rss (end): ${memsample(live)}.\n`,
  hello: ({ live }) => ({ revoked: {}, clock: live.lamport }),
};
