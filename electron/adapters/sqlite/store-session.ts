/**
 * Requests on the held file, one after the other.
 * Must stay true: a request ends in a value or a failure, never in a dead thread; a write is one transaction and a read
 * sees one moment.
 */
import { listBackups, makeBackup, putBack } from './backups.ts';
import { createHeldFile, sizeOf, type HeldFile, type HeldFileNeeds } from './held-file.ts';
import { inTransaction } from './migrate.ts';
import type { Failure, FileState, Request } from './protocol.ts';

export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: Failure };
export type StoreSession = {
  run(request: Request): Promise<Outcome>;
  /** A reader looks whether it may write by now; a file that would not open is tried again. */
  retry(): void;
  state(): FileState;
};

export function createStoreSession(needs: HeldFileNeeds): StoreSession {
  const file = createHeldFile(needs);
  return {
    state: file.state,
    retry: file.retry,
    run: async (request) => {
      try {
        return { ok: true, value: await serve(file, needs, request) };
      } catch (error) {
        return { ok: false, failure: error === notOpen ? { because: 'closed', text: 'the store is not open for this' } : file.failed(error) };
      }
    },
  };
}

async function serve(file: HeldFile, { path, parts }: HeldFileNeeds, request: Request): Promise<unknown> {
  switch (request.kind) {
    case 'statement': return runStatement(file, request.part, request.statement, request.input);
    case 'bytes': return sizeOf(path);
    case 'limit': return file.limit(request.bytes);
    case 'backups': return listBackups(path);
    case 'backup': {
      const { db } = file.opened() ?? fail();
      return makeBackup(db, path, request.name);
    }
    case 'restore': {
      if (file.opened()?.isOwner !== true) fail();
      const went = putBack(path, request.name, parts, file.shut);
      if (file.opened() === null) file.open();
      return went;
    }
    case 'close': return file.letGo();
  }
}

function runStatement(file: HeldFile, part: string, name: string, input: unknown): unknown {
  const { db, reads, writes } = file.opened() ?? fail();
  const read = reads.get(part)?.[name];
  if (read !== undefined) return inTransaction(db, () => read(input as never), 'DEFERRED');
  const write = writes.get(part)?.[name] ?? fail();
  const value = inTransaction(db, () => write(input as never));
  file.wrote();
  return value;
}

const notOpen = new Error('not open');
function fail(): never {
  throw notOpen;
}
