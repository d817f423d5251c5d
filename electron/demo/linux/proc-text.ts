/**
 * The text that a Linux kernel gives for the simulated machine, line by line as on a Raspberry Pi OS (kernel 6.6).
 */
import type { SimMachine } from './sim-machine.ts';
import { type SimProcess, ticksPerSecond } from './sim-process.ts';

const ticks = (ms: number) => Math.floor((ms / 1000) * ticksPerSecond);

export function statLine(machine: SimMachine, process: SimProcess): string {
  const cpu = ticks(process.cpuMs());
  const system = Math.floor(cpu * 0.18);
  const rss = Math.floor((process.rssKiB() * 1024) / machine.hardware.pageSize);
  const { ppid, comm } = process.plan;
  return `${process.pid} (${comm.slice(0, 15)}) ${process.state()} ${ppid} ${process.pid} ${process.pid} 0 -1 4194304 ${15_000 + rss} 0 3 0 ${cpu - system} ${system} 0 0 20 0 `
    + `${process.threads} 0 ${process.startTicks} ${(process.rssKiB() + 180_000) * 1024} ${rss} 18446744073709551615 1 1 0 0 0 0 0 16781312 134217730 0 0 0 17 `
    + `${process.pid % machine.hardware.cores} 0 0 0 0 0 0 0 0 0 0 0 0 0`;
}

export function cpuLine(machine: SimMachine): string {
  const { busyMs, totalMs } = machine.cpu();
  const busy = ticks(busyMs);
  const wait = Math.floor(ticks(totalMs) * 0.002);
  const user = Math.floor(busy * 0.8);
  return `cpu  ${user} 0 ${busy - user} ${Math.max(0, ticks(totalMs) - busy - wait)} ${wait} 0 ${Math.floor(busy * 0.01)} 0 0 0`;
}

export function loadLine(machine: SimMachine): string {
  const [one, five, fifteen] = machine.load();
  const all = machine.processes();
  return `${one.toFixed(2)} ${five.toFixed(2)} ${fifteen.toFixed(2)} ${Math.max(1, all.filter((p) => p.state() === 'R').length)}/${all.length + 96} ${all.at(-1)?.pid ?? 1}`;
}

export function memoryLines(machine: SimMachine): string[] {
  const { memKiB, swapKiB } = machine.hardware;
  const used = Math.round(machine.usedKiB());
  const cached = Math.round((memKiB - used) * 0.6);
  return [
    row('MemTotal', memKiB), row('MemFree', memKiB - used - cached), row('MemAvailable', Math.round((memKiB - used) * 0.97)), row('Buffers', 41_200),
    row('Cached', cached), row('SwapCached', 0), row('SwapTotal', swapKiB), row('SwapFree', swapKiB - machine.swapUsedKiB),
  ];
}

const row = (name: string, kib: number) => `${`${name}:`.padEnd(16)}${String(kib).padStart(8)} kB`;

export function pressureLines(machine: SimMachine, kind: 'cpu' | 'memory' | 'io'): string[] | null {
  if (!machine.hardware.hasPressure) return null;
  const some = machine.pressure[kind];
  const total = Math.floor(machine.uptimeS() * 1000 * (1 + some * 100));
  const line = (word: string, value: number) => `${word} avg10=${value.toFixed(2)} avg60=${(value * 0.8).toFixed(2)} avg300=${(value * 0.5).toFixed(2)} total=${total}`;
  return [line('some', some), line('full', kind === 'cpu' ? 0 : some * 0.4)];
}

/** Counters that rise with time and work: the numbers before and after differ as on a living disk. */
export function diskLines(machine: SimMachine): string[] {
  const upS = machine.uptimeS();
  const workS = machine.cpu().busyMs / 1000;
  const written = Math.floor(upS * 22 + workS * 60);
  const read = Math.floor(120_000 + upS * 3 + workS * 14);
  const one = (minor: number, name: string) => ` 179       ${minor} ${name} ${Math.floor(read / 24)} 812 ${read} ${Math.floor(read / 9)} ${Math.floor(written / 20)} 901 ${written} ${Math.floor(written / 4)} 0 ${Math.floor(upS * 3)} ${Math.floor(upS * 5)} 0 0 0 0 0 0`;
  return [one(0, 'mmcblk0'), one(1, 'mmcblk0p1'), one(2, 'mmcblk0p2')];
}

export function networkLines(machine: SimMachine): string[] {
  const bytes = Math.floor(machine.uptimeS() * 900 + machine.cpu().busyMs * 4);
  return [`  eth0: ${bytes} ${Math.floor(bytes / 700)} 0 0 0 0 0 0 ${Math.floor(bytes * 1.7)} ${Math.floor(bytes / 800)} 0 0 0 0 0 0`];
}

export function statusLines(process: SimProcess): string[] {
  const { plan } = process;
  const states = { R: 'R (running)', S: 'S (sleeping)', D: 'D (disk sleep)', T: 'T (stopped)', Z: 'Z (zombie)' } as const;
  return [
    `Name:\t${plan.comm}`, `State:\t${states[process.state()]}`, `Tgid:\t${process.pid}`, `Pid:\t${process.pid}`, `PPid:\t${plan.ppid}`,
    `Uid:\t${plan.uid}\t${plan.uid}\t${plan.uid}\t${plan.uid}`, `NSpid:\t${process.pid}`, `VmHWM:\t${process.peakRssKiB()} kB`, `VmRSS:\t${process.rssKiB()} kB`, `Threads:\t${process.threads}`,
  ];
}

/** Local and remote address in the hexadecimal of /proc/PID/net/tcp. */
export function socketPairs(process: SimProcess): string[] {
  return process.sockets.map(({ localPort, remotePort }) => `0100007F:${hex(localPort)} 0100007F:${hex(remotePort)}`);
}

const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0');
