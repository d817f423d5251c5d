/**
 * Evidence of a healthy Pi 4 with one prefork worker, a beat and a local Redis: what every rule should call fine.
 * Figures of Celery are those of a captured 5.2.6 `inspect stats`; those of the kernel have the layout of a Pi 4's.
 * `evidenceWith` changes a copy, so that a case says only what is wrong.
 */
import type { Evidence, Had, NotHad, Piece } from '#electron/diagnosis/core/evidence.ts';
import type { MainProcess, OneProcess } from '#electron/diagnosis/core/evidence-process.ts';
import type { ContainerFact, UnitFact } from '#electron/diagnosis/core/evidence-services.ts';
import type { RedisEvidence } from '#electron/diagnosis/core/evidence-redis.ts';
import type { CeleryEvidence, NodeStats } from '#electron/diagnosis/core/evidence-celery.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { BrokerId, HostId, WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export const evidenceNow = 1_764_000_000_000;
export const gib = 1024 ** 3;
export const mib = 1024 ** 2;
const hour = 3_600_000;
export const hostId = 'host-1' as HostId;
export const brokerId = 'broker-1' as BrokerId;
export const workerKey = 'host-1/scan@pi-atelier' as WorkerKey;
export const nodeName = 'scan@pi-atelier';

type Mutable<T> = T extends string | number | boolean | null | undefined ? T : T extends readonly (infer E)[] ? readonly Mutable<E>[] : { -readonly [K in keyof T]: Mutable<T[K]> };
export type Draft = Mutable<Evidence>;

export function had<T>(value: T, name = 'piece', raw = ''): Had<T> {
  return { state: 'had', at: evidenceNow, source: name, name, value, raw };
}

/** A piece that could not be had; fits wherever a piece is wanted. */
export function lost(state: NotHad['state'] = 'failed', grant: NotHad['grant'] = 'none'): NotHad {
  return { state, at: evidenceNow, source: 'nowhere', because: 'made up for a test', grant, name: 'piece' };
}

const missing = lost('missing');

export function oneProcess(change: Partial<OneProcess> = {}): OneProcess {
  return {
    pid: 900, startTicks: 90_000, parent: 812, parents: [{ pid: 812, name: 'celery', argv: ['/usr/bin/python3', '-m', 'celery'] }], upS: 7200, argv: ['/usr/bin/python3', '-m', 'celery', '-A', 'proj', 'worker'], cwd: '/srv/proj', user: 'pi', uid: 1000,
    stat: had({ first: { state: 'S', userTicks: 100, systemTicks: 10, threads: 1, rssPages: 17_000 }, second: { state: 'S', userTicks: 104, systemTicks: 11, threads: 1, rssPages: 17_000 }, overMs: 1000 }, 'process.900.stat'),
    status: had({ VmSize: 400 * mib, VmRSS: 70 * mib, VmHWM: 80 * mib, VmSwap: 0, Threads: 1, TracerPid: 0 }, 'process.900.status'),
    environ: had({ OMP_NUM_THREADS: '1', PYTHONFAULTHANDLER: '1', MALLOC_ARENA_MAX: '2' }, 'process.900.environ'),
    limits: had({ 'Max open files': { soft: 1024, hard: 524_288 }, 'Max address space': { soft: null, hard: null }, 'Max core file size': { soft: 0, hard: null } }, 'process.900.limits'),
    wchan: had('ep_poll', 'process.900.wchan'),
    fds: had({ count: 30, standard: ['/dev/null', 'socket:[812]', 'socket:[812]'], sockets: 12, deleted: [] }, 'process.900.fds'),
    libraries: had([{ path: '/usr/lib/aarch64-linux-gnu/libc.so.6', isDeleted: false }], 'process.900.libraries'),
    cgroup: had({ path: '/system.slice/celery.service', memory: { current: 300 * mib, max: null }, events: { oom: 0, oom_kill: 0 }, pidsCurrent: 12, pidsMax: 4000 }, 'process.900.cgroup'),
    smaps: had({ pssBytes: 50 * mib, swapBytes: 0, anonBytes: 40 * mib }, 'process.900.smaps'),
    exe: had({ path: '/usr/bin/python3.11', isDeleted: false, elfBits: 64, machine: 'aarch64' }, 'process.900.exe'),
    oomScoreAdj: had(0, 'process.900.oomScoreAdj'), children: [], ...change,
  };
}

