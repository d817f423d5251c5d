/**
 * Q1: what being watched costs a Pi, from the Pi's own /proc, beside `ps aux` over the same kind of channel in the same run.
 * The watched Pi carries two workers; the reader is the process below sshd that was not there before.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { farm } from '#test/lab/lab-spec.ts';
import { homeForLab } from '#test/lab/operator-home.ts';
import { openPanel, servePanel } from '#test/lab/panel.ts';
import { processesOf } from '#test/lab/processes.ts';
import { readRecords } from '#test/lab/lab-records.ts';
import type { Lab, LabPi } from '#test/lab/start-lab.ts';
import { startLab } from '#test/lab/start-lab.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import type { Figure } from './figures.ts';
import { rounded } from './figures.ts';
import { commandOf, costOf, parentOf } from './process-cost.ts';

const initPidOf = (lab: Lab, pi: LabPi): number => readRecords().find((record) => record.slot === lab.slot)?.pis.find((one) => one.spec.name === pi.name)?.initPid ?? 0;
/** What runs for a login: everything whose parent is sshd's unprivileged half. */
const readersOf = (initPid: number): readonly number[] => processesOf(initPid).map((one) => one.hostPid).filter((pid) => /^sshd: pi(@| \[?)/.test(commandOf(parentOf(pid))) && !commandOf(pid).startsWith('sshd:'));

/** `ps aux` through one live shell, as the panels do that poll with it. */
async function costOfPs(lab: Lab, pi: LabPi, initPid: number, rounds: number): Promise<number | null> {
  const child = spawn('ssh', ['-F', 'none', '-i', lab.sshKeyPath, '-o', `UserKnownHostsFile=${lab.knownHostsPath}`, `pi@${pi.address}`, 'exec sh'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface({ input: child.stdout });
  const round = (): Promise<void> => new Promise((resolve) => {
    const hear = (line: string): void => {
      if (line !== 'end-of-round') return;
      lines.off('line', hear);
      resolve();
    };
    lines.on('line', hear);
    child.stdin.write('ps aux; echo end-of-round\n');
  });
  await round();
  const shell = await waitFor('the shell of ps', () => readersOf(initPid)[0], { deadlineMs: 5000 });
  const before = costOf(shell)?.cpuMs ?? 0;
  for (let index = 0; index < rounds; index += 1) await round();
  const after = costOf(shell)?.cpuMs ?? 0;
  child.stdin.end();
  await ended;
  return (after - before) / rounds;
}

const ourTraces = ['sh', '-c', "find / -xdev -newer /run/bench-mark -type f -not -path '/proc/*' -not -path '/sys/*' -not -path '/run/*' -not -path '/var/log/*' -not -path '/var/lib/redis/*' -not -path '/var/lib/systemd/*'; redis-cli --scan | grep -v -E '^(_kombu|celery|unacked)' | sort"];

export async function measureCostOnPi(isQuick: boolean, say: (line: string) => void): Promise<readonly Figure[]> {
  const lab = await startLab({ pis: farm.pis.filter((pi) => pi.name === 'pi1'), workers: farm.workers.filter((worker) => worker.pi === 'pi1') }, { say });
  const home = homeForLab(lab);
  try {
    const pi = lab.pi('pi1');
    const initPid = initPidOf(lab, pi);
    const psMs = await costOfPs(lab, pi, initPid, isQuick ? 20 : 60);
    await pi.exec(['touch', '/run/bench-mark']);
    const served = await servePanel(['--fleet', home.fleetPath], home.env);
    try {
      const panel = await openPanel(served);
      await panel.until('the Pi and its two workers', (fleet) => fleet.hosts[0]?.sample && fleet.workers.filter((worker) => worker.process !== null).length === 2, 30_000);
      const seconds = isQuick ? 20 : 120;
      // Start-up and the first discovery are over when five samples have come.
      let samples = 0;
      let lastAt = 0;
      const stop = panel.onChange((fleet) => {
        const at = fleet.hosts[0]?.sample?.at ?? 0;
        if (at > lastAt) samples += 1;
        lastAt = Math.max(lastAt, at);
      });
      await waitFor('five samples', () => samples >= 5, { deadlineMs: 30_000 });
      const readers = readersOf(initPid);
      const before = readers.map(costOf);
      const first = samples;
      say(`Q1: ${readers.length} process(es) on the Pi: ${readers.map(commandOf).join(' | ').slice(0, 120)}; ${seconds} s`);
      await sleep(seconds * 1000);
      const after = readers.map(costOf);
      const count = samples - first;
      stop();
      const claimed = panel.fleet().hosts[0]?.cost ?? null;
      panel.close();
      await served.dispose();
      await waitFor('the reader to be gone', () => readersOf(initPid).length === 0, { deadlineMs: 10_000 }).catch(() => undefined);
      const traces = (await pi.exec(ourTraces)).stdout.trim().split('\n').filter(Boolean);
      if (traces.length > 0) say(`Q1: left on the Pi: ${traces.slice(0, 10).join(' ')}`);
      const sum = (key: 'cpuMs' | 'residentKiB' | 'proportionalKiB' | 'writtenBytes', list: typeof after): number => list.reduce((total, one) => total + (one?.[key] ?? 0), 0);
      const perSample = count > 0 ? (sum('cpuMs', after) - sum('cpuMs', before)) / count : null;
      return [
        { id: 'Q1', what: 'CPU on the Pi per sample', value: rounded(perSample, 3), unit: 'ms', atMost: 0.3, note: `${count} samples in ${seconds} s, 2 workers; the reader itself says ${claimed?.cpuMsPerSample ?? 'nothing'}` },
        { id: 'Q1', what: '`ps aux` over the same kind of channel', value: rounded(psMs), unit: 'ms', atMost: null, note: psMs !== null && perSample ? `${(psMs / perSample).toFixed(0)} times as much` : '' },
        { id: 'Q1', what: 'resident memory on the Pi', value: rounded(sum('residentKiB', after) / 1024), unit: 'MiB', atMost: 10, note: `${(sum('proportionalKiB', after) / 1024).toFixed(1)} MiB its own share (PSS)` },
        { id: 'Q1', what: 'bytes written to the disk', value: sum('writtenBytes', after), unit: 'B', atMost: 0 },
        { id: 'Q1', what: 'processes left after leaving', value: readersOf(initPid).length, unit: '', atMost: 0 },
        { id: 'Q1', what: 'files and keys left after leaving', value: traces.length, unit: '', atMost: 0 },
      ];
    } finally {
      await served.dispose();
    }
  } finally {
    home.dispose();
    await lab.dispose();
  }
}
