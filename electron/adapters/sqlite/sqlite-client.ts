/**
 * The engine's end of the store's thread: typed calls, one promise each.
 * Must stay true: a call always ends, also when the thread dies (it is then started again); disposing waits for what was
 * already sent, with a deadline.
 */
import { Worker } from 'node:worker_threads';
import type { Log } from '#electron/ports/log.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { toAppError } from './map-error.ts';
import type { FileRequest, FileState, FromWorker, InputOf, OutputOf, PartName, Request, StatementName, ToWorker, WorkerNeeds } from './protocol.ts';

export type SqliteClient = {
  readonly path: string;
  /** One statement of one part. A write is one transaction. */
  call<P extends PartName, S extends StatementName<P>>(part: P, statement: S, input: InputOf<P, S>): Promise<Result<OutputOf<P, S>, AppError>>;
  file(request: Exclude<FileRequest, { kind: 'close' }>): Promise<Result<unknown, AppError>>;
  state(): FileState;
  onState(listen: (state: FileState) => void): () => void;
  dispose(): Promise<void>;
};

export type SqliteClientNeeds = {
  readonly path: string;
  /** File URL of sqlite-worker-main, in the sources or in the build. */
  readonly workerUrl: URL;
  readonly log: Log;
  readonly timers: Timers;
};

const restartMs = 5000;
const closeMs = 5000;
/** Its garbage is short-lived: a small nursery keeps the whole process small. The rest is twice what the largest answer takes. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 192 };

export function createSqliteClient(needs: SqliteClientNeeds): SqliteClient {
  const { path, timers } = needs;
  const listeners = new Set<(state: FileState) => void>();
  let state: FileState = { state: 'on', because: null, setAside: null };
  let ending: Promise<void> | null = null;
  let thread: StoreThread | null = null;

  const become = (next: FileState): void => { state = next; for (const listen of listeners) listen(next); };
  const start = (): void => {
    thread = startThread(needs, become, () => {
      thread = null;
      if (ending !== null) return;
      become({ ...state, state: 'failed', because: 'other' });
      timers.after(restartMs, () => { if (ending === null) start(); });
    });
  };
  const send = async (request: Request): Promise<Result<unknown, AppError>> => (thread === null ? err(goneError(path)) : thread.send(request));
  const end = async (): Promise<void> => {
    const last = thread;
    const { promise: tooLong, resolve } = Promise.withResolvers<void>();
    const deadline = timers.after(closeMs, resolve);
    await Promise.race([send({ kind: 'close' }), tooLong]);
    deadline[Symbol.dispose]();
    await last?.end();
    listeners.clear();
  };
  start();

  return {
    path,
    // the worker's statements are typed by the very part that runs them
    call: async (part, statement, input) => (await send({ kind: 'statement', part, statement, input })) as Result<never, AppError>,
    file: send,
    state: () => state,
    onState: (listen) => { listeners.add(listen); return () => listeners.delete(listen); },
    dispose: () => (ending ??= end()),
  };
}

type StoreThread = { send(request: Request): Promise<Result<unknown, AppError>>; end(): Promise<void> };

function startThread({ path, workerUrl, log }: SqliteClientNeeds, onState: (state: FileState) => void, onGone: () => void): StoreThread {
  const waiting = new Map<number, (outcome: Result<unknown, AppError>) => void>();
  let lastId = 0;
  const worker = new Worker(workerUrl, { workerData: { path } satisfies WorkerNeeds, name: 'fleetbeat-store', resourceLimits });
  const settle = (id: number, outcome: Result<unknown, AppError>): void => {
    waiting.get(id)?.(outcome);
    waiting.delete(id);
  };
  worker.on('message', (message: FromWorker) => {
    switch (message.type) {
      case 'state': return onState(message.state);
      case 'log': return log[message.level](message.message, { text: message.text.slice(0, 500) });
      case 'done': return settle(message.id, ok(message.value));
      case 'failed': return settle(message.id, err(toAppError(message.failure, path)));
    }
  });
  worker.on('error', (error) => log.bug(error, 'history store thread'));
  worker.on('exit', () => {
    for (const id of [...waiting.keys()]) settle(id, err(goneError(path)));
    onGone();
  });
  return {
    send: (request) => {
      lastId += 1;
      const id = lastId;
      return new Promise((done) => {
        waiting.set(id, done);
        worker.postMessage({ id, request } satisfies ToWorker);
      });
    },
    end: async () => { await worker.terminate(); },
  };
}

const goneError = (path: string): AppError => ({ code: 'file-failed', path, because: 'other' });
