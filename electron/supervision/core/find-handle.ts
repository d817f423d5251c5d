/**
 * Which backend owns a main process: the innermost one in its chain of parents, its environment and its control group.
 * Must stay true: a unit under which people log in or cron runs is nobody's supervisor; what cannot be told is `unknown`.
 */
import type { SupervisionLayer } from '#shared/domain/supervision.ts';
import { parseCgroup } from '#electron/probes/core/parse-cgroup.ts';
import type { FoundProcess, ProcessFacts } from './read-answer.ts';
import type { BackendHandle } from './supervision-backend.ts';

export type FoundBackend = { readonly handle: BackendHandle; readonly layers: readonly SupervisionLayer[] };

export function findHandle(facts: ProcessFacts): FoundBackend {
  const outer = fromGroup(facts.main);
  const inner = fromFleetbeat(facts) ?? fromSupervisord(facts) ?? fromParent(facts);
  const layers: SupervisionLayer[] = [];
  for (const one of [outer, ...(inner === null ? [] : [inner])]) if (one !== null) layers.push(one.layer);
  const chosen = inner ?? outer;
  if (chosen === null) return { handle: { kind: 'plain', name: nameOf(facts.main) }, layers: [{ kind: 'plain', name: '', foundBy: 'cgroup' }] };
  return { handle: chosen.handle, layers };
}

type Found = { readonly handle: BackendHandle; readonly layer: SupervisionLayer };

const nameOf = ({ pid, startTicks }: FoundProcess): string => `${String(pid)}:${String(startTicks)}`;

function fromGroup(main: FoundProcess): Found | null {
  const owner = parseCgroup(main.cgroup);
  // such a name would read as an option of the program that is told it
  if (owner.unit?.startsWith('-') === true) return { handle: { kind: 'unknown' }, layer: { kind: 'unknown', name: owner.unit, foundBy: 'cgroup' } };
  if (owner.kind === 'docker' && owner.container !== null) return { handle: { kind: 'docker', container: owner.container }, layer: { kind: 'docker', name: owner.container.slice(0, 12), foundBy: 'cgroup' } };
  if (owner.kind === 'systemd' && owner.unit !== null) return { handle: { kind: 'systemd-system', unit: owner.unit }, layer: { kind: 'systemd-system', name: owner.unit, foundBy: 'cgroup' } };
  if (owner.kind === 'systemd-user' && owner.unit !== null) {
    const uid = managerOf(main.cgroup) ?? main.uid;
    if (uid !== null) return { handle: { kind: 'systemd-user', unit: owner.unit, uid }, layer: { kind: 'systemd-user', name: owner.unit, foundBy: 'cgroup' } };
  }
  if (owner.kind === 'supervisord') return null;
  // A container of another engine, or a namespace whose path is only `/`: nothing here can act on it.
  if (owner.container !== null || owner.kind === 'unknown') return { handle: { kind: 'unknown' }, layer: { kind: 'unknown', name: '', foundBy: 'cgroup' } };
  return null;
}

function managerOf(groups: readonly string[]): number | null {
  for (const line of groups) {
    const found = /\/_?user@(\d+)\.service(\/|$)/.exec(line);
    if (found?.[1] !== undefined) return Number(found[1]);
  }
  return null;
}

/** supervisord says so itself, but only while it is an ancestor: the names are inherited by everything it starts. */
function fromSupervisord({ environment, chain }: ProcessFacts): Found | null {
  const program = environment?.['SUPERVISOR_PROCESS_NAME'];
  const daemon = chain.find(({ argv }) => argv.slice(0, 3).some((word) => /(^|\/)supervisord$/.test(word)));
  if (program === undefined || daemon === undefined) return null;
  const group = environment?.['SUPERVISOR_GROUP_NAME'] ?? program;
  const name = `${group}:${program}`;
  const url = environment?.['SUPERVISOR_SERVER_URL'] ?? 'unix:///var/run/supervisor.sock';
  return { handle: { kind: 'supervisord', program: name, url }, layer: { kind: 'supervisord', name, foundBy: 'environment' } };
}

/** Our supervisor marks what it starts, and the hand says which it took over: a worker outlives it, so its parent may be anybody. */
function fromFleetbeat({ environment }: ProcessFacts): Found | null {
  const folder = environment?.['FLEETBEAT_SUPERVISOR'];
  const program = environment?.['FLEETBEAT_PROGRAM'];
  if (folder?.startsWith('/') !== true || program === undefined || !/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(program)) return null;
  return { handle: { kind: 'fleetbeat-supervisor', program, socket: `${folder}/control.sock` }, layer: { kind: 'fleetbeat-supervisor', name: program, foundBy: 'environment' } };
}

function fromParent({ chain }: ProcessFacts): Found | null {
  for (const one of chain) {
    const script = one.argv.find((word) => /(^|\/)celery_supervisor\.py$/.test(word));
    if (script === undefined || !/(^|\/)(python|pypy)[\d.]*$/.test(one.argv[0] ?? '') && one.argv[0] !== script) continue;
    return { handle: { kind: 'celery-supervisor-py', supervisor: { pid: one.pid, startTicks: one.startTicks }, argv: one.argv, uid: one.uid }, layer: { kind: 'celery-supervisor-py', name: script, foundBy: 'parent' } };
  }
  return null;
}
