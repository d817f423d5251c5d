/** Valid read-model entities to vary from: one Pi, one worker, one broker, one snapshot. */
import type { BrokerView } from '#shared/domain/broker.ts';
import type { EngineView, FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { HostConfig, HostDraft } from '#shared/domain/host-config.ts';
import { BrokerId, HostId, WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export const viewsAt = 1_700_000_000_000;

export function hostDraft(part: Partial<HostDraft> = {}): HostDraft {
  return { name: 'pi-atelier', address: '192.0.2.10', port: null, user: 'pi', site: null, tags: [], login: { method: 'auto', keyPath: null }, jump: [], sshAlias: null, broker: { find: 'auto' }, ...part };
}

export function hostConfig(part: Partial<HostConfig> = {}): HostConfig {
  return { ...hostDraft(), id: HostId.parse('h1'), isOn: true, ...part };
}

export function hostView(part: Partial<HostView> = {}): HostView {
  const config = part.config ?? hostConfig({ id: part.id ?? HostId.parse('h1') });
  return {
    id: config.id,
    config,
    link: { phase: 'connected', since: viewsAt - 60_000, error: null, attempt: 1, nextTryAt: null, question: null, lastConnectedAt: viewsAt, serverVersion: 'SSH-2.0-OpenSSH_9.2', latencyMs: 3, route: ['pi@192.0.2.10:22'] },
    identity: null,
    sample: {
      at: viewsAt, load1: 0.4, load5: 0.3, load15: 0.2, cpu: 12, ioWait: 0, memTotal: 4e9, memAvailable: 3e9, swapTotal: 0, swapUsed: 0, pressure: null, temperatureC: 51.5, throttling: null,
      disk: null, diskReadPerSecond: null, diskWritePerSecond: null, netInPerSecond: null, netOutPerSecond: null, processCount: 120,
    },
    notes: [],
    cost: null,
    brokers: [BrokerId.parse('b1')],
    memorySpark: [],
    loadSpark: [],
    beats: [],
    ...part,
  };
}

export function workerView(part: Partial<WorkerView> = {}): WorkerView {
  return {
    key: WorkerKey.parse('h1/w1@pi-atelier'),
    name: WorkerName.parse('w1@pi-atelier'),
    host: HostId.parse('h1'),
    broker: BrokerId.parse('b1'),
    verdict: { kind: 'idle', reason: 'waiting-for-work', since: viewsAt - 60_000, proofs: [], remedy: null },
    process: { pid: 812, startTicks: 4242, bootId: 'boot-1', startedAt: viewsAt - 3_600_000, user: 'pi', argv: ['python', '-m', 'celery'], cwd: '/home/pi', backend: { kind: 'systemd', unit: 'celery.service' }, container: null, innerPid: 812 },
    pool: { kind: 'prefork', from: 'reply', maxConcurrency: 2, prefetchCount: 8, maxTasksPerChild: null, maxMemoryPerChildKiB: null, softTimeLimitS: null, hardTimeLimitS: null, autoscale: null },
    celeryVersion: '5.5.3',
    usage: null,
    totalRss: 212e6,
    totalCpu: 3.2,
    children: [],
    childDeaths: [],
    ends: [],
    counts: { at: viewsAt, active: 0, reserved: 0, scheduled: 0, processed: 42, perMinute: 14 },
    queues: ['celery'],
    heartbeat: { at: viewsAt, intervalS: 2 },
    replyMs: 40,
    taskEvents: false,
    memorySpark: [],
    ...part,
  };
}

export function brokerView(part: Partial<BrokerView> = {}): BrokerView {
  return {
    id: BrokerId.parse('b1'),
    label: 'redis://127.0.0.1:6379/0',
    foundBy: 'command-line',
    through: HostId.parse('h1'),
    hosts: [HostId.parse('h1')],
    phase: 'ready',
    since: viewsAt - 60_000,
    error: null,
    redis: null,
    queues: [{ name: 'celery', depth: 3, byPriority: [3, 0, 0, 0], consumers: [WorkerName.parse('w1@pi-atelier')], oldestSeenAt: viewsAt - 5000, growthPerMinute: 0, at: viewsAt }],
    unacked: null,
    listeners: 1,
    ...part,
  };
}

export function engineView(part: Partial<EngineView> = {}): EngineView {
  return { version: '0.1.0', startedAt: viewsAt, vault: 'memory', settings: defaultSettings, isForcedReadOnly: false, isDemo: false, settingsTrouble: null, ...part };
}

export function fleetSnapshot(part: Partial<FleetSnapshot> = {}): FleetSnapshot {
  return { seq: 1, at: viewsAt, engine: engineView(), hosts: [hostView()], workers: [workerView()], brokers: [brokerView()], questions: [], ...part };
}
