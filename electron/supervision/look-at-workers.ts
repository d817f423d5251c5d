/**
 * Looks at workers of one host: who supervises each, what the account may do. Two rounds: the processes, then their backends.
 * Must stay true: nothing is changed there; a worker whose process is another than the fleet knows is looked at anew, not guessed.
 */
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { WorkerRecord } from '#electron/fleet/core/worker-record.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { SupervisionLayer } from '#shared/domain/supervision.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { backendOf } from './core/backends/backend-list.ts';
import { findHandle } from './core/find-handle.ts';
import type { LookAsk } from './core/hand-talk.ts';
import { readLook, type Holder, type Look, type ProcessFacts } from './core/read-answer.ts';
import type { BackendFacts, BackendHandle } from './core/supervision-backend.ts';
import type { Hand } from './hand.ts';
import { handleFromScan, type WorkerBook } from './worker-book.ts';

export type LookNeeds = { readonly keeper: FleetKeeper; readonly hand: Hand; readonly book: WorkerBook };

export type LookedAt = { readonly record: WorkerRecord; readonly facts: BackendFacts; readonly layers: readonly SupervisionLayer[]; readonly lockedBy: Holder | null };

/** Whether argv and environment are brought here, to start the worker again later. */
export type LookOptions = { readonly wantsCapture: boolean };

type Part = { readonly record: WorkerRecord; readonly process: ProcessFacts | null; readonly handle: BackendHandle; readonly layers: readonly SupervisionLayer[]; readonly captured: unknown };

export async function lookAtWorkers(needs: LookNeeds, host: HostId, workers: readonly WorkerKey[], options: LookOptions, signal: AbortSignal): Promise<Result<ReadonlyMap<WorkerKey, LookedAt>, AppError>> {
  const records = workers.flatMap((key) => needs.keeper.worker(key) ?? []);
  const label = records[0]?.name ?? '';
  const first = await askHost(needs.hand, host, label, records.flatMap((record) => askProcess(record, options)), false, signal);
  if (!first.ok) return first;
  const parts = records.flatMap((record) => partOf(needs.book, record, first.value) ?? []);
  const second = await askHost(needs.hand, host, label, parts.flatMap((part) => askBackend(part, options)), true, signal);
  if (!second.ok) return second;
  const found = new Map<WorkerKey, LookedAt>();
  for (const part of parts) {
    const looked = joinPart(needs.book, host, part, second.value);
    if (looked !== null) found.set(part.record.key, looked);
  }
  return ok(found);
}

async function askHost(hand: Hand, host: HostId, worker: string, asks: readonly LookAsk[], wantsSudo: boolean, signal: AbortSignal): Promise<Result<Look, AppError>> {
  const said = await hand.ask(host, worker, { mode: 'look', wantsSudo, asks }, signal);
  if (!said.ok) return said;
  const look = readLook(said.value);
  return look === null ? err({ code: 'supervision-refused', worker: worker.slice(0, 600), because: 'cannot-look', about: '' }) : ok(look);
}

function askProcess(record: WorkerRecord, { wantsCapture }: LookOptions): LookAsk[] {
  const main = record.process?.main;
  return main === undefined ? [] : [{ key: record.key, pid: main.pid, startTicks: main.startTicks, wantsCapture }];
}

function partOf(book: WorkerBook, record: WorkerRecord, look: Look): Part | null {
  const answer = look.answers.get(record.key);
  if (answer?.process !== null && answer?.process !== undefined) {
    const { handle, layers } = findHandle(answer.process);
    const named: BackendHandle = handle.kind === 'plain' ? { kind: 'plain', name: record.key } : handle;
    return { record, process: answer.process, handle: named, layers, captured: handle.kind === 'plain' ? answer.captured : null };
  }
  // the fleet still shows a process that is not there: what runs now is not known, and nothing may be guessed from it
  if (record.process !== null) return null;
  const known = book.get(record.key);
  if (known !== null) return { record, process: null, handle: known.handle, layers: known.layers.map((layer) => ({ ...layer, foundBy: 'remembered' as const })), captured: known.captured };
  const scanned = record.lastMain === null ? null : handleFromScan(record.lastMain);
  const handle: BackendHandle = scanned ?? (record.lastMain?.backend.kind === 'none' ? { kind: 'plain', name: record.key } : { kind: 'unknown' });
  return { record, process: null, handle, layers: [{ kind: handle.kind, name: '', foundBy: 'remembered' }], captured: null };
}

function askBackend({ record, handle, process }: Part, { wantsCapture }: LookOptions): LookAsk[] {
  const backend = backendOf(handle);
  const own: LookAsk = { key: record.key, lock: backend.lock(handle), ...backend.ask(handle, process?.main ?? null) };
  const parent = handle.kind === 'celery-supervisor-py' ? [{ key: `${record.key}#supervisor`, ...handle.supervisor, wantsCapture }] : [];
  return [own, ...parent];
}

function joinPart(book: WorkerBook, host: HostId, part: Part, look: Look): LookedAt | null {
  const answer = look.answers.get(part.record.key);
  if (answer === undefined) return null;
  const fresh = part.captured ?? look.answers.get(`${part.record.key}#supervisor`)?.captured ?? null;
  // a container that is removed later is made again from its labels
  const seen = part.handle.kind === 'docker' && answer.raw['container'] !== undefined && part.process !== null ? { container: answer.raw['container'] } : fresh;
  book.put(part.record.key, { host, handle: part.handle, layers: part.layers, captured: seen, pausedQueues: [] });
  const captured = book.get(part.record.key)?.captured ?? null;
  return { record: part.record, facts: { handle: part.handle, host: look.host, process: part.process, answer, captured }, layers: part.layers, lockedBy: answer.lockedBy };
}
