/** systemd's words on units that hold Celery and what it needs. Properties stay as systemctl prints them. */
import type { Piece } from './evidence.ts';
import type { SystemdEvidence, UnitFact } from './evidence-services.ts';
import { changed, had, linesOf, numberOf, pieceOf, type Reading } from './piece-of.ts';

export type RoleOfPid = ReadonlyMap<number, UnitFact['role']>;

export function readSystemd(reading: Reading, roles: RoleOfPid, skewMs: number | null): SystemdEvidence {
  const pids = pieceOf(reading, 'systemd.pids', readPids);
  const byUnit = pids.state === 'had' ? pids.value : new Map<string, readonly number[]>();
  const manager = pieceOf(reading, 'systemd.manager', (text) => new Map(linesOf(text).map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])), { missing: 'command' });
  const systemUnits = pieceOf(reading, 'systemd.units', (text) => readUnits(text, false, byUnit, roles, reading), { missing: 'command' });
  const userUnits = pieceOf(reading, 'systemd.userUnits', (text) => readUnits(text, true, byUnit, roles, reading));
  const listed = pieceOf(reading, 'systemd.list', (text) => linesOf(text), { missing: 'command' });
  return {
    version: changed({ ...manager, name: 'systemd.version' }, (said) => said.get('Version') ?? null),
    units: joinUnits(systemUnits, userUnits, listed),
    failed: changed({ ...listed, name: 'systemd.failed' }, (lines) => lines.flatMap((line) => { const [name = '', , active = '', , ...description] = line.replace(/^[●*] /, '').trim().split(/\s+/); return active === 'failed' ? [{ name, description: description.join(' ') }] : []; })),
    linger: pieceOf(reading, 'systemd.linger', (text) => text === '1'),
    systemState: changed({ ...manager, name: 'systemd.systemState' }, (said) => said.get('SystemState') ?? null),
    unitLines: pieceOf(reading, 'systemd.unitLines', (text) => readLines(text, skewMs), { refused: 'group-journal', missing: 'command' }),
  };
}

function readPids(text: string): Map<string, readonly number[]> {
  return new Map(linesOf(text).flatMap((line) => { const found = /^([01]) ([\d,]+) (.*)$/.exec(line); return found === null ? [] : [[`${found[1]} ${found[3] ?? ''}`, (found[2] ?? '').split(',').map(Number)] as const]; }));
}

function readUnits(text: string, isUserUnit: boolean, byUnit: ReadonlyMap<string, readonly number[]>, roles: RoleOfPid, reading: Reading): readonly UnitFact[] {
  const upS = numberOf(reading.round.pieces.get('system.uptime')?.text.split(' ')[0]);
  return text.split(/\n\s*\n/).flatMap((block) => {
    const properties = Object.fromEntries(linesOf(block).flatMap((line) => { const at = line.indexOf('='); return at <= 0 ? [] : [[line.slice(0, at), line.slice(at + 1).slice(0, 1000)]]; }));
    const name = properties['Id'];
    // a name that systemd never loaded says nothing of this host
    if (name === undefined || properties['LoadState'] === 'not-found') return [];
    const pids = byUnit.get(`${isUserUnit ? 1 : 0} ${name}`) ?? [];
    const startedUs = numberOf(properties['ExecMainStartTimestampMonotonic']);
    return [{
      name, isUserUnit, properties, pids, role: roleOf(name, pids, roles),
      startedAtMs: startedUs === null || startedUs === 0 || upS === null ? null : reading.at - (upS * 1000 - startedUs / 1000),
      environmentFiles: (properties['EnvironmentFiles'] ?? '').split(' ').filter((word) => word.startsWith('/')),
    }];
  });
}

/** By what runs in it; a unit without processes by its name. */
function roleOf(name: string, pids: readonly number[], roles: RoleOfPid): UnitFact['role'] {
  const said = pids.flatMap((pid) => roles.get(pid) ?? []);
  for (const role of ['worker', 'beat', 'redis', 'supervisord'] as const) if (said.includes(role)) return role;
  if (/^(docker|containerd)\.service$/.test(name)) return 'docker';
  if (/^supervisord?\.service$/.test(name)) return 'supervisord';
  if (/^(redis|valkey)/.test(name)) return 'redis';
  if (/beat/i.test(name)) return 'beat';
  return /celery/i.test(name) ? 'worker' : 'other';
}

function joinUnits(system: Piece<readonly UnitFact[]>, user: Piece<readonly UnitFact[]>, listed: Piece<readonly string[]>): Piece<readonly UnitFact[]> {
  const units = [...(system.state === 'had' ? system.value : []), ...(user.state === 'had' ? user.value : [])];
  if (system.state === 'had' || user.state === 'had') {
    const base = system.state === 'had' ? system : user;
    return had('systemd.units', base.at, base.source, units, units.map(({ name, properties }) => `${name} ${properties['ActiveState'] ?? ''}/${properties['SubState'] ?? ''} Result=${properties['Result'] ?? ''} NRestarts=${properties['NRestarts'] ?? ''}`).join('\n'));
  }
  // systemctl answered, and there is no unit of ours
  if (listed.state === 'had' && system.state === 'failed' && system.because === 'it was not read') return had('systemd.units', listed.at, listed.source, [], '');
  return listed.state === 'had' ? system : { ...listed, name: 'systemd.units' };
}

function readLines(text: string, skewMs: number | null) {
  return linesOf(text).flatMap((line) => {
    const found = /^(\d+\.\d+) \S+ systemd(?:\[\d+\])?: (([^\s:]+\.(?:service|scope|slice)): .*|.*)$/.exec(line);
    if (found === null) return [];
    const said = found[2] ?? '';
    const unit = found[3] ?? /\b([\w@\\.-]+\.service)\b/.exec(said)?.[1] ?? '';
    return [{ unit, atMs: Number(found[1]) * 1000 - (skewMs ?? 0), text: said.slice(0, 500) }];
  });
}
