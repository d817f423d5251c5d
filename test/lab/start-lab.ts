/**
 * Starts real Pis and real Celery workers, and ends them all. The one door of this room for tests.
 * A lab that does not come up whole is taken down again before the error is thrown.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabRecord } from './lab-records.ts';
import { bootId, endLab, labDirectory, reapAbandoned, takeSlot, writeRecord } from './lab-records.ts';
import type { LabSpec, PiSpec, WorkerSpec } from './lab-spec.ts';
import { giveAddress } from './network.ts';
import { piPassword } from './packages.ts';
import type { PiRecord } from './pi.ts';
import { bootPi, enterPi, freezePi, thawPi } from './pi.ts';
import { processesOf, signal, startTicksOf } from './processes.ts';
import { ensureRootImage } from './root-image.ts';
import type { CommandEnd } from './run-command.ts';
import { runCommand } from './run-command.ts';
import type { LabWorker } from './workers.ts';
import { brokerUrl, startWorker } from './workers.ts';

export type LabPi = {
  readonly name: string;
  readonly address: string;
  readonly sshPort: 22;
  readonly redisPort: 6379;
  /** As a worker inside sees it, password included; null without Redis. */
  readonly brokerUrl: string | null;
  /** How the machine gets there: names of Pis to jump through. */
  readonly jump: readonly string[];
  /** `ssh-ed25519 AAAA…` and the ecdsa one. */
  readonly hostKeys: readonly string[];
  readonly knownHostsLines: readonly string[];
  /** Inside, without SSH; as root unless a user is named. Never throws for a command that fails. */
  exec(command: readonly string[], options?: { readonly user?: 'pi' | 'root'; readonly input?: string; readonly timeoutMs?: number }): Promise<CommandEnd>;
  startWorker(spec: Omit<WorkerSpec, 'pi'>): Promise<LabWorker>;
  /** Signals one process by its pid inside the Pi. False when it is not there. */
  kill(pid: number, signal?: NodeJS.Signals): boolean;
  /** The machine's pid of a process of the Pi, for reading its /proc or signalling without delay. */
  hostPidOf(pid: number): number | null;
  freeze(): Promise<void>;
  thaw(): void;
};

export type Lab = {
  readonly slot: number;
  readonly directory: string;
  readonly sshKeyPath: string;
  /** All host keys of the lab, in the form of ~/.ssh/known_hosts. */
  readonly knownHostsPath: string;
  readonly password: string;
  readonly pis: readonly LabPi[];
  readonly workers: readonly LabWorker[];
  pi(name: string): LabPi;
  worker(name: string): LabWorker;
  dispose(): Promise<void>;
};

export type StartOptions = {
  readonly say?: (line: string) => void;
  /** True leaves the lab up when this process ends (`lab.ts up`). */
  readonly outlivesProcess?: boolean;
};

export function createLabPi(record: PiRecord): LabPi {
  const { spec, address } = record;
  const hostPidOf = (pid: number) => processesOf(record.initPid).find((process) => process.pid === pid)?.hostPid ?? null;
  return {
    name: spec.name,
    address,
    sshPort: 22,
    redisPort: 6379,
    brokerUrl: spec.redis ? brokerUrl(record) : null,
    jump: spec.network.kind === 'behind' ? [spec.network.jump] : [],
    hostKeys: record.hostKeys,
    knownHostsLines: record.hostKeys.map((key) => `${address} ${key}`),
    exec: (command, options = {}) => enterPi(record, command, options),
    startWorker: (worker) => startWorker(record, { ...worker, pi: spec.name }),
    kill: (pid, name = 'SIGKILL') => {
      const hostPid = hostPidOf(pid);
      return hostPid !== null && signal(hostPid, name);
    },
    hostPidOf,
    freeze: () => freezePi(record),
    thaw: () => thawPi(record),
  };
}

async function makeKey(directory: string): Promise<{ readonly path: string; readonly publicKey: string }> {
  const path = join(directory, 'id_ed25519');
  await runCommand('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'fleetbeat-lab', '-f', path]);
  return { path, publicKey: readFileSync(`${path}.pub`, 'utf8') };
}

/** Two at a time: booting is processor work and the machine may have two cores. */
async function inPairs<In, Out>(list: readonly In[], work: (item: In, index: number) => Promise<Out>): Promise<readonly Out[]> {
  const results: Out[] = [];
  const queue = [...list.entries()];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await work(next[1], next[0]);
  };
  await Promise.all([lane(), lane()]);
  return results;
}

export async function startLab(spec: LabSpec, options: StartOptions = {}): Promise<Lab> {
  const say = options.say ?? (() => undefined);
  await reapAbandoned();
  const plainRoot = await ensureRootImage(say);
  const fullRoot = spec.pis.some((pi) => pi.withSupervisors) ? await ensureRootImage(say, 'supervision') : plainRoot;
  const slot = takeSlot();
  const directory = labDirectory(slot);
  const owner = options.outlivesProcess ? null : { pid: process.pid, startTicks: startTicksOf(process.pid) ?? 0 };
  let record: LabRecord = { slot, owner, bootId: bootId(), names: spec.pis.map((pi) => pi.name), pis: [] };
  writeRecord(record);
  try {
    const key = await makeKey(directory);
    const boot = async (pi: PiSpec, index: number): Promise<PiRecord> => {
      const given = await giveAddress(slot, index + 1, pi);
      const own = join(directory, pi.name);
      await mkdir(own, { recursive: true });
      return bootPi({ slot, spec: pi, ...given, directory: own, lowerRoot: pi.withSupervisors ? fullRoot : plainRoot, publicKey: key.publicKey });
    };
    // A Pi behind another needs that one's network namespace first.
    const direct = await inPairs(spec.pis.map((pi, index) => ({ pi, index })).filter(({ pi }) => pi.network.kind !== 'behind'), ({ pi, index }) => boot(pi, index));
    const hidden = await inPairs(spec.pis.map((pi, index) => ({ pi, index })).filter(({ pi }) => pi.network.kind === 'behind'), ({ pi, index }) => boot(pi, index));
    record = { ...record, pis: [...direct, ...hidden] };
    writeRecord(record);
    const pis = spec.pis.flatMap((pi) => record.pis.filter((one) => one.spec.name === pi.name)).map(createLabPi);
    const pi = (name: string): LabPi => pis.find((one) => one.name === name) ?? missing(`no Pi ${name} in this lab`);
    const workers = [...(await inPairs(spec.workers, (worker) => pi(worker.pi).startWorker(worker)))];
    const knownHostsPath = join(directory, 'known_hosts');
    writeFileSync(knownHostsPath, `${pis.flatMap((one) => one.knownHostsLines).join('\n')}\n`, { mode: 0o600 });
    say(`lab ${slot} is up: ${pis.map((one) => `${one.name} ${one.address}`).join(', ')}; ${workers.length} workers`);
    let ending: Promise<void> | null = null;
    return {
      slot,
      directory,
      sshKeyPath: key.path,
      knownHostsPath,
      password: piPassword,
      pis,
      workers,
      pi,
      worker: (name) => workers.find((one) => one.name === name) ?? missing(`no worker ${name} in this lab`),
      dispose: () => (ending ??= endLab(record)),
    };
  } catch (error) {
    await endLab(record).catch((second: unknown) => say(`and taking it down failed: ${String(second)}`));
    throw error;
  }
}

function missing(sentence: string): never {
  throw new Error(sentence);
}
