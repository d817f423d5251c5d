/** Evidence of the machine itself: kernel figures, power, storage, network. Sizes in bytes, ratios as the kernel prints them. */
import type { Piece, Twice } from './evidence.ts';

export type Psi = { readonly some: { readonly avg10: number; readonly avg60: number; readonly avg300: number }; readonly full: { readonly avg10: number; readonly avg60: number; readonly avg300: number } | null };

export type SystemEvidence = {
  /** Bytes by name, as /proc/meminfo names them: MemTotal, MemAvailable, SwapTotal, SwapFree, Committed_AS, CommitLimit, Shmem … */
  readonly meminfo: Piece<Readonly<Record<string, number>>>;
  readonly psiCpu: Piece<Psi>;
  readonly psiMemory: Piece<Psi>;
  readonly psiIo: Piece<Psi>;
  /** Counters by name: pswpin, pswpout, pgmajfault, oom_kill, allocstall … Pages, not bytes. */
  readonly vmstat: Piece<Twice<Readonly<Record<string, number>>>>;
  readonly swaps: Piece<readonly { readonly path: string; readonly kind: string; readonly sizeBytes: number; readonly usedBytes: number; readonly priority: number }[]>;
  readonly zram: Piece<readonly { readonly name: string; readonly diskBytes: number; readonly storedBytes: number; readonly usedBytes: number }[]>;
  readonly loadavg: Piece<{ readonly one: number; readonly five: number; readonly fifteen: number; readonly running: number; readonly total: number }>;
  /** Clock ticks since boot of all cores; `blocked` is procs_blocked. */
  readonly stat: Piece<Twice<{ readonly user: number; readonly nice: number; readonly system: number; readonly idle: number; readonly iowait: number; readonly irq: number; readonly softirq: number; readonly steal: number; readonly running: number; readonly blocked: number; readonly bootedAtS: number; readonly forks: number }>>;
  readonly uptime: Piece<{ readonly upS: number }>;
  readonly osRelease: Piece<Readonly<Record<string, string>>>;
  readonly uname: Piece<{ readonly system: string; readonly release: string; readonly machine: string; readonly version: string }>;
  /** `Raspberry Pi 4 Model B Rev 1.4`; missing where there is no device tree. */
  readonly model: Piece<string>;
  readonly compatible: Piece<readonly string[]>;
  readonly kernelCommandLine: Piece<readonly string[]>;
  readonly pageSize: Piece<number>;
  readonly longBit: Piece<number>;
  /** `arm64`, `armhf`. */
  readonly debArchitecture: Piece<string>;
  readonly fileNr: Piece<{ readonly allocated: number; readonly max: number }>;
  readonly pidMax: Piece<number>;
  readonly threadsMax: Piece<number>;
  /** /lib/modules/$(uname -r) is there. */
  readonly modulesPresent: Piece<boolean>;
  /** By sysctl name: vm.overcommit_memory, vm.swappiness, kernel.core_pattern, kernel.dmesg_restrict, net.core.somaxconn … */
  readonly sysctl: Piece<Readonly<Record<string, string>>>;
  readonly cgroupControllers: Piece<readonly string[]>;
  /** Other programs on this host that hold most memory, largest first, at most 15. */
  readonly topMemory: Piece<readonly { readonly pid: number; readonly name: string; readonly rssBytes: number; readonly user: string | null }[]>;
  /** All processes by state letter. */
  readonly states: Piece<Readonly<Record<string, number>>>;
  /** `last -x` lines of reboot and shutdown, newest first. */
  readonly bootRecords: Piece<readonly { readonly kind: 'reboot' | 'shutdown'; readonly line: string }[]>;
  /** A reboot is asked for by the package system. */
  readonly rebootRequired: Piece<boolean>;
};

export type PowerEvidence = {
  /** Bits of `vcgencmd get_throttled`. */
  readonly throttled: Piece<number>;
  /** The hwmon named rpi_volt: its low-voltage alarm. */
  readonly voltageAlarm: Piece<boolean>;
  readonly temperature: Piece<readonly { readonly zone: string; readonly celsius: number }[]>;
  readonly fan: Piece<readonly { readonly name: string; readonly rpm: number }[]>;
  readonly governor: Piece<{ readonly governor: string; readonly currentKHz: number | null; readonly minKHz: number | null; readonly maxKHz: number | null }>;
  /** `vcgencmd measure_clock arm`, Hz. */
  readonly armClock: Piece<number>;
  /** mA that the power supply promised (Pi 5). */
  readonly supplyMilliAmps: Piece<number>;
  readonly usbStorage: Piece<readonly string[]>;
  /** Kernel lines of this boot about voltage, newest last. `at` is the engine's clock. */
  readonly voltageLines: Piece<readonly KernelLine[]>;
};

