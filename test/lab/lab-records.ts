/**
 * What is written down about a running lab, so that another process (or the next run after a crash) can end it.
 * A lab has a number of its own: two test runs side by side never share an address, a group or a namespace.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeAddresses } from './network.ts';
import type { PiRecord } from './pi.ts';
import { endPi } from './pi.ts';
import { initOf, startTicksOf } from './processes.ts';
import { tryCommand } from './run-command.ts';

export type LabRecord = {
  readonly slot: number;
  /** null: nobody's; it stays until `lab.ts down`. */
  readonly owner: { readonly pid: number; readonly startTicks: number } | null;
  readonly bootId: string;
  /** Names of Pis begun, also those that never came up. */
  readonly names: readonly string[];
  readonly pis: readonly PiRecord[];
};

const top = (): string => join(tmpdir(), 'fleetbeat-lab');
export const labDirectory = (slot: number): string => join(top(), String(slot));
export const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

export function writeRecord(record: LabRecord): void {
  const path = join(labDirectory(record.slot), 'lab.json');
  writeFileSync(`${path}.new`, JSON.stringify(record, null, 2), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function readRecords(): readonly LabRecord[] {
  if (!existsSync(top())) return [];
  return readdirSync(top()).flatMap((slot) => {
    try {
      return [JSON.parse(readFileSync(join(top(), slot, 'lab.json'), 'utf8')) as LabRecord];
    } catch {
      // A lab being born or half removed; its directory still holds the number.
      return [];
    }
  });
}

export function takeSlot(): number {
  mkdirSync(top(), { recursive: true, mode: 0o755 });
  for (let slot = 0; slot < 200; slot += 1) {
    try {
      mkdirSync(labDirectory(slot), { mode: 0o755 });
      return slot;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error(`200 labs are already up; see ${top()}`);
}

export async function endLab(record: LabRecord): Promise<void> {
  const problems: unknown[] = [];
  await Promise.all(
    record.names.map(async (name) => {
      const known = record.pis.find((pi) => pi.spec.name === name);
      const cgroup = `fleetbeat-${record.slot}-${name}`;
      // A Pi that died while booting has no record yet; its init is found by its group.
      const init = known ? null : initOf(cgroup);
      const pi = known ?? { cgroup, directory: join(labDirectory(record.slot), name), initPid: init?.hostPid ?? 0, initStartTicks: init ? (startTicksOf(init.hostPid) ?? 0) : -1 };
      await endPi(pi).catch((error: unknown) => problems.push(error));
    }),
  );
  await takeAddresses(record.slot, record.names);
  if (problems.length > 0) throw new AggregateError(problems, `lab ${record.slot} did not end cleanly`);
  rmSync(labDirectory(record.slot), { recursive: true, force: true });
}

/** Ends labs whose owner is gone (a test run that was killed) and forgets those of an earlier boot. */
export async function reapAbandoned(): Promise<void> {
  for (const record of readRecords()) {
    if (record.bootId !== bootId()) {
      await tryCommand('rm', ['-rf', '--one-file-system', labDirectory(record.slot)]);
    } else if (record.owner && startTicksOf(record.owner.pid) !== record.owner.startTicks) {
      await endLab(record);
    }
  }
}
