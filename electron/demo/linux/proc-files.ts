/**
 * Files of a simulated Pi by path, for commands such as `cat /proc/meminfo`. Null: no such file.
 */
import { cpuLine, diskLines, loadLine, memoryLines, networkLines, pressureLines, socketPairs, statLine, statusLines } from './proc-text.ts';
import type { SimMachine } from './sim-machine.ts';
import type { SimProcess } from './sim-process.ts';

const lines = (all: readonly string[]) => all.map((line) => `${line}\n`).join('');

/** Stands for the program that reads; its pid is of no matter. */
const selfStat = '1 (cat) R 1 1 1 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 1 0 0\n';

export function readSimFile(machine: SimMachine, path: string): string | null {
  if (path === '/proc/self/stat') return selfStat;
  const own = /^\/proc\/(\d+)\/(?:task\/\d+\/)?([a-z_/]+)$/.exec(path);
  if (own !== null) {
    const process = machine.find(Number(own[1]));
    return process === null ? null : readOwn(machine, process, own[2] ?? '');
  }
  const { hardware } = machine;
  switch (path) {
    case '/proc/stat': return `${cpuLine(machine)}\nbtime ${Math.floor(machine.bootedAt / 1000)}\nprocesses ${(machine.processes().at(-1)?.pid ?? 0) + 9000}\n`;
    case '/proc/meminfo': return lines(memoryLines(machine));
    case '/proc/loadavg': return `${loadLine(machine)}\n`;
    case '/proc/uptime': return `${machine.uptimeS().toFixed(2)} ${(machine.uptimeS() * hardware.cores * 0.9).toFixed(2)}\n`;
    case '/proc/pressure/cpu': return joined(pressureLines(machine, 'cpu'));
    case '/proc/pressure/memory': return joined(pressureLines(machine, 'memory'));
    case '/proc/pressure/io': return joined(pressureLines(machine, 'io'));
    case '/proc/diskstats': return lines(diskLines(machine));
    case '/proc/net/dev': return lines(['Inter-|   Receive                                                |  Transmit', ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed', ...networkLines(machine)]);
    case '/proc/sys/kernel/hostname': case '/etc/hostname': return `${hardware.hostname}\n`;
    case '/proc/sys/kernel/random/boot_id': return `${hardware.bootId}\n`;
    case '/proc/sys/kernel/osrelease': return `${hardware.kernel}\n`;
    case '/proc/device-tree/model': case '/sys/firmware/devicetree/base/model': return `${hardware.model}\0`;
    case '/sys/class/thermal/thermal_zone0/type': return 'cpu-thermal\n';
    case '/sys/class/thermal/thermal_zone0/temp': return `${machine.milliC()}\n`;
    case '/etc/os-release': return `PRETTY_NAME="${hardware.osName}"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\n`;
    default: return null;
  }
}

const joined = (all: readonly string[] | null) => (all === null ? null : lines(all));

function readOwn(machine: SimMachine, process: SimProcess, name: string): string | null {
  const { plan } = process;
  switch (name) {
    case 'stat': return `${statLine(machine, process)}\n`;
    case 'status': return lines(statusLines(process));
    case 'cmdline': return plan.argv.map((arg) => `${arg}\0`).join('');
    case 'comm': return `${plan.comm.slice(0, 15)}\n`;
    case 'environ': return plan.env.map(([key, value]) => `${key}=${value}\0`).join('');
    case 'cgroup': return `0::${plan.cgroup}\n`;
    case 'wchan': return process.wchan();
    case 'children': return machine.childrenOf(process.pid).map((child) => `${child.pid} `).join('');
    case 'smaps_rollup': return `Rss:            ${process.rssKiB()} kB\nPss:            ${pssKiB(machine, process)} kB\n`;
    case 'net/tcp': return lines(['  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      ...socketPairs(process).map((pair, i) => `   ${i}: ${pair} 01 00000000:00000000 00:00000000 00000000  ${plan.uid}        0 ${process.pid * 100 + i} 1`)]);
    default: return null;
  }
}

/** Pool children share their parent's pages until they write to them. */
export function pssKiB(machine: SimMachine, process: SimProcess): number {
  const sharers = machine.childrenOf(process.pid).length + (machine.find(process.plan.ppid) === null ? 0 : 1);
  const sharedKiB = Math.min(process.rssKiB(), 34_000);
  return Math.round(process.rssKiB() - sharedKiB + sharedKiB / (1 + sharers));
}