export function mainProcess(change: Partial<MainProcess> = {}): MainProcess {
  return {
    ...oneProcess({ pid: 812, startTicks: 81_200, parent: 1, parents: [{ pid: 1, name: 'systemd', argv: ['/sbin/init'] }], children: [oneProcess(), oneProcess({ pid: 901, startTicks: 90_100 })] }),
    worker: workerKey, node: nodeName, backend: { kind: 'systemd', unit: 'celery.service' }, container: null, innerPid: 812,
    asked: {
      app: 'proj', pool: 'prefork', concurrency: 2, autoscale: null, queues: ['scan'], maxTasksPerChild: 200, maxMemoryPerChildKiB: 200_000, softTimeLimitS: 270, hardTimeLimitS: 300, heartbeatIntervalS: null, prefetchMultiplier: null,
      withoutHeartbeat: false, withoutGossip: false, withoutMingle: false, withEvents: false, withBeat: false, logFile: null, pidFile: null, logLevel: 'INFO', stateDb: null, optimization: null,
    },
    packages: had({ celery: '5.5.3', kombu: '5.5.4', billiard: '4.2.1', redis: '5.2.1' }, 'process.812.packages'), python: had('3.11.2', 'process.812.python'), sockets: had([], 'process.812.sockets'), ...change,
  };
}

export function nodeStats(change: Partial<NodeStats> = {}): NodeStats {
  return {
    pid: 812, uptimeS: 7200, pool: null, maxConcurrency: 2, processes: [900, 901], maxTasksPerChild: 200, maxMemoryPerChildKiB: null, softTimeLimitS: 270, hardTimeLimitS: 300, hasNoTimeouts: false, putLocks: false, prefetchCount: 8, totalByTask: { 'proj.scan': 900 },
    broker: { transport: 'redis', hostname: '127.0.0.1', port: 6379, virtualHost: '0', userId: null, connectTimeoutS: 4, heartbeatS: 120, visibilityTimeoutS: 3600, options: {} }, clock: 64, rusage: { maxrss: 47_660 }, ...change,
  };
}

export function celeryNode(change: Partial<CeleryEvidence> = {}): CeleryEvidence {
  return {
    node: nodeName, worker: workerKey, broker: brokerId, pid: 812,
    ping: had({ ms: 12 }, 'celery.ping'), stats: had(nodeStats(), 'celery.stats'),
    conf: had({ broker_url: 'redis://127.0.0.1:6379/0', result_backend: 'redis://127.0.0.1:6379/0', deprecated_settings: 'null', include: '["proj"]', task_acks_late: 'True', beat_schedule: '{"scan": {}}', broker_connection_max_retries: 'null' }, 'celery.conf'),
    active: had([], 'celery.active'), reserved: had([], 'celery.reserved'), scheduled: had([], 'celery.scheduled'),
    activeQueues: had([{ name: 'scan', exchange: 'scan', routingKey: 'scan', maxPriority: null }], 'celery.active_queues'), registered: had(['proj.scan'], 'celery.registered'),
    report: had('software -> celery:5.5.3 (immunity) kombu:5.5.4 py:3.11.2', 'celery.report'),
    heartbeat: had({ atMs: evidenceNow - 1200, everyS: 2, active: 0, processed: 900, clock: null, driftMs: null }, 'celery.heartbeat'), ...change,
  };
}

