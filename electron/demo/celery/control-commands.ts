/**
 * The control commands of Celery's remote control. They change the simulated worker for real, and they answer and
 * fail in Celery's own words, pool by pool.
 */
import { toBytes } from '#electron/demo/redis/resp.ts';
import type { TaskDoer } from './do-tasks.ts';
import type { Arguments, Desk } from './inspect-commands.ts';
import { growPool, shrinkPool } from './pool-children.ts';
import { type PyValue, pythonRepr } from './python-text.ts';

export type ControlDesk = Desk & { readonly doer: TaskDoer; readonly beat: () => void; readonly shutDown: () => void };
/** undefined: Celery raises before it can answer (shutdown). */
export type Control = (desk: ControlDesk, args: Arguments) => PyValue | undefined;

const said = (words: string): PyValue => ({ ok: words });
const refused = (words: string): PyValue => ({ error: words });
const text = (value: unknown): string | null => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null);
const count = (value: unknown): number => (typeof value === 'number' && Number.isInteger(value) && value > 0 ? Math.min(value, 64) : 1);
const seconds = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const missing = (name: string): PyValue => refused(`AttributeError("'TaskPool' object has no attribute '${name}'")`);

const signals: Readonly<Record<string, number>> = { TERM: 15, KILL: 9, INT: 2, QUIT: 3, HUP: 1 };

const revoke: Control = ({ live, plan, doer }, args) => {
  const given = args['task_id'];
  const ids = (Array.isArray(given) ? given : [given]).map(text).filter((id): id is string => id !== null);
  for (const id of ids) live.revoked.add(id);
  if (args['terminate'] !== true) { doer.goOn(); return said(`tasks ${ids.join(', ')} flagged as revoked`); }
  const running = ids.filter((id) => live.active.has(id));
  if (running.length === 0) return said('terminate: tasks unknown');
  if (plan.pool !== 'prefork') return refused(`NotImplementedError("<class 'celery.concurrency.${plan.pool === 'solo' ? 'solo' : 'thread'}.TaskPool'> does not implement kill_job")`);
  const signal = signals[(text(args['signal']) ?? 'TERM').toUpperCase().replace(/^SIG/, '')] ?? 15;
  for (const id of running) doer.terminate(id, signal);
  return said(`terminate: ${running.join(', ')}`);
};

const rateLimit: Control = ({ live, plan, doer }, args) => {
  const name = text(args['task_name']) ?? '';
  const rate = text(args['rate_limit']) ?? '0';
  const match = /^(\d+(?:\.\d+)?)(?:\/([smh]))?$/.exec(rate);
  if (match === null) return refused(`Invalid rate limit string: ValueError(${pythonRepr(`could not convert string to float: ${pythonRepr(rate.split('/')[0] ?? rate)}`)})`);
  if (!plan.tasks.some((kind) => kind.name === name)) return refused('unknown task');
  const perS = Number(match[1]) / ({ s: 1, m: 60, h: 3600 }[match[2] ?? 's'] ?? 1);
  if (perS === 0) { live.rates.delete(name); doer.goOn(); return said('rate limit disabled successfully'); }
  live.rates.set(name, { text: rate, gapMs: 1000 / perS, nextAt: 0 });
  doer.goOn();
  return said('new rate limit set successfully');
};

const timeLimit: Control = ({ live, plan }, args) => {
  const name = text(args['task_name']) ?? '';
  if (!plan.tasks.some((kind) => kind.name === name)) return refused('unknown task');
  live.limits.set(name, { softS: seconds(args['soft']), hardS: seconds(args['hard']) });
  return said('time limits set successfully');
};

const grow: Control = ({ live, plan, needs, doer }, args) => {
  if (live.autoscale !== null) return refused('pool_grow is not supported with autoscale. Adjust autoscale range instead.');
  if (plan.pool !== 'prefork') return missing('grow');
  growPool(needs, plan, live, count(args['n']));
  doer.goOn();
  return said('pool will grow');
};

const shrink: Control = ({ live, plan, needs }, args) => {
  if (live.autoscale !== null) return refused('pool_shrink is not supported with autoscale. Adjust autoscale range instead.');
  if (plan.pool !== 'prefork') return missing('shrink');
  return shrinkPool(needs, plan, live, count(args['n'])) ? said('pool will shrink') : refused('ValueError("Can\'t shrink pool. All processes busy!")');
};

const autoscale: Control = ({ live, plan, needs, doer }, args) => {
  if (live.autoscale === null) return refused("ValueError('Autoscale not enabled')");
  live.autoscale = { max: seconds(args['max']) ?? live.autoscale.max, min: seconds(args['min']) ?? live.autoscale.min };
  if (live.concurrency > live.autoscale.max) shrinkPool(needs, plan, live, live.concurrency - live.autoscale.max);
  if (live.concurrency < live.autoscale.min) growPool(needs, plan, live, live.autoscale.min - live.concurrency);
  doer.goOn();
  return said(`autoscale now max=${live.autoscale.max} min=${live.autoscale.min}`);
};

const addConsumer: Control = ({ live, plan, needs, doer }, args) => {
  const queue = text(args['queue']) ?? '';
  if (!live.queues.includes(queue)) live.queues.push(queue);
  needs.redis.call(plan.db, 'SADD', toBytes(`_kombu.binding.${queue}`), toBytes(`${queue}\x06\x16\x06\x16${queue}`));
  doer.goOn();
  return said(`add consumer ${queue}`);
};

const cancelConsumer: Control = ({ live, doer }, args) => {
  const queue = text(args['queue']) ?? '';
  const at = live.queues.indexOf(queue);
  if (at >= 0) live.queues.splice(at, 1);
  doer.goOn();
  return said(`no longer consuming from ${queue}`);
};

const switchEvents = (on: boolean): Control => ({ live, plan }) => {
  const words = on ? 'enabled' : 'disabled';
  // A worker started with -E has an empty group set: disabling finds nothing to disable.
  if (live.sendsTaskEvents === on || plan.hasTaskEvents) return said(`task events already ${words}`);
  live.sendsTaskEvents = on;
  return said(`task events ${words}`);
};

export type ControlEntry = { readonly run: Control; readonly required: readonly string[]; readonly known: readonly string[] | null };

/** `known` lists the argument names of commands without `**kwargs`; null swallows unknown ones. */
export const controlCommands: Readonly<Record<string, ControlEntry>> = {
  revoke: { run: revoke, required: ['task_id'], known: null },
  terminate: { run: (desk, args) => revoke(desk, { ...args, terminate: true }), required: ['signal', 'task_id'], known: null },
  rate_limit: { run: rateLimit, required: ['task_name', 'rate_limit'], known: null },
  time_limit: { run: timeLimit, required: [], known: null },
  pool_grow: { run: grow, required: [], known: null },
  pool_shrink: { run: shrink, required: [], known: null },
  pool_restart: { run: () => refused("ValueError('Pool restarts not enabled')"), required: [], known: null },
  autoscale: { run: autoscale, required: [], known: ['max', 'min'] },
  add_consumer: { run: addConsumer, required: ['queue'], known: null },
  cancel_consumer: { run: cancelConsumer, required: ['queue'], known: null },
  enable_events: { run: switchEvents(true), required: [], known: [] },
  disable_events: { run: switchEvents(false), required: [], known: [] },
  heartbeat: { run: ({ beat }) => { beat(); return null; }, required: [], known: [] },
  shutdown: { run: ({ shutDown }) => { shutDown(); return undefined; }, required: [], known: null },
};
