/**
 * A diagnosis round (docs/spec/diagnosis.md) as a simulated Pi answers it: pieces of /proc text and of the programs a
 * Raspberry Pi OS has, all from the same model as everything else. Counters are read again a second later, then it ends.
 */
import { pssKiB } from '#electron/demo/linux/proc-files.ts';
import { cpuLine, diskLines, loadLine, memoryLines, networkLines, pressureLines, socketPairs, statLine, statusLines } from '#electron/demo/linux/proc-text.ts';
import type { SimMachine } from '#electron/demo/linux/sim-machine.ts';
import type { SimProcess } from '#electron/demo/linux/sim-process.ts';
import type { ShellPlace } from './shell-commands.ts';

type Say = (name: string, source: string, lines: readonly string[], state?: string, because?: string) => void;
type Role = 'main' | 'child' | 'beat';

const secondReadingMs = 1000;
const exported = /^(CELERY_BROKER_URL|BROKER_URL|REDIS_URL|CELERY_APP|SUPERVISOR_(PROCESS_NAME|GROUP_NAME|ENABLED)|INVOCATION_ID|PYTHON\w*|MALLOC_\w*|REMAP_SIGTERM|LANG|TZ|\w+_NUM_THREADS)$/;

export function createDiagnoseAnswer(place: ShellPlace, marker: string, write: (text: string) => void, onEnd: () => void): { take(line: string): boolean; dispose(): void } {
  const { machine } = place;
  let bytes = 0;
  const say: Say = (name, source, lines, state = 'had', because = '') => {
    const text = `=${name}\t${state}\t${source}\t${because}\n${lines.map((line) => `|${line.replaceAll('\n', '\x01')}\n`).join('')}`;
    bytes += text.length;
    write(text);
  };
  write(`fleetbeat-diagnose 1 ${marker} python ${machine.hardware.python}\n`);
  const wanted = machine.processes().flatMap((process) => { const role = roleOf(machine, process); return role === null ? [] : [{ process, role }]; });
  counters(machine, say, 1);
  tellMachine(machine, say);
  tellStorage(machine, say);
  for (const { process, role } of wanted) tellProcess(machine, process, role, say);
  tellServices(place, wanted.map(({ process }) => process), say);
  const timer = setTimeout(() => {
    counters(machine, say, 2);
    say('processes.stat#2', '/proc/*/stat', wanted.flatMap(({ process }) => (machine.find(process.pid) === null ? [] : [`stat ${statLine(machine, process)}`])));
    write(`.\tcpuMs 180\twallMs ${secondReadingMs}\tbytes ${bytes}\n`);
    onEnd();
  }, secondReadingMs);
  return { take: () => true, dispose: () => clearTimeout(timer) };
}

function roleOf(machine: SimMachine, process: SimProcess): Role | null {
  const script = process.plan.argv.findIndex((arg) => arg.endsWith('/celery') || arg === 'celery');
  if (script < 0 || script > 2) return null;
  if (process.plan.argv.includes('beat')) return 'beat';
  if (!process.plan.argv.includes('worker')) return null;
  const parent = machine.find(process.plan.ppid);
  return parent !== null && parent.plan.argv.includes('worker') ? 'child' : 'main';
}

function counters(machine: SimMachine, say: Say, turn: number): void {
  const upS = machine.uptimeS();
  say(`clock.mono#${turn}`, 'CLOCK_MONOTONIC', [upS.toFixed(6)]);
  const swapped = Math.floor(machine.swapUsedKiB / 4);
  say(`system.vmstat#${turn}`, '/proc/vmstat', [`pgmajfault ${Math.floor(upS * 0.02)}`, `pswpin ${swapped}`, `pswpout ${swapped}`, 'oom_kill 0', 'allocstall_normal 0']);
  const all = machine.processes();
  say(`system.stat#${turn}`, '/proc/stat', [cpuLine(machine), `btime ${Math.floor(machine.bootedAt / 1000)}`, `processes ${Math.floor(upS * 0.4) + 4000}`, `procs_running ${Math.max(1, all.filter((one) => one.state() === 'R').length)}`, `procs_blocked ${all.filter((one) => one.state() === 'D').length}`]);
  say(`storage.blockStats#${turn}`, '/proc/diskstats', diskLines(machine).slice(0, 1).map((line) => line.trim()));
  say(`network.interfaces#${turn}`, '/proc/net/dev', networkLines(machine).map((line) => `${line.trim()} carrier 2 state up`));
}