export function redisBroker(change: Partial<RedisEvidence> = {}): RedisEvidence {
  return {
    broker: brokerId, label: 'redis://127.0.0.1:6379/0', host: '127.0.0.1', port: 6379, db: 0, isUnixSocket: false, isTls: false, isOnThisHost: true, isWithoutPassword: true, trouble: null,
    ping: had({ ms: 0.6, said: 'PONG' }, 'redis.ping'),
    info: had({ redis_version: '7.0.15', arch_bits: '64', used_memory: '3000000', used_memory_rss: '9000000', maxmemory: '67108864', maxmemory_policy: 'noeviction', mem_fragmentation_ratio: '1.2', evicted_keys: '0', connected_clients: '14', maxclients: '10000', rdb_last_bgsave_status: 'ok', aof_enabled: '0', aof_last_write_status: 'ok', rdb_changes_since_last_save: '12', latest_fork_usec: '800' }, 'redis.info'),
    config: had({ maxmemory: '67108864', 'maxmemory-policy': 'noeviction', timeout: '0', 'tcp-keepalive': '300', save: '3600 1', appendonly: 'no', maxclients: '10000', bind: '127.0.0.1 -::1', 'protected-mode': 'yes', dir: '/var/lib/redis', 'stop-writes-on-bgsave-error': 'yes' }, 'redis.config'),
    clients: had([{ address: '127.0.0.1:51422', name: '', db: 0, command: 'brpop', flags: 'b', ageS: 7000, idleS: 0, outputBytes: 0, isOurs: false }], 'redis.clients'),
    slowLog: had({ length: 3 }, 'redis.slowlog'), latency: had([], 'redis.latency'),
    queues: had([{ name: 'scan', depth: 0, byPriority: [0, 0, 0, 0], headBytes: null, kind: 'none' }], 'redis.queues'),
    unacked: had({ count: 0, indexCount: 0, oldestScoreS: null, mutexHeld: false }, 'redis.unacked'),
    controlBindings: had([nodeName], 'redis.bindings'), listeners: had(1, 'redis.listeners'), bindings: had([], 'redis.bindings'),
    keySample: had({ scanned: 100, isWhole: true, results: 20, resultsWithoutExpiry: 0, replyQueues: 0, largest: [{ key: 'celery-task-meta-1', kind: 'string', bytes: 300 }] }, 'redis.keys'),
    acl: had({ user: 'default', defaultIsOpen: true }, 'redis.acl'), ...change,
  };
}

export function unitFact(properties: Readonly<Record<string, string>> = {}, change: Partial<UnitFact> = {}): UnitFact {
  return {
    name: 'celery.service', isUserUnit: false, startedAtMs: evidenceNow - 2 * hour, environmentFiles: [], role: 'worker', pids: [812, 900, 901], ...change,
    properties: { ActiveState: 'active', SubState: 'running', Result: 'success', NRestarts: '0', KillMode: 'mixed', KillSignal: '15', TimeoutStopUSec: '5min 30s', Restart: 'always', OOMPolicy: 'continue', StartLimitBurst: '5', StartLimitIntervalUSec: '10s', NeedDaemonReload: 'no', ExecMainStatus: '0', ...properties },
  };
}

export function containerFact(change: Partial<ContainerFact> = {}): ContainerFact {
  return {
    id: 'c0ffee12', name: 'celery-scan-worker', image: 'proj:latest', state: 'running', health: 'healthy', healthCheck: { test: ['CMD', 'true'], intervalS: 60, timeoutS: 10, startPeriodS: 10, retries: 3 }, failingStreak: 0, restartCount: 0, isRestarting: false, oomKilled: false, exitCode: 0,
    startedAtMs: evidenceNow - 2 * hour, finishedAtMs: null, pid: 812, command: ['celery', '-A', 'proj', 'worker'], hasInit: true, restartPolicy: 'unless-stopped', memoryBytes: 512 * mib, memorySwapBytes: 0, nanoCpus: 0, pidsLimit: null, stopTimeoutS: 330, stopSignal: null,
    logDriver: 'json-file', logOptions: { 'max-size': '10m' }, architecture: 'arm64', ports: [], networkMode: 'proj_default', composeProject: 'proj', composeService: 'celery-scan-worker', composeFiles: [], composeDir: null, isOurs: true, ...change,
  };
}

