/**
 * What is wanted of the supervisor on a host, as fields, and the contract's request it makes. Pure. Folders, names and
 * figures that are not exactly right are problems at their fields.
 */
import type { DeployForm, DeployProgram, DeployRequest, ProgramLimits } from '#shared/domain/deployment.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export type ProgramForm = { readonly worker: WorkerKey; readonly label: string; readonly isIncluded: boolean; readonly name: string; readonly takesOver: boolean; readonly memoryMb: string; readonly stuckS: string; readonly recycleTasks: string };
export type DeployFields = { readonly form: DeployForm | 'auto'; readonly directory: string; readonly isKept: boolean; readonly programs: readonly ProgramForm[] };
export type ProgramField = 'name' | 'memoryMb' | 'stuckS' | 'recycleTasks';
export type DeployCheck = { readonly request: DeployRequest | null; readonly isDirectoryWrong: boolean; readonly wrong: ReadonlyMap<WorkerKey, readonly ProgramField[]> };

export const limitBounds = { memoryMb: { min: 16, max: 1_000_000 }, stuckS: { min: 10, max: 604_800 }, recycleTasks: { min: 1, max: 1_000_000 } } as const;

export function initialFields(workers: readonly WorkerView[]): DeployFields {
  const taken = new Set<string>();
  const programs = workers.filter(({ process }) => process !== null).map((worker): ProgramForm => ({ worker: worker.key, label: worker.name, isIncluded: false, name: programNameOf(worker.name, taken), takesOver: false, memoryMb: '', stuckS: '', recycleTasks: '' }));
  return { form: 'auto', directory: '', isKept: true, programs };
}

/** The node's own part of its name, made of what a program name may hold. */
function programNameOf(node: string, taken: Set<string>): string {
  const own = node.split('@')[0]?.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '').slice(0, 56) ?? '';
  const base = own === '' ? 'worker' : own;
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base}-${number}`;
  taken.add(name);
  return name;
}

export function requestOf(host: HostId, fields: DeployFields): DeployCheck {
  const directory = fields.directory.trim();
  const isDirectoryWrong = directory !== '' && !/^\/[A-Za-z0-9_./@+-]{1,499}$/.test(directory);
  const wrong = new Map<WorkerKey, readonly ProgramField[]>();
  const programs: DeployProgram[] = [];
  const names = new Set<string>();
  for (const program of fields.isKept ? [] : fields.programs.filter(({ isIncluded }) => isIncluded)) {
    const problems: ProgramField[] = [];
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(program.name) || names.has(program.name)) problems.push('name');
    names.add(program.name);
    const limits = limitsOf(program, problems);
    if (problems.length > 0) wrong.set(program.worker, problems);
    else programs.push({ kind: 'like-worker', name: program.name, worker: program.worker, takesOver: program.takesOver, limits });
  }
  const isFine = !isDirectoryWrong && wrong.size === 0;
  return { isDirectoryWrong, wrong, request: isFine ? { host, form: fields.form === 'auto' ? null : fields.form, directory: directory === '' ? null : directory, programs: fields.isKept ? null : programs } : null };
}

function limitsOf(program: ProgramForm, problems: ProgramField[]): ProgramLimits {
  const read = (field: Exclude<ProgramField, 'name'>): number | null => {
    const written = program[field].trim();
    if (written === '') return null;
    const value = Number(written);
    const { min, max } = limitBounds[field];
    if (/^\d{1,7}$/.test(written) && value >= min && value <= max) return value;
    problems.push(field);
    return null;
  };
  return { memoryLimitMb: read('memoryMb'), stopTimeoutS: null, stuckAfterS: read('stuckS'), recycleAfterTasks: read('recycleTasks'), recycleAboveKiB: null, capsThreads: false };
}
