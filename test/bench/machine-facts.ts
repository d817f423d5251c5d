/** What the figures were measured on; without it a figure says nothing. */
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

export function machineFacts(): Readonly<Record<string, string | number>> {
  const osName = /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown';
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    os: osName,
    kernel: release(),
    node: process.version,
    loadBefore: Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]),
  };
}
