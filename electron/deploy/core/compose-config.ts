/**
 * The supervisor's configuration made out of what the operator chose and what runs. The form: docs/spec/supervisor.md.
 * Must stay true: keys a person added to the file by hand stay; what a login leaves in an environment is not carried over.
 */
import { findCelery } from '#electron/probes/core/find-celery.ts';
import { fieldsOf, listOf, textOf } from '#electron/supervision/core/read-answer.ts';
import type { DeployProgram, DeployRefusal, PlannedWorker, ProgramLimits } from '#shared/domain/deployment.ts';
import type { SeenProcess, Survey } from './survey.ts';

/** A worker of the fleet that a program is to be like, as far as the panel knows it. */
export type KnownWorker = { readonly pid: number; readonly startTicks: number; readonly isSupervised: boolean; readonly isInContainer: boolean };
export type ProgramFacts = { readonly program: DeployProgram; readonly worker: KnownWorker | null };
export type ComposedConfig = { readonly text: string; readonly refused: readonly DeployRefusal[]; readonly workers: readonly PlannedWorker[]; readonly adopts: readonly { readonly pid: number; readonly startTicks: number }[]; readonly sameNames: readonly string[] };

/** One program as the file lists it. */
type Entry = { readonly name: string; readonly [key: string]: unknown };

/** Of a login, a unit or another supervisor: not the worker's own. */
const passing = /^(_|PWD|OLDPWD|SHLVL|TERM.*|LS_COLORS|MAIL|SSH_.*|XDG_.*|DBUS_.*|SUDO_.*|INVOCATION_ID|JOURNAL_STREAM|NOTIFY_SOCKET|WATCHDOG_.*|LISTEN_.*|MAINPID|MANAGERPID|SYSTEMD_.*|SUPERVISOR_.*|FLEETBEAT_.*|TMUX.*|STY|WINDOW|_MP_FORK_.*|CELERY_LOG_.*)$/;

export function composeConfig(survey: Survey, programs: readonly ProgramFacts[], current: string | null): ComposedConfig {
  const refused: DeployRefusal[] = [];
  const workers: PlannedWorker[] = [];
  const adopts: { pid: number; startTicks: number }[] = [];
  const sameNames: string[] = [];
  const before = new Map(listOf(fieldsOf(parsed(current))['programs']).map((one) => [textOf(fieldsOf(one)['name']) ?? '', one]));
  const listed = programs.flatMap(({ program, worker }): Entry[] => {
    const name = program.name;
    if (program.kind === 'written') {
      const entry = { name, role: program.role, command: program.command, directory: program.directory, environment: program.environment, ...limitKeys(program.limits) };
      const running = survey.supervisor?.programs.find((one) => one.name === name && one.pid !== null);
      workers.push({ program: name, pid: running?.pid ?? null, effect: running === undefined ? 'starts' : JSON.stringify(before.get(name)) === JSON.stringify(entry) ? 'keeps-running' : 'restarts' });
      return [entry];
    }
    const seen = worker === null ? undefined : survey.processes.find(({ pid, startTicks }) => pid === worker.pid && startTicks === worker.startTicks);
    const refusal = refuse(survey, program, worker, seen);
    if (refusal !== null || seen === undefined) {
      refused.push(refusal ?? { because: 'worker-not-running', about: name });
      return [];
    }
    workers.push({ program: name, pid: seen.pid, effect: program.takesOver ? 'adopted' : 'left-alone' });
    if (program.takesOver) adopts.push({ pid: seen.pid, startTicks: seen.startTicks });
    else sameNames.push(name);
    const environment = Object.fromEntries(Object.entries(seen.environment ?? {}).filter(([key]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) && !passing.test(key)));
    // it still runs elsewhere under the same name: two at once would answer for each other
    const beginning = program.takesOver ? { adopt: { pid: seen.pid, start_ticks: seen.startTicks, boot_id: survey.bootId } } : { autostart: false };
    return [{ name, role: 'worker', command: seen.argv, directory: seen.cwd, environment, ...limitKeys(program.limits), ...beginning }];
  });
  const names = listed.map(({ name }) => name);
  for (const name of names.filter((one, index) => names.indexOf(one) !== index)) refused.push({ because: 'config-invalid', about: name });
  return { text: `${JSON.stringify({ ...keptKeys(current), programs: listed }, null, 2)}\n`, refused, workers, adopts, sameNames };
}

function refuse(survey: Survey, { name, takesOver }: { readonly name: string; readonly takesOver: boolean }, worker: KnownWorker | null, seen: SeenProcess | undefined): DeployRefusal | null {
  if (worker === null || seen?.runs !== true) return { because: 'worker-not-running', about: name };
  if (worker.isInContainer) return { because: 'worker-in-container', about: name };
  if (takesOver && worker.isSupervised) return { because: 'worker-supervised', about: name };
  if (seen.uid !== survey.uid) return { because: 'worker-not-yours', about: name };
  if (seen.environment === null) return { because: 'environment-not-readable', about: name };
  if (findCelery(seen.argv)?.kind !== 'worker' || seen.cwd === null) return { because: 'program-not-startable', about: name };
  return null;
}

function limitKeys(limits: ProgramLimits): Readonly<Record<string, number | boolean>> {
  const given: readonly (readonly [string, number | null])[] = [
    ['memory_limit_mb', limits.memoryLimitMb], ['stop_timeout_s', limits.stopTimeoutS], ['stuck_after_s', limits.stuckAfterS],
    ['recycle_after_tasks', limits.recycleAfterTasks], ['recycle_above_kib', limits.recycleAboveKiB],
  ];
  return { ...Object.fromEntries(given.flatMap(([key, value]) => (value === null ? [] : [[key, value]]))), caps_threads: limits.capsThreads };
}

function keptKeys(current: string | null): Readonly<Record<string, unknown>> {
  const { programs: _programs, mode: _mode, celery: _celery, ...kept } = fieldsOf(parsed(current));
  return kept;
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '{}') as unknown;
  } catch {
    return {};
  }
}