/** `atMs` is the Pi's wall clock corrected by the measured skew; null when the line gave no time. */
export type KernelLine = { readonly atMs: number | null; readonly text: string };

export type MountFact = { readonly device: string; readonly path: string; readonly kind: string; readonly options: readonly string[] };

export type StorageEvidence = {
  readonly mounts: Piece<readonly MountFact[]>;
  /** File systems that matter: /, /var, /tmp, /boot/firmware, where Redis, logs and workers live. */
  readonly space: Piece<readonly { readonly path: string; readonly device: string; readonly totalBytes: number; readonly availableBytes: number; readonly usedPercent: number }[]>;
  /** `-` where a file system counts none. */
  readonly inodes: Piece<readonly { readonly path: string; readonly total: number; readonly free: number; readonly usedPercent: number }[]>;
  /** Sectors of 512 bytes since boot, by device; partitions left out. */
  readonly blockStats: Piece<Twice<Readonly<Record<string, { readonly sectorsRead: number; readonly sectorsWritten: number; readonly ioTicksMs: number; readonly inFlight: number }>>>>;
  readonly rootDevice: Piece<string>;
  /** mmc devices with what their files say: name, oemid, manfid, date, type, life_time, pre_eol_info. */
  readonly mmc: Piece<readonly { readonly device: string; readonly facts: Readonly<Record<string, string>> }[]>;
  /** Kernel lines of this boot about storage, newest last. */
  readonly ioLines: Piece<readonly KernelLine[]>;
  /** Files that the workers, Redis and supervisors write, with their sizes. */
  readonly logFiles: Piece<readonly { readonly path: string; readonly bytes: number; readonly onTmpfs: boolean; readonly owner: string }[]>;
  readonly journal: Piece<{ readonly isPersistent: boolean; readonly diskBytes: number | null }>;
  /** celerybeat-schedule files found by the beats' working directories and -s options. */
  readonly beatSchedules: Piece<readonly { readonly path: string; readonly bytes: number; readonly modifiedAtMs: number; readonly isWritable: boolean; readonly pid: number }[]>;
  /** cifs and nfs mounts: how long a stat took; null ms: it did not come back within its deadline. */
  readonly networkMounts: Piece<readonly { readonly path: string; readonly kind: string; readonly statMs: number | null }[]>;
  readonly coreFiles: Piece<readonly { readonly path: string; readonly bytes: number }[]>;
};

export type NetworkEvidence = {
  readonly interfaces: Piece<Twice<readonly { readonly name: string; readonly isUp: boolean; readonly isWireless: boolean; readonly rxErrors: number; readonly txErrors: number; readonly rxDropped: number; readonly txDropped: number; readonly carrierChanges: number | null; readonly rxBytes: number; readonly txBytes: number }[]>>;
  readonly wireless: Piece<readonly { readonly name: string; readonly linkQuality: number; readonly levelDbm: number }[]>;
  /** By `iw dev X get power_save`. */
  readonly wirelessPowerSave: Piece<readonly { readonly name: string; readonly isOn: boolean }[]>;
  readonly defaultRoute: Piece<{ readonly device: string } | null>;
  readonly resolv: Piece<{ readonly nameservers: readonly string[]; readonly search: readonly string[] }>;
  readonly timedatectl: Piece<{ readonly isSynchronized: boolean | null; readonly isNtpOn: boolean | null; readonly timezone: string | null }>;
  /** Time services that run: systemd-timesyncd, chronyd, ntpd. */
  readonly timeServices: Piece<readonly string[]>;
  /** Pi's clock minus the engine's, corrected by half the round trip; `uncertaintyMs` is that half. */
  readonly clock: Piece<{ readonly skewMs: number; readonly uncertaintyMs: number; readonly wallMs: number }>;
  readonly localtime: Piece<string>;
  /** As seen from the Pi itself, one for each broker address its workers use. */
  readonly brokerReach: Piece<readonly BrokerReach[]>;
  /** Listening TCP sockets of the host: which addresses the broker's port is bound to. */
  readonly listeners: Piece<readonly { readonly address: string; readonly port: number; readonly uid: number }[]>;
};

export type BrokerReach = {
  readonly host: string;
  readonly port: number;
  /** Of which worker: its network namespace may be another. */
  readonly pid: number | null;
  readonly isOwnNamespace: boolean;
  readonly dns: { readonly addresses: readonly string[]; readonly ms: number } | { readonly failed: string };
  /** null: not tried because the name failed. */
  readonly tcp: { readonly ms: number } | { readonly failed: string } | null;
  /** Round trips of five PINGs; what Redis answered when not +PONG. */
  readonly ping: { readonly ms: readonly number[]; readonly said: string } | null;
};
