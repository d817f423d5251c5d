/**
 * Evidence of a healthy small host, from a captured round (test/fixtures/diagnosis) with its Redis and one prefork worker.
 * `withRound` changes raw pieces before they are read, `changed` typed ones after.
 */
import { readFileSync } from 'node:fs';
import { composeEvidence } from '#electron/diagnosis/core/compose-evidence.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import { readLogs } from '#electron/diagnosis/core/read-logs.ts';
import { readPanel } from '#electron/diagnosis/core/read-panel.ts';
import { nodeReads, readCelery, type NodeAnswer } from '#electron/diagnosis/core/read-celery.ts';
import { readRedis } from '#electron/diagnosis/core/read-redis.ts';
import { askFigures, askQueues } from '#electron/diagnosis/core/redis-questions.ts';
import { readRound, type RawPiece } from '#electron/diagnosis/core/read-round.ts';
import { newHost } from '#electron/fleet/core/host-record.ts';
import { BrokerId, HostId, WorkerKey } from '#shared/domain/ids.ts';
import { hostView } from './fleet-views.ts';

export const capturedText = readFileSync(new URL('../fixtures/diagnosis/round-lab.txt', import.meta.url), 'latin1');
export const capturedMarker = 'ab12cd';
export const capturedAt = Date.UTC(2026, 10, 22, 6, 20);
/** Main and child of the capture. */
export const capturedMain = 83;

export const capturedNaming = { db: 0, keyPrefix: '', separator: '\u0006\u0016', controlExchange: 'celery', eventExchange: 'celeryev' };
const info = ['redis_version:7.0.15', 'arch_bits:64', 'run_id:0123', 'connected_clients:9', 'maxclients:10000', 'used_memory:1400000', 'used_memory_rss:4400000', 'maxmemory:0', 'maxmemory_policy:noeviction', 'mem_fragmentation_ratio:1.2', 'rdb_last_bgsave_status:ok', 'aof_last_write_status:ok', 'aof_enabled:0', 'rdb_changes_since_last_save:3', 'latest_fork_usec:300', 'evicted_keys:0', 'rejected_connections:0', 'db0:keys=6,expires=2,avg_ttl=1', 'loading:0', 'role:master'].map((line) => `${line}\r\n`).join('');
const config: Readonly<Record<string, string>> = { maxmemory: '0', 'maxmemory-policy': 'noeviction', timeout: '0', 'tcp-keepalive': '300', save: '3600 1', appendonly: 'no', maxclients: '10000', bind: '127.0.0.1', 'protected-mode': 'yes', 'stop-writes-on-bgsave-error': 'yes', dir: '/var/lib/redis' };

export function capturedAnswer(words: readonly (string | number)[]): unknown {
  const [verb, second] = words;
  if (verb === 'INFO') return info;
  if (verb === 'CLIENT') return 'id=3 addr=127.0.0.1:40000 name= db=0 age=500 idle=0 flags=b cmd=brpop omem=0\n';
  if (verb === 'CONFIG') { const value = config[String(words[2])]; return value === undefined ? [] : [words[2], value]; }
  if (verb === 'PUBSUB') return [second, 1];
  if (verb === 'SSCAN') return ['0', [`\u0006\u0016\u0006\u0016w1@fishy.celery.pidbox`]];
  if (verb === 'ZRANGE' || verb === 'LATENCY') return [];
  if (verb === 'ACL') return second === 'WHOAMI' ? 'default' : ['flags', ['on', 'nopass'], 'passwords', []];
  if (verb === 'TYPE') return 'list';
  return 0;
}

export const capturedStats = {
  total: { 'tapp.add': 12 }, pid: capturedMain, clock: '90', uptime: 600, prefetch_count: 4,
  pool: { 'max-concurrency': 1, processes: [89], 'max-tasks-per-child': 100, 'put-guarded-by-semaphore': false, timeouts: [60, 90], writes: {} },
  broker: { hostname: '127.77.1.2', port: 6379, transport: 'redis', transport_options: {}, virtual_host: '0', userid: null, connect_timeout: 4, heartbeat: 120 },
};

export type RoundChange = Readonly<Record<string, Partial<RawPiece> | null>>;

export function captured(change: RoundChange = {}, parts: { readonly stats?: unknown; readonly conf?: Readonly<Record<string, unknown>> } = {}): Evidence {
  const whole = readRound(capturedText, capturedMarker);
  const pieces = new Map(whole.pieces);
  for (const [name, piece] of Object.entries(change)) {
    if (piece === null) pieces.delete(name);
    else pieces.set(name, { ...(pieces.get(name) ?? { state: 'had' as const, source: name, because: '', text: '' }), ...piece });
  }
  const broker = BrokerId.parse('b1');
  const host = { id: 'fishy', name: 'fishy' };
  const view = hostView({ id: HostId.parse(host.id) });
  const record = { ...newHost({ ...view.config, id: HostId.parse(host.id), name: host.name }, capturedAt), link: { ...view.link, phase: 'connected' as const, error: null }, identity: view.identity, sample: view.sample };
  const conf = { broker_url: 'redis://127.77.1.2:6379/0', task_acks_late: false, task_time_limit: 90, task_soft_time_limit: 60, worker_prefetch_multiplier: 4, worker_max_memory_per_child: 400_000, accept_content: ['json'], ...parts.conf };
  const values: Readonly<Record<(typeof nodeReads)[number], unknown>> = { ping: { ok: 'pong' }, stats: parts.stats ?? capturedStats, conf, active: [], reserved: [], scheduled: [], active_queues: [{ name: 'celery', exchange: { name: 'celery' }, routing_key: 'celery' }], registered: ['tapp.add'], report: { ok: '\nsoftware -> celery:5.2.6 (dawn-chorus) kombu:5.2.4 py:3.11.2\n' } };
  const figures = askFigures(capturedNaming).map((words) => ({ ok: true as const, value: capturedAnswer(words) }));
  return composeEvidence({
    host, at: capturedAt, round: { ...whole, pieces }, clock: { skewMs: 12, uncertaintyMs: 3 }, reached: [{ host: '127.77.1.2', port: 6379, pid: null, isOwnNamespace: true }], known: [],
    redis: [readRedis({
      broker, label: 'redis://127.77.1.2:6379/0', host: '127.77.1.2', port: 6379, db: 0, isUnixSocket: false, isTls: false, isOnThisHost: true, isWithoutPassword: true, trouble: null, at: capturedAt, naming: capturedNaming,
      pingMs: 0.7, figures, queues: { names: ['celery'], answers: askQueues(capturedNaming, ['celery']).map((words) => ({ ok: true as const, value: capturedAnswer(words) })) }, bindings: [], sample: { keys: [], scanned: 6, isWhole: true, answers: [] },
    })],
    celery: [readCelery({
      node: 'w1@fishy', worker: WorkerKey.parse('fishy|w1@fishy'), broker, pid: capturedMain, at: capturedAt, heartbeat: { atMs: capturedAt - 900, everyS: 2, active: 0, processed: 12 },
      answers: Object.fromEntries(nodeReads.map((what) => [what, { ok: true, value: values[what], tookMs: 4 } as NodeAnswer])) as Record<(typeof nodeReads)[number], NodeAnswer>,
    })],
    logs: readLogs({ at: capturedAt, incidents: [], events: [], sources: [], followedSinceMs: capturedAt - 3_600_000 }),
    panel: readPanel({ at: capturedAt, record, workers: [], brokers: [], latencies: [8, 9, 11], actions: [], tasks: { taskRuntimesS: {}, taskOutcomes: [] }, before: { earlier: null, findings: [], boots: [] } }),
  });
}
