/**
 * One running Pi: a whole Debian in systemd-nspawn with its own init, users, journal and control group.
 * It ends by the pid of its own init; its memory of the run (the overlay) goes with it.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, rmdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PiSpec } from './lab-spec.ts';
import { preparePi } from './pi-files.ts';
import { cgroupRoots, initOf, processesOf, signal, startTicksOf, stateOf, subgroups } from './processes.ts';
import type { CommandEnd } from './run-command.ts';
import { runCommand, tryCommand } from './run-command.ts';
import { waitFor } from './wait-for.ts';

/** All that is needed to find a Pi again from another process: plain JSON. */
export type PiRecord = {
  readonly spec: PiSpec;
  readonly address: string;
  readonly namespace: string | null;
  readonly cgroup: string;
  readonly directory: string;
  readonly initPid: number;
  readonly initStartTicks: number;
  readonly hostKeys: readonly string[];
};

export type BootNeeds = { readonly slot: number; readonly spec: PiSpec; readonly address: string; readonly namespace: string | null; readonly directory: string; readonly lowerRoot: string; readonly publicKey: string };

async function mountOverlay(directory: string, lowerRoot: string): Promise<string> {
  const root = join(directory, 'root');
  for (const part of ['upper', 'work', 'root']) mkdirSync(join(directory, part), { recursive: true });
  const mount = () => tryCommand('mount', ['-t', 'overlay', 'overlay', '-o', `lowerdir=${lowerRoot},upperdir=${join(directory, 'upper')},workdir=${join(directory, 'work')}`, root]);
  if ((await mount()).code === 0) return root;
  // An overlay cannot lie on an overlay (a machine that is itself a container): memory takes the changes then.
  await runCommand('mount', ['-t', 'tmpfs', 'tmpfs', directory]);
  for (const part of ['upper', 'work', 'root']) mkdirSync(join(directory, part), { recursive: true });
  const again = await mount();
  if (again.code !== 0) throw new Error(`no overlay on ${lowerRoot}: ${again.stderr.trim()}`);
  return root;
}