function tellMachine(machine: SimMachine, say: Say): void {
  const { hardware } = machine;
  say('clock.local', 'localtime', [new Date(machine.clock.now()).toISOString().slice(0, 19).replace('T', ' ')]);
  say('system.meminfo', '/proc/meminfo', memoryLines(machine));
  say('system.loadavg', '/proc/loadavg', [loadLine(machine)]);
  say('system.swaps', '/proc/swaps', ['Filename\tType\tSize\tUsed\tPriority', `/var/swap file ${hardware.swapKiB} ${machine.swapUsedKiB} -2`]);
  say('system.uptime', '/proc/uptime', [`${machine.uptimeS().toFixed(2)} ${(machine.uptimeS() * hardware.cores * 0.9).toFixed(2)}`]);
  for (const kind of ['cpu', 'memory', 'io'] as const) {
    const lines = pressureLines(machine, kind);
    say(`system.psi${kind === 'cpu' ? 'Cpu' : kind === 'memory' ? 'Memory' : 'Io'}`, `/proc/pressure/${kind}`, lines ?? [], lines === null ? 'missing' : 'had', lines === null ? 'No such file or directory' : '');
  }
  say('system.osRelease', '/etc/os-release', [`PRETTY_NAME="${hardware.osName}"`, 'NAME="Debian GNU/Linux"', 'VERSION_ID="12"', 'VERSION_CODENAME=bookworm', 'ID=debian']);
  say('system.uname', 'uname', ['Linux', hardware.kernel, hardware.architecture, '#1 SMP PREEMPT Debian 1:6.6.51-1+rpt3', hardware.hostname]);
  say('system.model', '/proc/device-tree/model', [hardware.model]);
  say('system.kernelCommandLine', '/proc/cmdline', [`console=tty1 root=PARTUUID=4c4e106f-02 rootfstype=ext4${hardware.hasPressure ? ' psi=1' : ''} cgroup_disable=memory`]);
  say('system.pageSize', 'sysconf', [String(hardware.pageSize)]);
  say('host.facts', 'sysconf', ['hz 100', `cores ${hardware.cores}`, `boot ${hardware.bootId}`, 'uid 1000', 'groups pi adm video systemd-journal']);
  say('system.elf', '/bin/sh', ['64 183']);
  say('system.fileNr', '/proc/sys/fs/file-nr', ['1632\t0\t9223372036854775807']);
  say('system.modulesPresent', `/lib/modules/${hardware.kernel}`, ['1']);
  say('system.sysctl', '/proc/sys', ['vm.overcommit_memory = 1', 'vm.swappiness = 60', 'kernel.core_pattern = core', 'kernel.dmesg_restrict = 1', 'kernel.pid_max = 32768', 'kernel.threads-max = 6788', 'net.core.somaxconn = 4096']);
  say('system.cgroupControllers', '/sys/fs/cgroup/cgroup.controllers', ['cpuset cpu io pids']);
  say('system.rebootRequired', '/run/reboot-required', ['0']);
  say('system.zram', '/sys/block/zram*/mm_stat', []);
  say('system.states', '/proc/*/stat', ['S 118', `R ${Math.max(1, machine.processes().filter((one) => one.state() === 'R').length)}`]);
  say('system.topMemory', '/proc/*/stat', [...machine.processes()].sort((a, b) => b.rssKiB() - a.rssKiB()).slice(0, 15).map((one) => `${one.pid} ${Math.floor((one.rssKiB() * 1024) / hardware.pageSize)} ${one.plan.user} ${one.plan.comm}`));
  say('system.bootRecords', 'last -x -F', []);
  say('network.resolv', '/etc/resolv.conf', ['nameserver 192.168.1.1']);
  say('network.localtime', '/etc/localtime', ['/usr/share/zoneinfo/Europe/Paris']);
  say('network.wireless', '/proc/net/wireless', [], 'missing', 'No such file or directory');
  say('network.powerSave.0', 'iw', [], 'missing', 'no wireless interface');
  say('network.defaultRoute', '/proc/net/route', ['eth0']);
  say('network.listeners', '/proc/net/tcp', ['0100007F:18EB 111', '00000000:0016 0']);
  say('network.timedatectl', 'timedatectl show', ['NTP=yes', 'NTPSynchronized=yes', 'Timezone=Europe/Paris']);
  say('network.timeServices', '/proc/*/stat', ['systemd-timesyn']);
  say('network.reach.0', '127.0.0.1:6379', ['dns 0.3 127.0.0.1', 'tcp 0.4', 'ping 0.31 0.22 0.21 0.24 0.20\t+PONG']);
  say('power.temperature', '/sys/class/thermal/thermal_zone0/temp', [`cpu-thermal ${machine.milliC()}`]);
  say('power.throttled', 'vcgencmd get_throttled', [`throttled=0x${machine.throttled.toString(16)}`]);
  say('power.voltageAlarm', '/sys/class/hwmon/hwmon1/in0_lcrit_alarm', [(machine.throttled & 1) === 1 ? '1' : '0']);
  say('power.fan', '/sys/class/hwmon/*/fan1_input', [], 'missing');
  say('power.governor', '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor', ['ondemand', '1500000', '600000', '1800000']);
  say('power.armClock', 'vcgencmd measure_clock arm', [`frequency(48)=${(machine.throttled & 4) === 0 ? 1_800_000_000 : 600_000_000}`]);
  say('power.supply', '/proc/device-tree/chosen/power/max_current', [], 'missing', 'No such file or directory');
  say('power.usbStorage', '/sys/block', []);
  const upUs = machine.uptimeS() * 1e6;
  say('kernel.lines', '/dev/kmsg', ['kmsg', ...((machine.throttled & 1) === 0 ? [] : [`${Math.floor(upUs - 3.4e9)} hwmon hwmon1: Undervoltage detected!`, `${Math.floor(upUs - 3.398e9)} hwmon hwmon1: Voltage normalised`, `${Math.floor(upUs - 4e8)} hwmon hwmon1: Undervoltage detected!`])]);
}