export function workerView(kind: WorkerView['verdict']['kind'] = 'idle', reason: WorkerView['verdict']['reason'] = 'waiting-for-work', change: Partial<WorkerView> = {}): WorkerView {
  return {
    key: workerKey, name: nodeName as WorkerName, host: hostId, broker: brokerId, verdict: { kind, reason, since: evidenceNow - 2 * hour, proofs: [], remedy: null },
    process: { pid: 812, startTicks: 81_200, bootId: 'boot-1', startedAt: evidenceNow - 2 * hour, user: 'pi', argv: [], cwd: null, backend: { kind: 'systemd', unit: 'celery.service' }, container: null, innerPid: 812 },
    pool: { kind: 'prefork', from: 'reply', maxConcurrency: 2, prefetchCount: 8, maxTasksPerChild: 200, maxMemoryPerChildKiB: null, softTimeLimitS: 270, hardTimeLimitS: 300, autoscale: null },
    celeryVersion: '5.5.3', usage: null, totalRss: 210 * mib, totalCpu: 3, children: [], childDeaths: [], ends: [], counts: { at: evidenceNow - 1000, active: 0, reserved: 0, scheduled: 0, processed: 900, perMinute: 4 },
    queues: ['scan'], heartbeat: { at: evidenceNow - 1200, intervalS: 2 }, replyMs: 12, taskEvents: false, memorySpark: [], ...change,
  };
}

function brokerView(): BrokerView {
  return { id: brokerId, label: 'redis://127.0.0.1:6379/0', foundBy: 'command-line', through: hostId, hosts: [hostId], phase: 'ready', since: evidenceNow - hour, error: null, redis: null, queues: [], unacked: null, listeners: 1 };
}

const psi = { some: { avg10: 0.2, avg60: 0.1, avg300: 0.1 }, full: { avg10: 0, avg60: 0, avg300: 0 } };
const ticks = { user: 1000, nice: 0, system: 300, idle: 90_000, iowait: 100, irq: 0, softirq: 10, steal: 0, running: 1, blocked: 0, bootedAtS: 1_763_000_000, forks: 9000 };
const link = { name: 'eth0', isUp: true, isWireless: false, rxErrors: 0, txErrors: 0, rxDropped: 0, txDropped: 0, carrierChanges: 2, rxBytes: 1e9, txBytes: 1e9 };

