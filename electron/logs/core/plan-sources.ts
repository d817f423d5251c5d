/**
 * Which logs of a host are worth following: the known places, what its workers write to, and what the operator names.
 * Must stay true: a path is only ever a path here (never a word of a shell); a pipe, a terminal or /dev/null is no log.
 */
import type { CeleryInventory, CeleryMain } from '#electron/probes/core/host-observation.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LogSourceId, LogSourceKind } from '#shared/domain/log.ts';

export type PlannedSource = {
  readonly id: LogSourceId;
  readonly host: HostId;
  readonly kind: LogSourceKind;
  readonly name: string;
  readonly path: string | null;
  readonly program: string | null;
  /** Node name of the one worker that writes here, when there is just one. */
  readonly node: string | null;
  readonly pids: readonly number[];
};

export type SupervisorPlaces = { readonly daemonLog: string | null; /** Where it listens. */ readonly socket: string | null; readonly programs: readonly { readonly name: string; readonly paths: readonly string[] }[] };

export type PlanFacts = {
  readonly host: HostId;
  readonly inventory: CeleryInventory | null;
  /** Where descriptors 1 and 2 of the mains lead. */
  readonly outputs: readonly { readonly pid: number; readonly target: string }[];
  readonly supervisor: SupervisorPlaces | null;
  readonly named: readonly string[];
  /** Followed before and kept: a worker that is gone still has its log. */
  readonly known: readonly { readonly path: string; readonly kind: LogSourceKind; readonly program: string | null }[];
};

const defaultPaths = ['/tmp/supervisor.log', '/tmp/celery_supervisor.log', '/var/log/fleetbeat-supervisor.log'];
export const maxSources = 60;

export function planSources(facts: PlanFacts): readonly PlannedSource[] {
  const byPath = new Map<string, PlannedSource>();
  const add = (path: string, kind: 'file' | 'supervisord', program: string | null, main: CeleryMain | null): void => {
    if (!isLogPath(path) || byPath.size >= maxSources) return;
    const old = byPath.get(path);
    const pids = main === null ? (old?.pids ?? []) : [...new Set([...(old?.pids ?? []), main.pid])];
    const node = pids.length === 1 ? (main?.predictedName ?? old?.node ?? null) : null;
    byPath.set(path, { id: sourceId(facts.host, 'file', path), host: facts.host, kind: old?.kind ?? kind, name: path, path, program: program ?? old?.program ?? null, node, pids });
  };
  for (const path of facts.named) add(path, 'file', null, null);
  for (const path of defaultPaths) add(path, 'file', null, null);
  const mains = facts.inventory?.mains ?? [];
  for (const main of mains) {
    if (main.container !== null) continue;
    const logfile = logfileOf(main);
    if (logfile !== null) add(logfile, 'file', main.backend.unit, main);
    for (const { pid, target } of facts.outputs) if (pid === main.pid) add(target, 'file', main.backend.unit, main);
  }
  if (facts.supervisor?.daemonLog) add(facts.supervisor.daemonLog, 'supervisord', null, null);
  for (const program of facts.supervisor?.programs ?? []) for (const path of program.paths) add(path, 'file', program.name, null);
  for (const old of facts.known) if (!byPath.has(old.path)) add(old.path, old.kind === 'supervisord' ? 'supervisord' : 'file', old.program, null);
  return [...byPath.values()];
}

/** Units whose journal is wanted, with the workers that run in them. */
export function journalUnits(inventory: CeleryInventory | null): readonly { readonly unit: string; readonly isUser: boolean; readonly node: string | null }[] {
  const units = new Map<string, { unit: string; isUser: boolean; node: string | null }>();
  for (const { backend, predictedName } of inventory?.mains ?? []) {
    if (backend.unit === null || (backend.kind !== 'systemd' && backend.kind !== 'systemd-user')) continue;
    units.set(backend.unit, { unit: backend.unit, isUser: backend.kind === 'systemd-user', node: units.has(backend.unit) ? null : predictedName });
  }
  return [...units.values()].slice(0, 100);
}

export function sourceId(host: HostId, kind: string, name: string): LogSourceId {
  return `${host}|${kind}|${name}`.slice(0, 1500) as LogSourceId;
}

function isLogPath(path: string): boolean {
  return path.startsWith('/') && path.length <= 4096 && !path.includes('\0') && !/^\/(dev|proc|sys)\//.test(path) && !path.endsWith(' (deleted)') && !path.endsWith('/');
}

/** `-f FILE`, `--logfile=FILE`; `%n`, `%h`, `%p`, `%i` are filled in by Celery and not known here, so those are left to the descriptors. */
function logfileOf(main: CeleryMain): string | null {
  for (const [index, argument] of main.argv.entries()) {
    const value = argument.startsWith('--logfile=') ? argument.slice(10) : argument === '-f' || argument === '--logfile' ? (main.argv[index + 1] ?? null) : null;
    if (value === null || value === '' || value.includes('%')) continue;
    return value.startsWith('/') ? value : main.cwd === null ? null : `${main.cwd.replace(/\/$/, '')}/${value}`;
  }
  return null;
}
