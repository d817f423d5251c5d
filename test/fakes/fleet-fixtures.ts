/**
 * Made-up fleets for tests and screenshots: typed by the contract, the same every time, at a time given as an argument.
 * Not captured from real machines.
 */
import type { BrokerView } from '#shared/domain/broker.ts';
import type { EngineView, FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostSample, HostView } from '#shared/domain/host.ts';
import type { BrokerId, HostId, WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import type { Proof, Verdict, WorkerView } from '#shared/domain/worker.ts';
import type { AppError } from '#shared/errors.ts';

export type FleetScene = 'small' | 'sick' | 'one' | 'many' | 'hostile' | 'empty';

const gibi = 1024 ** 3;
const mebi = 1024 ** 2;

/** A small generator with a seed: the same fleet every time. */
export function createSeeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function wave(random: () => number, base: number, swing: number, points = 60): (number | null)[] {
  let value = base;
  return Array.from({ length: points }, () => {
    value += (random() - 0.5) * swing;
    value += (base - value) * 0.15;
    return Math.max(0, value);
  });
}

export function makeEngine(change: Partial<EngineView> = {}): EngineView {
  return { version: '0.1.0', startedAt: 0, vault: 'keychain', settings: defaultSettings, isForcedReadOnly: false, isDemo: false, settingsTrouble: null, ...change };
}

export type HostPlan = { readonly name: string; readonly at: number; readonly site?: string | null; readonly model?: string; readonly gb?: number; readonly used?: number; readonly temperature?: number | null; readonly load?: number; readonly tags?: readonly string[]; readonly seed?: number };

export function makeHost(plan: HostPlan, change: Partial<HostView> = {}): HostView {
  const random = createSeeded(plan.seed ?? plan.name.length * 7919);
  const total = (plan.gb ?? 4) * gibi * 0.94;
  const used = plan.used ?? 45;
  const id = `h-${plan.name}`.slice(0, 500) as HostId;
  return {
    id,
    config: { id, isOn: true, name: plan.name, address: `${plan.name.slice(0, 60)}.local`, port: null, user: 'pi', site: plan.site ?? null, tags: [...(plan.tags ?? [])], login: { method: 'auto', keyPath: null }, jump: [], sshAlias: null, broker: { find: 'auto' } },
    link: { phase: 'connected', since: plan.at - 7_200_000, error: null, attempt: 0, nextTryAt: null, question: null, lastConnectedAt: plan.at, serverVersion: 'OpenSSH_9.2p1', latencyMs: 12, route: [`pi@${plan.name}:22`] },
    identity: { hostname: plan.name, model: plan.model ?? 'Raspberry Pi 4 Model B Rev 1.4', osName: 'Debian GNU/Linux 12 (bookworm)', kernel: '6.6.31-v8+', architecture: 'aarch64', cores: 4, memTotal: total, pageSize: 4096, clockTicksPerSecond: 100, bootId: 'b', bootedAt: plan.at - 86_400_000 * 3, pythonVersion: '3.11.2', clockSkewMs: 3 },
    sample: makeSample(plan, total, used),
    notes: [],
    cost: { cpuMsPerSample: 0.5 + random() * 0.4, residentBytes: 8 * mebi, variant: 'python' },
    brokers: [`b-${plan.name}`.slice(0, 500) as BrokerId],
    memorySpark: wave(random, used, 6),
    loadSpark: wave(random, plan.load ?? 0.6, 0.5),
    beats: [],
    ...change,
  };
}

function makeSample(plan: HostPlan, total: number, used: number): HostSample {
  const load = plan.load ?? 0.6;
  return {
    at: plan.at - 400, load1: load, load5: load * 0.9, load15: load * 0.8, cpu: Math.min(100, load * 24), ioWait: 1,
    memTotal: total, memAvailable: total * (1 - used / 100), swapTotal: 100 * mebi, swapUsed: 12 * mebi, pressure: null,
    temperatureC: plan.temperature === undefined ? 52 : plan.temperature, throttling: null,
    disk: { path: '/', total: 29 * gibi, available: 11 * gibi }, diskReadPerSecond: 0, diskWritePerSecond: 24_000, netInPerSecond: 3000, netOutPerSecond: 2200, processCount: 141,
  };
}

export type WorkerPlan = { readonly name: string; readonly host: HostView | null; readonly at: number; readonly kind?: Verdict['kind']; readonly reason?: Verdict['reason']; readonly sinceMs?: number; readonly remedy?: Verdict['remedy']; readonly pool?: WorkerView['pool']['kind']; readonly size?: number; readonly mb?: number; readonly perMinute?: number | null; readonly queues?: readonly string[]; readonly unit?: string | null; readonly ends?: number; readonly proofs?: readonly Proof[] };

const reasonOf: Record<Verdict['kind'], Verdict['reason']> = { working: 'consuming', idle: 'waiting-for-work', busy: 'solo-in-task', deaf: 'connected-not-consuming', blocked: 'pipe-full', stopped: 'offline-said', crashed: 'main-gone-silently', restarting: 'new-process-starting', unreachable: 'host-unreachable', unknown: 'no-evidence' };

export function makeWorker(plan: WorkerPlan, change: Partial<WorkerView> = {}): WorkerView {
  const kind = plan.kind ?? 'working';
  const random = createSeeded(plan.name.length * 104_729 + (plan.mb ?? 0));
  const rss = (plan.mb ?? 180) * mebi;
  const isGone = kind === 'crashed' || kind === 'stopped' || kind === 'unreachable';
  const host = plan.host;
  return {
    key: `${host?.id ?? 'none'}/${plan.name}`.slice(0, 1300) as WorkerKey,
    name: plan.name.slice(0, 599) as WorkerName,
    host: host?.id ?? null,
    broker: host?.brokers[0] ?? null,
    verdict: { kind, reason: plan.reason ?? reasonOf[kind], since: plan.at - (plan.sinceMs ?? 95_000), proofs: [...(plan.proofs ?? makeProofs(plan, kind))], remedy: plan.remedy ?? null },
    process: { pid: 812, startTicks: 4000, bootId: 'b', startedAt: plan.at - 7_000_000, user: 'pi', argv: ['celery', '-A', 'farm', 'worker', '-n', plan.name], cwd: '/home/pi/farm', backend: { kind: plan.unit === null ? 'none' : 'systemd', unit: plan.unit === undefined ? 'celery-scan.service' : plan.unit }, container: null, innerPid: 812 },
    pool: { kind: plan.pool ?? 'prefork', from: 'reply', maxConcurrency: plan.size ?? 2, prefetchCount: 4, maxTasksPerChild: null, maxMemoryPerChildKiB: null, softTimeLimitS: null, hardTimeLimitS: null, autoscale: null },
    celeryVersion: '5.3.6',
    usage: isGone ? null : { at: plan.at - 400, cpu: 8, rss: rss * 0.4, pss: null, threads: 3, state: 'sleeping' },
    totalRss: isGone ? null : rss,
    totalCpu: isGone ? null : Math.round(random() * 90),
    children: [],
    childDeaths: [],
    ends: Array.from({ length: plan.ends ?? (kind === 'crashed' ? 1 : 0) }, (_, index) => ({ pid: 700 + index, at: plan.at - 240_000 * (index + 1), silent: true })),
    counts: isGone ? null : { at: plan.at - 900, active: kind === 'working' ? 1 : 0, reserved: 0, scheduled: 0, processed: 4211, perMinute: plan.perMinute === undefined ? 14 : plan.perMinute },
    queues: [...(plan.queues ?? ['celery'])],
    heartbeat: { at: plan.at - 1200, intervalS: 2 },
    replyMs: 40,
    taskEvents: false,
    memorySpark: isGone ? [...wave(random, rss, rss * 0.08, 50), null, null, null, null] : wave(random, rss, rss * 0.08),
    ...change,
  };
}

function makeProofs(plan: WorkerPlan, kind: Verdict['kind']): Proof[] {
  if (kind === 'crashed') return [
    { source: 'process', says: 'process-gone', at: plan.at - 240_000, params: { pid: 812 } },
    { source: 'heartbeat', says: 'heartbeat-late', at: plan.at - 242_000, params: { intervalS: 2 } },
    { source: 'binding', says: 'binding-left', at: plan.at - 240_000, params: {} },
  ];
  return [
    { source: 'process', says: 'process-running', at: plan.at - 400, params: { pid: 812 } },
    { source: 'heartbeat', says: 'heartbeat-fresh', at: plan.at - 1200, params: { intervalS: 2 } },
    { source: 'reply', says: 'reply-fresh', at: plan.at - 3000, params: { tookMs: 40 } },
    { source: 'connection', says: kind === 'deaf' ? 'connection-not-waiting' : 'connection-waiting', at: plan.at - 2000, params: { count: 2 } },
    { source: 'queue', says: kind === 'deaf' ? 'queue-stuck' : 'queue-moving', at: plan.at - 2000, params: { depth: 42 } },
  ];
}

export function makeBroker(host: HostView, at: number, depth = 0, queue = 'celery'): BrokerView {
  return {
    id: host.brokers[0] ?? ('b' as BrokerId), label: 'redis://127.0.0.1:6379/0', foundBy: 'environment', through: host.id, hosts: [host.id], phase: 'ready', since: at - 7_000_000, error: null,
    redis: { at, version: '7.0.15', usedMemory: 4 * mebi, maxMemory: 0, evictionPolicy: 'noeviction', connectedClients: 7, persistenceOk: true, role: 'master', pingMs: 0.6 },
    queues: [{ name: queue, depth, byPriority: [depth, 0, 0, 0], consumers: [], oldestSeenAt: depth > 0 ? at - 60_000 : null, growthPerMinute: 0, at }],
    unacked: null, listeners: 2,
  };
}

export function failedLink(host: HostView, error: AppError, at: number, change: Partial<HostView['link']> = {}): HostView {
  return { ...host, link: { ...host.link, phase: 'waiting', since: at - 1_260_000, error, attempt: 7, nextTryAt: at + 12_000, lastConnectedAt: at - 1_260_000, latencyMs: null, ...change }, sample: host.sample === null ? null : { ...host.sample, at: at - 1_262_000 } };
}

export function makeSnapshot(at: number, parts: Partial<FleetSnapshot> = {}): FleetSnapshot {
  return { seq: 1, at, engine: makeEngine({ startedAt: at - 10_000_000 }), hosts: [], workers: [], brokers: [], questions: [], ...parts };
}