function tellStorage(machine: SimMachine, say: Say): void {
  const { diskTotalBytes: total, diskUsedBytes: used } = machine.hardware;
  say('storage.mounts', '/proc/self/mounts', ['/dev/mmcblk0p2 / ext4 rw,noatime 0 0', '/dev/mmcblk0p1 /boot/firmware vfat rw,relatime 0 0', 'tmpfs /run tmpfs rw,nosuid,nodev 0 0']);
  say('storage.space', 'statvfs', [`${total} ${total - used} ${used} 179:2 /`, '535805952 460000000 75805952 179:1 /boot/firmware']);
  say('storage.inodes', 'statvfs', ['1900544 1700112 /']);
  say('storage.rootDevice', 'stat /', ['179:2 ../../devices/platform/emmc2bus/fe340000.mmc/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0/mmcblk0p2']);
  say('storage.mmc', '/sys/block/mmcblk*/device', ['mmcblk0 name SC32G', 'mmcblk0 oemid 0x5344', 'mmcblk0 manfid 0x000003', 'mmcblk0 date 05/2023', 'mmcblk0 type SD']);
  say('storage.journal', '/var/log/journal', ['1 48234496']);
  for (const name of ['logFiles', 'coreFiles', 'beatSchedules']) say(`storage.${name}`, 'stat', []);
  say('processes.pidFiles', 'stat', []);
  say('processes.zombies', '/proc/*/stat', []);
  say('processes.scan', '/proc', [`total ${machine.processes().length + 96}`, 'unreadable 0', 'hidden 0']);
}

