/** What a preview of one or many workers comes to: fates of tasks counted, warnings gathered, how long it should take. Pure. */
import type { PreviewTask, PreviewWarning, Rolling, TaskFate, WorkerPreview } from '#shared/domain/supervision.ts';
import type { Formats } from '#renderer/format/create-formats.ts';
import type { TFunction } from '#renderer/format/i18n/create-words.ts';
import { roundsOf } from './options-form.ts';

export type Expected = WorkerPreview['expectedMs'];
export type FateCount = { readonly fate: TaskFate; readonly count: number };

/** The gravest first: a person reads the beginning. */
const grave: readonly TaskFate[] = ['is-lost', 'runs-twice', 'unknown', 'goes-back', 'finishes'];

export function countFates(workers: readonly WorkerPreview[], when: 'ifWarm' | 'ifForced'): readonly FateCount[] {
  const counts = new Map<TaskFate, number>();
  for (const { tasks, moreTasks } of workers) {
    for (const task of tasks ?? []) counts.set(task[when], (counts.get(task[when]) ?? 0) + 1);
    if (moreTasks > 0) counts.set('unknown', (counts.get('unknown') ?? 0) + moreTasks);
  }
  return grave.flatMap((fate) => (counts.has(fate) ? [{ fate, count: counts.get(fate) ?? 0 }] : []));
}

export function countTasks(workers: readonly WorkerPreview[]): number {
  return workers.reduce((sum, { tasks, moreTasks }) => sum + (tasks?.length ?? 0) + moreTasks, 0);
}

export const losesTasks = (workers: readonly WorkerPreview[]): boolean => countFates(workers, 'ifWarm').some(({ fate }) => fate === 'is-lost');

/** Running ones first, the longest on top. */
export function orderTasks(tasks: readonly PreviewTask[]): readonly PreviewTask[] {
  return tasks.toSorted((a, b) => Number(a.phase === 'reserved') - Number(b.phase === 'reserved') || (b.runningMs ?? 0) - (a.runningMs ?? 0));
}

export function gatherWarnings(workers: readonly WorkerPreview[]): readonly { readonly warning: PreviewWarning; readonly workers: number }[] {
  const counts = new Map<PreviewWarning, number>();
  for (const { warnings } of workers) for (const warning of warnings) counts.set(warning, (counts.get(warning) ?? 0) + 1);
  return [...counts].map(([warning, count]) => ({ warning, workers: count }));
}

/** Rounds follow each other; within one, the slowest counts. One that cannot be said makes the whole unsayable. */
export function expectedOfMany(workers: readonly WorkerPreview[], rolling: Rolling): Expected {
  let at = 0;
  let least: number | null = 0;
  let most: number | null = 0;
  const rounds = roundsOf(workers.length, rolling);
  for (const [index, size] of rounds.entries()) {
    const round = workers.slice(at, at + size).map(({ expectedMs }) => expectedMs);
    at += size;
    const pause = index < rounds.length - 1 ? rolling.pauseMs : 0;
    least = added(least, slowest(round.map((one) => one.least)), pause);
    most = added(most, slowest(round.map((one) => one.most)), pause);
  }
  return { least, most };
}

export function expectedText(t: TFunction<'supervise'>, formats: Formats, { least, most }: Expected): string {
  if (most === null) return least === null ? t('expected.unknown') : t('expected.atLeast', { time: formats.age(least) });
  if (least === null || formats.age(least) === formats.age(most)) return t('expected.about', { time: formats.age(most) });
  return t('expected.between', { least: formats.age(least), most: formats.age(most) });
}

function slowest(times: readonly (number | null)[]): number | null {
  return times.reduce<number | null>((max, time) => (max === null || time === null ? null : Math.max(max, time)), 0);
}

function added(sum: number | null, time: number | null, pause: number): number | null {
  return sum === null || time === null ? null : sum + time + pause;
}
