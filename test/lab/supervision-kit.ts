/**
 * What tests of starting and stopping need: verbs through the product's own door, tasks that count themselves.
 * Nothing is believed from the panel alone: pids come from the Pi's /proc, counts from Redis.
 */
import type { Operation } from '#shared/domain/operation.ts';
import { endedStates } from '#shared/domain/operation.ts';
import { defaultSupervisionOptions, type Preview, type SupervisionOptions, type SupervisionVerb } from '#shared/domain/supervision.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import type { PanelClient } from './panel.ts';
import type { LabPi } from './start-lab.ts';
import { waitFor } from './wait-for.ts';

export type Wish = { readonly verb: SupervisionVerb; readonly workers: readonly string[]; readonly options?: Partial<SupervisionOptions> };

export function workerNamed(panel: PanelClient, name: string): WorkerView {
  const found = panel.worker(name);
  if (found === undefined) throw new Error(`no worker ${name} in the fleet`);
  return found;
}

export const options = (change: Partial<SupervisionOptions> = {}): SupervisionOptions => ({ ...defaultSupervisionOptions, ...change });

export function previewOf(panel: PanelClient, wish: Wish): Promise<Preview> {
  return panel.call('supervision.preview', { verb: wish.verb, workers: wish.workers.map((name) => workerNamed(panel, name).key), options: options(wish.options) });
}

export async function beginAct(panel: PanelClient, wish: Wish): Promise<Operation['id']> {
  const { operation } = await panel.call('supervision.run', { verb: wish.verb, workers: wish.workers.map((name) => workerNamed(panel, name).key), options: options(wish.options), preview: null });
  return operation;
}

export async function operationOf(panel: PanelClient, id: Operation['id']): Promise<Operation> {
  const { operations } = await panel.call('operations.list', {});
  const found = operations.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no operation ${id}`);
  return found;
}

export function told(operation: Operation): string {
  const steps = operation.steps.map((step) => `${step.what}:${step.state}${step.error === null ? '' : ` ${JSON.stringify(step.error)}`}${step.missing.length > 0 ? ` missing ${step.missing.join()}` : ''}${step.detail === '' ? '' : ` (${step.detail})`}`);
  return `${operation.state} ${JSON.stringify(operation.error)} [${steps.join(' | ')}]`;
}

export async function ended(panel: PanelClient, id: Operation['id'], deadlineMs = 120_000): Promise<Operation> {
  let last: Operation | null = null;
  return waitFor(`the end of operation ${id}`, async () => {
    last = await operationOf(panel, id);
    return endedStates.some((state) => state === last?.state) ? last : null;
  }, { deadlineMs, everyMs: 100, lastSeen: () => (last === null ? '' : told(last)) });
}

/** The verb, to its end. */
export async function act(panel: PanelClient, wish: Wish, deadlineMs = 120_000): Promise<Operation> {
  return ended(panel, await beginAct(panel, wish), deadlineMs);
}

/** Redis as the Pi's workers use it. */
export async function redis(pi: LabPi, ...words: readonly string[]): Promise<string> {
  const end = await pi.exec(['redis-cli', '-h', pi.address, ...words]);
  return end.stdout.trim();
}

/** Half of the tasks acknowledge early, half late; numbers are their identity. */
export async function publish(pi: LabPi, run: string, count: number, wish: { readonly seconds?: number; readonly queue?: string; readonly from?: number } = {}): Promise<void> {
  const { seconds = 0.02, queue = 'celery', from = 0 } = wish;
  const program = [
    'import sys, tapp',
    'run, start, count, seconds, queue = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), sys.argv[5]',
    'for number in range(start, start + count):',
    '    (tapp.count_late if number % 2 else tapp.count_early).apply_async((run, number, seconds), queue=queue, ignore_result=True)',
  ].join('\n');
  const end = await pi.exec(['env', `CELERY_BROKER_URL=${pi.brokerUrl ?? ''}`, 'PYTHONPATH=/home/pi/app', '/usr/bin/python3', '-c', program, run, String(from), String(count), String(seconds), queue], { timeoutMs: 60_000 });
  if (end.code !== 0) throw new Error(`publishing failed: ${end.stderr}`);
}

export type Counted = { readonly began: ReadonlyMap<number, number>; readonly ended: ReadonlyMap<number, number> };

async function hash(pi: LabPi, key: string): Promise<ReadonlyMap<number, number>> {
  const rows = (await redis(pi, '--raw', 'hgetall', key)).split('\n');
  const found = new Map<number, number>();
  for (let at = 0; at + 1 < rows.length; at += 2) found.set(Number(rows[at]), Number(rows[at + 1]));
  return found;
}

export async function counted(pi: LabPi, run: string): Promise<Counted> {
  return { began: await hash(pi, `counted:${run}:began`), ended: await hash(pi, `counted:${run}:ended`) };
}

/** Numbers that did not begin and end exactly once. */
export function wrong({ began, ended: over }: Counted, count: number): { readonly lost: readonly number[]; readonly doubled: readonly number[] } {
  const all = Array.from({ length: count }, (_unused, number) => number);
  return { lost: all.filter((number) => (over.get(number) ?? 0) === 0), doubled: all.filter((number) => (began.get(number) ?? 0) > 1) };
}

export async function untilCounted(pi: LabPi, run: string, count: number, deadlineMs = 60_000): Promise<Counted> {
  let last: Counted = { began: new Map(), ended: new Map() };
  return waitFor(`${String(count)} tasks of ${run} to be over`, async () => {
    last = await counted(pi, run);
    return last.ended.size >= count ? last : null;
  }, { deadlineMs, everyMs: 200, lastSeen: () => `${String(last.ended.size)} ended, ${String(last.began.size)} begun` });
}

/** The pids of Celery mains with this node name, as the Pi itself sees them. */
export async function mainsOf(pi: LabPi, name: string): Promise<readonly number[]> {
  const listing = (await pi.exec(['ps', '-eo', 'pid=,ppid=,stat=,args=', '--width', '5000'])).stdout;
  const rows = listing.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    return found === null || !/celery/.test(found[4] ?? '') || !(found[4] ?? '').includes(` ${name}@`) || (found[3] ?? '').startsWith('Z') ? [] : [{ pid: Number(found[1]), parent: Number(found[2]), args: found[4] ?? '' }];
  }).filter(({ args }) => /^\S*python\S* -m celery /.test(args));
  const pids = new Set(rows.map(({ pid }) => pid));
  return rows.filter(({ parent }) => !pids.has(parent)).map(({ pid }) => pid);
}