function tellProcess(machine: SimMachine, process: SimProcess, role: Role, say: Say): void {
  const { plan, pid } = process;
  const name = `process.${pid}`;
  const root = `/proc/${pid}`;
  const masked = (text: string): string => text.replace(/(:\/\/[^:@/]*):[^@]*@/, '$1:***@');
  say(`${name}.id`, `${root}/cmdline`, [`role ${role}`, `stat ${statLine(machine, process)}`, `uid ${plan.uid}`, `user ${plan.user}`, ...plan.argv.map((arg) => `arg ${masked(arg)}`), `parent ${plan.ppid}\t${plan.ppid === 1 ? 'systemd\t/sbin/init' : 'celery\t'}`, `cwd ${plan.cwd}`, `nspid ${pid}`]);
  say(`${name}.status`, `${root}/status`, [...statusLines(process).filter((line) => /^(Vm|Threads)/.test(line)), `VmSize:\t${process.rssKiB() + 180_000} kB`, 'VmSwap:\t0 kB']);
  say(`${name}.wchan`, `${root}/wchan`, [process.wchan()]);
  say(`${name}.smaps`, `${root}/smaps_rollup`, [`Pss:            ${pssKiB(machine, process)} kB`, `Anonymous:      ${Math.round(process.rssKiB() * 0.8)} kB`, 'SwapPss:        0 kB']);
  say(`${name}.fds`, `${root}/fd`, ['count 24', `sockets ${process.sockets.length + 1}`, 'fd0 /dev/null', `fd1 ${plan.output}`, `fd2 ${plan.output}`]);
  if (role === 'child') return;
  say(`${name}.limits`, `${root}/limits`, ['Limit                     Soft Limit           Hard Limit           Units', 'Max address space         unlimited            unlimited            bytes', 'Max processes             6788                 6788                 processes', 'Max open files            1024                 524288               files']);
  say(`${name}.cgroup`, `${root}/cgroup`, [`group 0::${plan.cgroup}`, 'pids.current 6', 'pids.max 2036']);
  say(`${name}.oomScoreAdj`, `${root}/oom_score_adj`, ['0']);
  say(`${name}.exe`, `${root}/exe`, ['/usr/bin/python3.11', '64 183']);
  say(`${name}.environ`, `${root}/environ`, plan.env.filter(([key]) => exported.test(key)).map(([key, value]) => `${key}=${masked(value)}`));
  say(`${name}.libraries`, `${root}/maps`, ['/usr/lib/aarch64-linux-gnu/libc.so.6', '/usr/lib/aarch64-linux-gnu/libssl.so.3']);
  // versions are told by the workers themselves
  say(`${name}.packages`, 'site-packages', [], 'failed', 'no package folder found');
  say(`${name}.python`, `${root}/exe`, ['3.11']);
  if (role === 'main') say(`${name}.sockets`, `${root}/net/tcp`, socketPairs(process));
}

function tellServices(place: ShellPlace, processes: readonly SimProcess[], say: Say): void {
  const owners = new Map<string, number[]>();
  for (const { pid, plan } of processes) {
    const unit = /([^/]+\.service)$/.exec(plan.cgroup)?.[1];
    if (unit !== undefined) owners.set(unit, [...(owners.get(unit) ?? []), pid]);
  }
  const names = [...owners.keys()].filter((unit) => unit !== 'supervisor.service');
  say('systemd.pids', '/proc/*/cgroup', [...owners].map(([unit, pids]) => `0 ${pids.join(',')} ${unit}`));
  say('systemd.manager', 'systemctl show', ['Version=252 (252.31-1~deb12u1)', 'SystemState=running', 'NFailedUnits=0']);
  const shown = names.map((unit) => place.units.control(['show', unit]).out.trim()).filter((text) => !text.includes('LoadState=not-found'));
  say('systemd.list', 'systemctl list-units', shown.map((text) => { const of = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1] ?? ''; return `${of('Id')} loaded ${of('ActiveState')} ${of('SubState')} Celery`; }));
  const usual = ['ExecMainCode=0', 'ExecMainStatus=0', 'OOMPolicy=stop', 'KillSignal=15', 'KillMode=control-group', 'TimeoutStopUSec=1min 30s', 'StartLimitBurst=5', 'StartLimitIntervalUSec=10s', 'NeedDaemonReload=no', 'UnitFileState=enabled', 'Type=simple', 'MemoryMax=infinity', 'TasksMax=2036'];
  say('systemd.units', 'systemctl show', shown.flatMap((text) => [...text.split('\n'), ...usual, '']));
  say('systemd.unitLines', 'journalctl _PID=1', []);
  say('systemd.linger', '/var/lib/systemd/linger', [], 'missing', 'no user unit');
  say('supervisord.daemons', '/proc/*/cmdline', []);
  say('docker.all', '/var/run/docker.sock', [], 'missing', 'no Docker socket');
}