function startMachine(cgroup: string, root: string, needs: BootNeeds): void {
  const groups = cgroupRoots().map((top) => join(top, cgroup));
  for (const group of groups) mkdirSync(group, { recursive: true });
  const log = openSync(join(needs.directory, 'console.log'), 'a');
  // Docker's own overlays cannot lie on the Pi's: a plain directory of the machine takes them.
  const docker = join(needs.directory, 'docker');
  if (needs.spec.withSupervisors) mkdirSync(docker, { recursive: true });
  const forDocker = needs.spec.withSupervisors ? [`--bind=${docker}:/var/lib/docker`, '--system-call-filter=add_key keyctl bpf'] : [];
  const network = needs.namespace === null ? [] : [`--network-namespace-path=/run/netns/${needs.namespace}`];
  // The shell puts itself into the Pi's groups before it becomes systemd-nspawn; otherwise all Pis share one.
  const script = 'log=$1; shift; while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit 1; shift; done; shift; exec systemd-nspawn "$@"';
  const child = spawn(
    '/bin/sh',
    ['-c', script, 'sh', 'log', ...groups, '--', '-q', '-M', cgroup, `--hostname=${needs.spec.name}`, '-D', root, '--register=no', '--keep-unit', '--capability=all', '--resolv-conf=off', '--timezone=off', '--link-journal=no', ...forDocker, ...network, '-b'],
    { detached: true, stdio: ['ignore', log, log], env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' } },
  );
  closeSync(log);
  child.unref();
}

const inside = (initPid: number, command: readonly string[]): string[] => ['--target', String(initPid), '--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup', '--', ...command];
const cleanEnvironment = { LANG: 'C.UTF-8', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };

export function enterPi(record: PiRecord, command: readonly string[], options: { readonly input?: string; readonly timeoutMs?: number; readonly user?: string } = {}): Promise<CommandEnd> {
  const asUser = options.user && options.user !== 'root' ? ['runuser', '-u', options.user, '--', ...command] : command;
  return tryCommand('nsenter', inside(record.initPid, asUser), { env: cleanEnvironment, timeoutMs: options.timeoutMs ?? 30_000, ...(options.input === undefined ? {} : { input: options.input }) });
}

export async function bootPi(needs: BootNeeds): Promise<PiRecord> {
  const { spec, slot, address, namespace, directory } = needs;
  const cgroup = `fleetbeat-${slot}-${spec.name}`;
  const root = await mountOverlay(directory, needs.lowerRoot);
  const { hostKeys } = await preparePi({ spec, root, address, publicKey: needs.publicKey });
  startMachine(cgroup, root, needs);
  const console = () => (existsSync(join(directory, 'console.log')) ? readFileSync(join(directory, 'console.log'), 'utf8').slice(-500) : '');
  const init = await waitFor(`the init of ${spec.name}`, () => initOf(cgroup), { deadlineMs: 20_000, everyMs: 20, lastSeen: console });
  const record: PiRecord = { spec, address, namespace, cgroup, directory, initPid: init.hostPid, initStartTicks: startTicksOf(init.hostPid) ?? 0, hostKeys };
  let seen = '';
  await waitFor(
    `${spec.name} to be up`,
    async () => {
      const end = await enterPi(record, ['systemctl', 'is-system-running']);
      seen = `${end.stdout.trim()} ${end.stderr.trim()}`.trim();
      return seen === 'running' || seen === 'degraded';
    },
    { deadlineMs: 60_000, everyMs: 100, lastSeen: () => `${seen}\n${console()}` },
  );
  const failed = (await enterPi(record, ['systemctl', 'is-active', 'ssh.service', ...(spec.redis ? ['redis-server.service'] : [])])).stdout.trim();
  if (/failed|inactive/.test(failed)) throw new Error(`${spec.name} is up without its services: ${failed.replaceAll('\n', ', ')}`);
  if (spec.hidesProcesses) await enterPi(record, ['mount', '-o', 'remount,hidepid=2', '/proc']);
  return record;
}

/** Stops every process of the Pi, newly forked ones too: TCP still answers, nobody is home. */
export async function freezePi(record: PiRecord): Promise<void> {
  await waitFor(
    `${record.spec.name} to be frozen`,
    () => {
      const moving = processesOf(record.initPid).filter((process) => !['T', 'Z', null].includes(stateOf(process.hostPid)));
      for (const process of moving) signal(process.hostPid, 'SIGSTOP');
      return moving.length === 0;
    },
    { deadlineMs: 10_000, everyMs: 10 },
  );
}

export function thawPi(record: PiRecord): void {
  for (const process of processesOf(record.initPid)) signal(process.hostPid, 'SIGCONT');
}

function removeGroups(cgroup: string): void {
  for (const top of cgroupRoots()) {
    for (const path of subgroups(join(top, cgroup))) {
      try {
        rmdirSync(path);
      } catch {
        // Still a dying process inside: an empty group does no harm and the next lab of this name reuses it.
      }
    }
  }
}

/** Safe to call twice, and for a Pi that died on its own. */
export async function endPi(record: Pick<PiRecord, 'cgroup' | 'directory' | 'initPid' | 'initStartTicks'>): Promise<void> {
  if (startTicksOf(record.initPid) === record.initStartTicks) signal(record.initPid, 'SIGKILL');
  await waitFor(`the end of ${record.cgroup}`, () => startTicksOf(record.initPid) !== record.initStartTicks && initOf(record.cgroup) === null, { deadlineMs: 20_000, everyMs: 20 });
  // systemd-nspawn itself leaves right after its payload; its mounts go with it.
  await waitFor(
    `the overlay of ${record.cgroup} to be free`,
    async () => {
      const mounts = readFileSync('/proc/self/mounts', 'utf8');
      if (mounts.includes(`${join(record.directory, 'root')} `)) await tryCommand('umount', [join(record.directory, 'root')]);
      else if (mounts.includes(` ${record.directory} `)) await tryCommand('umount', [record.directory]);
      else return true;
      return false;
    },
    { deadlineMs: 10_000, everyMs: 50 },
  );
  removeGroups(record.cgroup);
  await rm(record.directory, { recursive: true, force: true });
}
