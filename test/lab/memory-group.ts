/**
 * A memory control group of the machine around some processes of a Pi: a limit that the kernel really enforces. The Pi's own
 * groups have no memory controller where the machine keeps it in version 1. Where it is lent, not getting it is a failure.
 */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { subgroups } from './processes.ts';
import type { LabPi } from './start-lab.ts';
import { waitFor } from './wait-for.ts';

const top = '/sys/fs/cgroup/memory';

export type MemoryGroup = { put(hostPid: number): void; /** Waits for its last process to end. */ remove(): Promise<void> };

export const lendsMemoryGroup = (): boolean => existsSync(join(top, 'memory.limit_in_bytes'));

export function makeMemoryGroup(name: string, limitBytes: number): MemoryGroup {
  const path = join(top, `fleetbeat-${name}-${process.pid}`);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'memory.limit_in_bytes'), String(limitBytes));
  return {
    put: (hostPid) => writeFileSync(join(path, 'cgroup.procs'), String(hostPid)),
    remove: async () => void (await waitFor(`${path} to be empty`, () => { try { rmdirSync(path); return true; } catch { return !existsSync(path); } }, { deadlineMs: 10_000, everyMs: 50 })),
  };
}

/**
 * Lets the Pi's own dockerd, not yet started, limit its containers: it sees the machine's hierarchies of version 1 in a mount
 * namespace of its own; with fewer than all of them containerd hears of no kill. Answers what takes its groups away, after the lab's end.
 */
export async function giveDockerMemory(pi: LabPi): Promise<() => void> {
  const name = `fleetbeat-docker-${process.pid}`;
  // `4:memory:/group`: a Pi's groups begin where ours are
  const hierarchies = readFileSync('/proc/self/cgroup', 'utf8').split('\n').flatMap((line) => { const [, controllers = '', path = ''] = line.split(':'); return controllers === '' ? [] : [{ controllers, folder: controllers.replace('name=', ''), path }]; });
  const mounts = hierarchies.map(({ controllers, folder }) => `mkdir ${folder} && mount -t cgroup -o ${controllers.startsWith('name=') ? `none,${controllers}` : controllers} cgroup ${folder} || exit 1`);
  const wrapper = ['#!/bin/sh', 'umount /sys/fs/cgroup && mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup && cd /sys/fs/cgroup || exit 1', ...mounts, 'cd /', 'exec "$@"', ''].join('\n');
  // with a containerd of its own: both have to see the same mounts
  const unit = ['[Service]', 'ExecStart=', `ExecStart=/usr/bin/unshare -m /usr/local/sbin/with-memory /usr/sbin/dockerd -H fd:// --cgroup-parent=/${name}`, ''].join('\n');
  for (const [path, text] of [['/usr/local/sbin/with-memory', wrapper], ['/etc/systemd/system/docker.service.d/memory.conf', unit]] as const) await pi.exec(['/bin/sh', '-c', `mkdir -p "$(dirname ${path})" && cat > ${path} && chmod 755 ${path}`], { input: text });
  const end = await pi.exec(['/bin/sh', '-c', 'systemctl mask --quiet containerd.service && systemctl daemon-reload']);
  if (end.code !== 0) throw new Error(`dockerd could not be given a memory group: ${end.stderr}`);
  return () => {
    for (const { folder, path } of hierarchies) for (const group of subgroups(join('/sys/fs/cgroup', folder, path, name))) try { rmdirSync(group); } catch { /* its last process is ending, or it was never made */ }
  };
}
