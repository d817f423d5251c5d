/**
 * Entry of the store's thread: SQLite is synchronous, so it has a thread of its own and the engine never waits for a disk.
 * Requests are answered in order; only a backup lets others pass while it copies.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { parts } from './parts.ts';
import type { FromWorker, ToWorker, WorkerNeeds } from './protocol.ts';
import { createStoreSession } from './store-session.ts';

const retryMs = 5000;
const { path } = workerData as WorkerNeeds;
const port = parentPort;
if (port === null) throw new Error('runs as a worker thread');

const say = (message: FromWorker): void => port.postMessage(message);
const session = createStoreSession({
  path, parts,
  onState: (state) => say({ type: 'state', state }),
  onTrouble: ({ because, text }) => say({ type: 'log', level: 'warn', message: `history store: ${because}`, text }),
});
const retry = setInterval(() => session.retry(), retryMs);

port.on('message', ({ id, request }: ToWorker) => {
  void session.run(request).then((outcome) => {
    say(outcome.ok ? { type: 'done', id, value: outcome.value } : { type: 'failed', id, failure: outcome.failure });
    if (request.kind !== 'close') return;
    clearInterval(retry);
    port.close();
  });
});