export function healthyEvidence(): Evidence {
  const redisServer = oneProcess({ pid: 640, parent: 1, argv: ['/usr/bin/redis-server', '127.0.0.1:6379'], oomScoreAdj: had(-500, 'process.640.oomScoreAdj') });
  const beat = oneProcess({ pid: 700, parent: 1, argv: ['/usr/bin/python3', '-m', 'celery', '-A', 'proj', 'beat', '-s', '/var/lib/celery/beat'], upS: 90_000 });
  return {
    version: 1,
    host: { id: hostId, name: 'pi-atelier', at: evidenceNow, bootId: 'boot-1', isPi: true, cores: 4, pageSize: 4096, memTotalBytes: 4 * gib, clockTicksPerSecond: 100, uid: 1000, groups: ['pi', 'video', 'systemd-journal'] },
    system: {
      meminfo: had({ MemTotal: 4 * gib, MemAvailable: 2.4 * gib, SwapTotal: 100 * mib, SwapFree: 100 * mib }, 'system.meminfo'), psiCpu: had(psi, 'system.psiCpu'), psiMemory: had(psi, 'system.psiMemory'), psiIo: had(psi, 'system.psiIo'),
      vmstat: had({ first: { pswpin: 0, pswpout: 0, pgmajfault: 900, oom_kill: 0 }, second: { pswpin: 0, pswpout: 0, pgmajfault: 901, oom_kill: 0 }, overMs: 1000 }, 'system.vmstat'),
      swaps: had([{ path: '/dev/zram0', kind: 'partition', sizeBytes: 100 * mib, usedBytes: 0, priority: 100 }], 'system.swaps'), zram: had([], 'system.zram'),
      loadavg: had({ one: 0.6, five: 0.5, fifteen: 0.4, running: 1, total: 210 }, 'system.loadavg'), stat: had({ first: ticks, second: { ...ticks, idle: 90_390 }, overMs: 1000 }, 'system.stat'), uptime: had({ upS: 400_000 }, 'system.uptime'),
      osRelease: had({ PRETTY_NAME: 'Debian GNU/Linux 12 (bookworm)', VERSION_CODENAME: 'bookworm', ID: 'debian' }, 'system.osRelease'), uname: had({ system: 'Linux', release: '6.12.34+rpt-rpi-v8', machine: 'aarch64', version: '#1 SMP' }, 'system.uname'),
      model: had('Raspberry Pi 4 Model B Rev 1.4', 'system.model'), compatible: had(['raspberrypi,4-model-b', 'brcm,bcm2711'], 'system.compatible'), kernelCommandLine: had(['console=tty1', 'psi=1'], 'system.cmdline'), pageSize: had(4096, 'system.pageSize'),
      longBit: had(64, 'system.longBit'), debArchitecture: had('arm64', 'system.debArchitecture'), fileNr: had({ allocated: 3000, max: 9e15 }, 'system.fileNr'), pidMax: had(4_194_304, 'system.pidMax'), threadsMax: had(30_000, 'system.threadsMax'), modulesPresent: had(true, 'system.modules'),
      sysctl: had({ 'vm.overcommit_memory': '1', 'kernel.core_pattern': '|/lib/systemd/systemd-coredump' }, 'system.sysctl'), cgroupControllers: had(['cpu', 'memory', 'pids'], 'system.cgroupControllers'), topMemory: had([], 'system.topMemory'), states: had({ S: 130 }, 'system.states'),
      bootRecords: had([{ kind: 'reboot', line: 'reboot system boot' }, { kind: 'shutdown', line: 'shutdown system down' }, { kind: 'reboot', line: 'reboot system boot' }], 'system.bootRecords'), rebootRequired: had(false, 'system.rebootRequired'),
    },
    power: {
      throttled: had(0, 'power.throttled'), voltageAlarm: had(false, 'power.voltageAlarm'), temperature: had([{ zone: 'cpu-thermal', celsius: 54 }], 'power.temperature'), fan: had([{ name: 'pwmfan', rpm: 1800 }], 'power.fan'),
      governor: had({ governor: 'ondemand', currentKHz: 1_500_000, minKHz: 600_000, maxKHz: 1_800_000 }, 'power.governor'), armClock: had(1_800_000_000, 'power.armClock'), supplyMilliAmps: missing, usbStorage: had([], 'power.usbStorage'), voltageLines: had([], 'power.voltageLines'),
    },
    storage: {
      mounts: had([{ device: '/dev/mmcblk0p2', path: '/', kind: 'ext4', options: ['rw', 'noatime'] }, { device: '/dev/mmcblk0p1', path: '/boot/firmware', kind: 'vfat', options: ['ro'] }, { device: 'tmpfs', path: '/run', kind: 'tmpfs', options: ['rw'] }], 'storage.mounts'),
      space: had([{ path: '/', device: '/dev/mmcblk0p2', totalBytes: 30 * gib, availableBytes: 12 * gib, usedPercent: 61 }], 'storage.space'), inodes: had([{ path: '/', total: 1e6, free: 8e5, usedPercent: 20 }, { path: '/boot/firmware', total: 0, free: 0, usedPercent: 0 }], 'storage.inodes'),
      blockStats: had({ first: { mmcblk0: { sectorsRead: 1e6, sectorsWritten: 2e6, ioTicksMs: 900, inFlight: 0 } }, second: { mmcblk0: { sectorsRead: 1e6, sectorsWritten: 2e6, ioTicksMs: 900, inFlight: 0 } }, overMs: 1000 }, 'storage.blockStats'), rootDevice: had('/dev/mmcblk0p2', 'storage.rootDevice'),
      mmc: had([{ device: 'mmcblk0', facts: { name: 'SC32G', type: 'SD', life_time: '0x02 0x02', pre_eol_info: '0x01' } }], 'storage.mmc'), ioLines: had([], 'storage.ioLines'), logFiles: had([{ path: '/var/log/celery/scan.log', bytes: 3e6, onTmpfs: false, owner: 'pi' }], 'storage.logFiles'), journal: had({ isPersistent: true, diskBytes: 50e6 }, 'storage.journal'),
      beatSchedules: had([{ path: '/var/lib/celery/beat', bytes: 16_384, modifiedAtMs: evidenceNow - 60_000, isWritable: true, pid: 700 }], 'storage.beatSchedules'), networkMounts: had([], 'storage.networkMounts'), coreFiles: had([], 'storage.coreFiles'),
    },
    network: {
      interfaces: had({ first: [link], second: [link], overMs: 1000 }, 'network.interfaces'), wireless: had([{ name: 'wlan0', linkQuality: 58, levelDbm: -52 }], 'network.wireless'), wirelessPowerSave: had([{ name: 'wlan0', isOn: false }], 'network.powerSave'), defaultRoute: had({ device: 'wlan0' }, 'network.defaultRoute'), resolv: had({ nameservers: ['192.168.1.1'], search: [] }, 'network.resolv'),
      timedatectl: had({ isSynchronized: true, isNtpOn: true, timezone: 'Europe/Paris' }, 'network.timedatectl'), timeServices: had(['systemd-timesyncd'], 'network.timeServices'), clock: had({ skewMs: 20, uncertaintyMs: 15, wallMs: evidenceNow + 20 }, 'network.clock'), localtime: had('Europe/Paris', 'network.localtime'),
      brokerReach: had([{ host: 'redis.lan', port: 6379, pid: null, isOwnNamespace: true, dns: { addresses: ['192.168.1.9'], ms: 3 }, tcp: { ms: 0.4 }, ping: { ms: [0.9, 0.3, 0.3, 0.3, 0.4], said: '+PONG' } }], 'network.brokerReach'), listeners: had([{ address: '127.0.0.1', port: 6379, uid: 120 }], 'network.listeners'),
    },
    processes: { mains: had([mainProcess()], 'processes.mains'), beats: had([beat], 'processes.beats'), orphans: had([], 'processes.orphans'), companions: had([], 'processes.companions'), redisServers: had([redisServer], 'processes.redisServers'), zombies: had([], 'processes.zombies'), pidFiles: had([{ path: '/run/celery.pid', pid: 812, isAlive: true, isCelery: true, ofPid: 812 }], 'processes.pidFiles'), isComplete: true },
    redis: [redisBroker()],
    celery: [celeryNode()],
    docker: { version: missing, daemon: missing, containers: missing },
    systemd: { version: had('252', 'systemd.version'), units: had([unitFact()], 'systemd.units'), failed: had([], 'systemd.failed'), linger: had(true, 'systemd.linger'), systemState: had('running', 'systemd.state'), unitLines: had([], 'systemd.unitLines') },
    supervisord: { daemons: missing, programs: missing, config: missing, flaps: missing },
    logs: { incidents: had([], 'logs.incidents'), events: had({}, 'logs.events'), followedSinceMs: evidenceNow - 24 * hour, sources: had([{ kind: 'file', name: 'scan.log', path: '/var/log/celery/scan.log', lines: 5000, lastLineAtMs: evidenceNow - 60_000 }], 'logs.sources'), journal: had('readable', 'logs.journal') },
    panel: {
      workers: [workerView()], brokers: [brokerView()], sample: missing, notes: [], latency: had({ lastMs: 20, medianMs: 18, p95Ms: 60, samples: 40 }, 'panel.latency'), memoryPercent: [40, 40, 41], load: [0.5, 0.5], connectedSinceMs: evidenceNow - hour, hostKeyChanged: false,
      boots: [{ bootId: 'boot-1', firstSeenMs: evidenceNow - 400_000_000 }], actions: [], earlier: { atMs: evidenceNow - 7 * hour, bootId: 'boot-1', counters: {} }, earlierFindings: [], taskRuntimesS: {}, taskOutcomes: [{ node: nodeName, overMs: hour, succeeded: 900, failed: 3, retried: 4, revoked: 0 }],
    },
  };
}

export function evidenceWith(change: (draft: Draft) => void): Evidence {
  const draft = structuredClone(healthyEvidence()) as Draft;
  change(draft);
  return draft as Evidence;
}

/** The same evidence with every piece lost, wherever it stands. */
export function withoutPieces(evidence: Evidence, state: NotHad['state'] = 'failed'): Evidence {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    if (isPiece(value)) return { ...lost(state), name: value.name, source: value.source };
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === 'panel' ? inner : walk(inner)]));
  };
  return walk(evidence) as Evidence;
}

function isPiece(value: object): value is Piece<unknown> {
  return 'state' in value && 'source' in value && 'name' in value && ('value' in value || 'because' in value);
}
