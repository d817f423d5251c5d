/**
 * Asks every worker that may answer what it has in hand, once: heartbeats tell it late, and some workers send none.
 * Must stay true: it ends by its deadline, and a worker that does not answer keeps its count unknown.
 */
import type { Engine } from '#electron/engine-needs.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

/** Above so many, one question to each costs the fleet more than the figure is worth: heartbeats have to do. */
const askedSingly = 100;
const deadlineMs = 4_000;

type Needs = { readonly events: Pick<Engine['events'], 'tasks.changed'>; snapshot(): { readonly workers: readonly WorkerView[] } };

export async function askForTasks(engine: Needs, ending: AbortSignal): Promise<void> {
  const asked = engine.snapshot().workers.filter(mayAnswer);
  if (asked.length > askedSingly) return;
  const over = AbortSignal.any([ending, AbortSignal.timeout(deadlineMs)]);
  await Promise.all(asked.map(({ key }) => answerOf(engine, key, over)));
}

function mayAnswer({ broker, verdict }: WorkerView): boolean {
  return broker !== null && ['working', 'idle', 'deaf', 'restarting'].includes(verdict.kind);
}

function answerOf(engine: Needs, worker: WorkerKey, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (over.aborted) return resolve();
    const heard: { stop: (() => void) | null } = { stop: null };
    const finish = (): void => {
      over.removeEventListener('abort', finish);
      heard.stop?.();
      resolve();
    };
    over.addEventListener('abort', finish, { once: true });
    heard.stop = engine.events['tasks.changed']({ worker }, ({ answered }) => { if (answered) finish(); });
  });
}
