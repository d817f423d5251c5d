/**
 * How long tasks took and how they ended, by the events heard: the checks compare with it.
 * Must stay true: one end is counted once, whatever the order of the events; memory is bounded by names and by nodes.
 */
import type { BrokerId } from '#shared/domain/ids.ts';
import type { TaskState, TaskView } from '#shared/domain/task.ts';
import type { PanelEvidence } from './core/evidence-panel.ts';

export type TaskBook = {
  heard(broker: BrokerId, node: string, task: TaskView): void;
  /** Of the nodes named, over the last hour at most. */
  of(nodes: readonly { readonly broker: BrokerId | null; readonly node: string }[], now: number): Pick<PanelEvidence, 'taskRuntimesS' | 'taskOutcomes'>;
};

type Ends = { at: number; succeeded: number; failed: number; retried: number; revoked: number };
type NodeBook = { readonly since: number; readonly runtimes: Map<string, number[]>; readonly minutes: Ends[]; readonly states: Map<string, TaskState> };

const keptNodes = 2000;
const keptNames = 300;
const keptRuntimes = 200;
const keptTasks = 1000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

export function createTaskBook(): TaskBook {
  const nodes = new Map<string, NodeBook>();
  return {
    heard: (broker, node, task) => {
      const key = `${broker}|${node}`;
      if (!nodes.has(key) && nodes.size >= keptNodes) return;
      const book = nodes.get(key) ?? { since: task.seenAt, runtimes: new Map(), minutes: [], states: new Map() };
      nodes.set(key, book);
      note(book, task);
    },
    of: (wanted, now) => {
      const known = wanted.flatMap(({ broker, node }) => { const book = broker === null ? undefined : nodes.get(`${broker}|${node}`); return book === undefined ? [] : [{ node, book }]; });
      const runtimes = new Map<string, number[]>();
      for (const { book } of known) for (const [name, all] of book.runtimes) runtimes.set(name, [...(runtimes.get(name) ?? []), ...all]);
      return {
        taskRuntimesS: Object.fromEntries([...runtimes].map(([name, all]) => [name, sumUp(all)])),
        taskOutcomes: known.map(({ node, book }) => ({ node, overMs: Math.min(hourMs, Math.max(0, now - book.since)), ...countOf(book.minutes, now) })),
      };
    },
  };
}

function note(book: NodeBook, task: TaskView): void {
  // a late «started» of an ended task is told with the state it had
  if (book.states.get(task.id) === task.state) return;
  book.states.delete(task.id);
  book.states.set(task.id, task.state);
  const [oldest] = book.states.keys();
  if (book.states.size > keptTasks && oldest !== undefined) book.states.delete(oldest);
  const { state } = task;
  if (state !== 'succeeded' && state !== 'failed' && state !== 'retried' && state !== 'revoked') return;
  const last = book.minutes.at(-1);
  const minute = last !== undefined && task.seenAt - last.at < minuteMs ? last : { at: task.seenAt, succeeded: 0, failed: 0, retried: 0, revoked: 0 };
  minute[state] += 1;
  if (minute !== last) book.minutes.push(minute);
  if (book.minutes.length > 61) book.minutes.shift();
  if (task.name === null || task.runtimeMs === null || (!book.runtimes.has(task.name) && book.runtimes.size >= keptNames)) return;
  const all = book.runtimes.get(task.name) ?? [];
  all.push(task.runtimeMs / 1000);
  if (all.length > keptRuntimes) all.shift();
  book.runtimes.set(task.name, all);
}

function sumUp(all: readonly number[]): { readonly p95: number; readonly longest: number; readonly count: number } {
  const sorted = [...all].sort((a, b) => a - b);
  return { p95: sorted[Math.min(sorted.length - 1, Math.floor(0.95 * sorted.length))] ?? 0, longest: sorted.at(-1) ?? 0, count: sorted.length };
}

function countOf(minutes: readonly Ends[], now: number): Omit<Ends, 'at'> {
  const sum = { succeeded: 0, failed: 0, retried: 0, revoked: 0 };
  for (const minute of minutes) {
    if (now - minute.at > hourMs) continue;
    sum.succeeded += minute.succeeded;
    sum.failed += minute.failed;
    sum.retried += minute.retried;
    sum.revoked += minute.revoked;
  }
  return sum;
}
