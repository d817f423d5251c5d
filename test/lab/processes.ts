/**
 * The processes of one Pi, found by its pid namespace (its init by its control group) and never by name. Kernel pids on the machine and pids as
 * the Pi sees them are both known, because a test speaks of the latter and signals need the former.
 */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Hierarchies the Pi gets a group of its own in; a machine on pure cgroup v2 has just one. */
export function cgroupRoots(): readonly string[] {
  const split = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd'].filter((path) => existsSync(path));
  return split.length > 0 ? split : ['/sys/fs/cgroup'];
}

export function subgroups(path: string): readonly string[] {
  let names: string[];
  try {
    names = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch {
    return [];
  }
  return [...names.flatMap((name) => subgroups(join(path, name))), path];
}

function pidsIn(path: string): readonly number[] {
  try {
    return readFileSync(join(path, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

export type PiProcess = { readonly hostPid: number; readonly pid: number };

function describe(hostPid: number): PiProcess | null {
  try {
    const line = /^NSpid:\s*(.*)$/m.exec(readFileSync(`/proc/${hostPid}/status`, 'utf8'))?.[1] ?? '';
    const pids = line.split(/\s+/).map(Number);
    // One level only: the process is the machine's own (systemd-nspawn itself), not the Pi's.
    return pids.length < 2 ? null : { hostPid, pid: pids.at(-1) as number };
  } catch {
    return null;
  }
}

/** The Pi's own pid 1, while it has one. */
export function initOf(cgroupName: string): PiProcess | null {
  const top = join(cgroupRoots()[0] as string, cgroupName);
  return subgroups(top).flatMap(pidsIn).map(describe).find((found) => found?.pid === 1) ?? null;
}

function namespaceOf(hostPid: number | string): string | null {
  try {
    return readlinkSync(`/proc/${hostPid}/ns/pid`);
  } catch {
    return null;
  }
}

/** Everything that runs in the Pi, also what was entered into it from outside and so left its control group. */
export function processesOf(initPid: number): readonly PiProcess[] {
  const namespace = namespaceOf(initPid);
  if (namespace === null || namespace === namespaceOf('self')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && namespaceOf(name) === namespace)
    .map((name) => describe(Number(name)))
    .filter((found) => found !== null);
}

export function startTicksOf(hostPid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${hostPid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return null;
  }
}

export function stateOf(hostPid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${hostPid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  } catch {
    return null;
  }
}

export function signal(hostPid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(hostPid, name);
  } catch {
    return false;
  }
}
