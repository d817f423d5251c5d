/** Builders of probe facts with everything healthy; a test changes only what it is about. */
import type { CeleryMain, HostObservation, ProcessSample } from '#electron/probes/core/host-observation.ts';
import type { HostConfig } from '#shared/domain/host-config.ts';
import type { HostSample, LinkState } from '#shared/domain/host.ts';
import type { HostId } from '#shared/domain/ids.ts';

export const hostConfig = (name: string, change: Partial<HostConfig> = {}): HostConfig => ({
  id: name as HostId, name, address: '127.0.0.1', port: 22, user: 'pi', site: null, tags: [], login: { method: 'auto', keyPath: null },
  jump: [], sshAlias: null, broker: { find: 'auto' }, isOn: true, ...change,
});

export const celeryMain = (pid: number, predictedName: string | null, change: Partial<CeleryMain> = {}): CeleryMain => ({
  pid, startTicks: pid * 10, innerPid: pid, startedAt: null, user: 'pi', argv: ['celery', 'worker'], cwd: '/srv', predictedName, pool: 'prefork', concurrency: 1,
  autoscale: null, queues: null, withoutHeartbeat: false, maxTasksPerChild: null, maxMemoryPerChildKiB: null, softTimeLimitS: null, hardTimeLimitS: null, app: 'app',
  container: null, backend: { kind: 'none', unit: null }, brokerHints: [], sockets: null, hasPipeOutput: false, ...change,
});

export const processSample = (pid: number, change: Partial<ProcessSample> = {}): ProcessSample => ({
  pid, startTicks: pid * 10, role: 'main', mainPid: pid, startedAt: null, state: 'sleeping', wchan: null, cpu: 1, cpuTicks: 100, rss: 50_000_000, pss: null, threads: 3, ...change,
});

export const hostSample = (at: number): HostSample => ({
  at, load1: 0.5, load5: 0.4, load15: 0.3, cpu: 10, ioWait: 0, memTotal: 4e9, memAvailable: 3e9, swapTotal: 0, swapUsed: 0, pressure: null, temperatureC: 50, throttling: null,
  disk: null, diskReadPerSecond: null, diskWritePerSecond: null, netInPerSecond: null, netOutPerSecond: null, processCount: 100,
});

export const connectedLink = (since: number): LinkState => ({
  phase: 'connected', since, error: null, attempt: 0, nextTryAt: null, question: null, lastConnectedAt: since, serverVersion: 'SSH-2.0-OpenSSH_9.2', latencyMs: 3, route: ['pi@127.0.0.1:22'],
});

export const inventoried = (at: number, mains: readonly CeleryMain[], isComplete = true): HostObservation => ({ kind: 'inventoried', at, inventory: { mains, beats: [], isComplete } });
export const sampled = (at: number, processes: readonly ProcessSample[]): HostObservation => ({ kind: 'sampled', at, latencyMs: 3, sample: hostSample(at), processes });
