/**
 * The lab by hand: `node test/lab/lab.ts up [farm|flavours|one] | status | down`.
 * `up` leaves the Pis running and says how to reach them; `down` ends every lab started this way.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endLab, reapAbandoned, readRecords } from './lab-records.ts';
import { topologies } from './lab-spec.ts';
import { processesOf } from './processes.ts';
import { ensureRequirements } from './requirements.ts';
import type { Lab } from './start-lab.ts';
import { startLab } from './start-lab.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function writeSshConfig(lab: Lab): string {
  const path = join(lab.directory, 'ssh_config');
  const blocks = lab.pis.map((pi) =>
    [`Host ${pi.name}`, `  HostName ${pi.address}`, '  User pi', `  IdentityFile ${lab.sshKeyPath}`, `  UserKnownHostsFile ${lab.knownHostsPath}`, ...(pi.jump.length > 0 ? [`  ProxyJump ${pi.jump.join(',')}`] : [])].join('\n'),
  );
  writeFileSync(path, `${blocks.join('\n')}\n`, { mode: 0o600 });
  return path;
}

async function up(topology: string): Promise<number> {
  const spec = topologies[topology];
  if (!spec) {
    say(`No topology called ${topology}; there are ${Object.keys(topologies).join(', ')}.`);
    return 2;
  }
  const ready = await ensureRequirements(say);
  if (!ready.canRun) {
    say(`The lab cannot run here: ${ready.reasons.join('; ')}.`);
    return 1;
  }
  const began = performance.now();
  const lab = await startLab(spec, { say, outlivesProcess: true });
  const config = writeSshConfig(lab);
  for (const pi of lab.pis) say(`${pi.name}: ssh -F ${config} ${pi.name}; broker ${pi.brokerUrl ?? 'none'}; ${lab.workers.filter((worker) => worker.spec.pi === pi.name).map((worker) => `${worker.name} (${worker.mainPid})`).join(', ')}`);
  say(`up in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return 0;
}

async function down(): Promise<number> {
  await reapAbandoned();
  const labs = readRecords().filter((record) => record.owner === null);
  for (const record of labs) await endLab(record);
  say(labs.length === 0 ? 'no lab is up' : `ended ${labs.length === 1 ? 'one lab' : `${labs.length} labs`}`);
  return 0;
}

function status(): number {
  const labs = readRecords();
  if (labs.length === 0) say('no lab is up');
  for (const record of labs) {
    say(`lab ${record.slot}${record.owner ? ` (of process ${record.owner.pid})` : ''}`);
    for (const pi of record.pis) say(`  ${pi.spec.name} ${pi.address} ${processesOf(pi.initPid).length} processes`);
  }
  return 0;
}

const [verb = 'status', topology = 'farm'] = process.argv.slice(2);
const verbs: Readonly<Record<string, () => number | Promise<number>>> = { up: () => up(topology), down, status };
const chosen = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
if (!chosen) say('usage: node test/lab/lab.ts up [farm|flavours|one] | status | down');
process.exitCode = chosen ? await chosen() : 2;
