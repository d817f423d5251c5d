/**
 * What groups incidents. Must stay true: the same fault signs the same after a restart, an edit that moves lines, under
 * another pid, at another address, on another host; the wrapper (a lost worker) never hides the cause.
 */
import { SignatureId, type CodeFrame } from '#shared/domain/crash.ts';
import type { Cluster } from './cluster.ts';
import type { CrashEvent, Exception, NativeFrame } from './crash-event.ts';
import { sha1 } from './sha1.ts';

export type Signed = {
  readonly signature: SignatureId;
  /** Coarser: signal or exception, and library. */
  readonly family: string;
  /** Made for people, from the parts below. */
  readonly title: string;
  readonly program: string;
  readonly signal: string | null;
  readonly exitCode: number | null;
  readonly exception: Exception | null;
  readonly frame: CodeFrame | null;
  readonly native: NativeFrame | null;
};

const wrappers = /(?:^|\.)(?:WorkerLostError|TimeLimitExceeded|SoftTimeLimitExceeded|ExceptionWithTraceback)$/;

export function signIncident(cluster: Cluster): Signed {
  const { events } = cluster;
  const end = events.find(({ kind }) => kind === 'main-exited' || kind === 'child-exited');
  const signal = end?.signal ?? events.find((event) => event.signal !== null)?.signal ?? null;
  const exitCode = end?.exitCode ?? events.find((event) => event.exitCode !== null)?.exitCode ?? null;
  const exception = exceptionOf(events);
  const frame = topFrame(events);
  const native = events.find((event) => event.native !== null && !isCommonLibrary(event.native.library))?.native ?? events.find((event) => event.native !== null)?.native ?? null;
  const reason = reasonOf(cluster, signal, exitCode, exception);
  const program = programOf(cluster);
  const library = native === null ? '' : libraryName(native.library);
  const parts = [cluster.kind === 'gave-up' ? 'start-failed' : cluster.kind, reason, program, frame === null ? '' : `${baseName(frame.file)}:${frame.function}`, library, normalise(exception?.message ?? subjectOf(cluster))];
  return {
    signature: SignatureId.parse(`s-${sha1(parts.join('|')).slice(0, 20)}`),
    family: [reason, library].filter((part) => part !== '').join(' in '),
    title: titleOf(cluster, { reason, program, frame, library, exception }),
    program, signal, exitCode, exception, frame, native,
  };
}

function exceptionOf(events: readonly CrashEvent[]): Exception | null {
  const found = events.filter(({ exception, kind }) => exception !== null && exception.type !== '' && !wrappers.test(exception.type) && kind !== 'python-fatal');
  const said = events.find(({ exception }) => exception !== null && exception.type === '')?.exception ?? null;
  const first = found[0]?.exception ?? null;
  return first !== null && first.message === '' && said !== null ? { type: first.type, message: said.message } : first;
}

/** The first frame of one's own code: Python's library and Celery's machinery only carry it. */
export function topFrame(events: readonly CrashEvent[]): CodeFrame | null {
  const frames = events.find((event) => event.frames.length > 0 && !wrappers.test(event.exception?.type ?? ''))?.frames ?? [];
  return frames.find(({ file }) => !isMachinery(file)) ?? null;
}

const machinery = /(?:^<frozen|\/lib(?:64|32)?\/python\d[\d.]*\/(?!(?:site|dist)-packages\/)|(?:site|dist)-packages\/(?:celery|kombu|billiard|amqp|vine)\/|^<string>|\/bin\/celery$)/;

export function isMachinery(file: string): boolean {
  return machinery.test(file);
}

const common = /^(?:libc|libpthread|ld-linux|libstdc\+\+|libm|libpython|python)[\d.-]/;

export function isCommonLibrary(library: string): boolean {
  return common.test(`${libraryName(library)}.`);
}

/** `libopenblas64_p-r0-0cf96a72.3.23.so` is `libopenblas64_p-r0`: soname without versions and build marks. */
export function libraryName(library: string): string {
  return baseName(library).replace(/\.so(?:\.[\d.]+)?$/, '').replace(/\.dev\d*$/, '').replace(/(?:-[\da-f]{8})?(?:\.\d+)*$/, '').replace(/\.cpython-.*$/, '').replace(/-\d[\d.]*$/, '');
}

const baseName = (path: string): string => path.split('/').at(-1) ?? path;

/** What kind of end, from facts alone: confidence plays no part, so that more evidence does not move an incident to another group. */
function reasonOf(cluster: Cluster, signal: string | null, exitCode: number | null, exception: Exception | null): string {
  const kinds = new Set(cluster.events.map(({ kind }) => kind));
  if (cluster.kind === 'stall') return 'missed-heartbeat';
  if (cluster.kind === 'outage') return 'broker-lost';
  if (cluster.kind === 'host-restarted') return 'restarted';
  if (kinds.has('hard-time-limit')) return 'hard-time-limit';
  if (kinds.has('soft-time-limit')) return 'soft-time-limit';
  if (kinds.has('task-terminated')) return 'revoked';
  if (kinds.has('oom-kill') || kinds.has('oom-flagged')) return 'oom';
  if (cluster.events.some((event) => event.detail['oomKilled'] === true)) return 'oom';
  if (kinds.has('stop-timeout')) return 'stop-timeout';
  if (exception !== null && (signal === null || signal === 'SIGABRT')) return baseName(exception.type.split('.').at(-1) ?? exception.type);
  return signal ?? (exitCode === null ? 'ended' : `exit ${exitCode}`);
}

/** The same worker under any supervisor and on any host: the node's own part, else the program, without its number. */
function programOf(cluster: Cluster): string {
  const node = cluster.node?.split('@')[0];
  const name = node ?? cluster.owners[0] ?? '';
  return name.replace(/\.service$/, '').replace(/[@_:-]?\d+$/, '').toLowerCase();
}

/** Time limits and poison tasks are about a task; a stall about nobody in particular. */
function subjectOf(cluster: Cluster): string {
  return cluster.kind === 'task-killed' || cluster.times > 1 ? (cluster.task?.name ?? '') : '';
}

/** Without what changes from one time to the next: addresses, numbers, ids, paths, quoted values. */
export function normalise(message: string): string {
  return message
    .replace(/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '<id>')
    .replace(/\b0x[\da-f]+\b/gi, '<hex>')
    .replace(/(['"])(?:(?!\1).){0,300}\1/g, '<value>')
    .replace(/(?:\/[\w.@+-]+){2,}/g, (path) => baseName(path))
    .replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.,]*/g, '<time>')
    .replace(/\b[\da-f]{12,}\b/gi, '<hex>')
    .replace(/\d+/g, '#')
    .slice(0, 300);
}

function titleOf(cluster: Cluster, { reason, program, frame, library, exception }: { readonly reason: string; readonly program: string; readonly frame: CodeFrame | null; readonly library: string; readonly exception: Exception | null }): string {
  const place = frame === null ? library : `${frame.function} (${baseName(frame.file)})`;
  const task = cluster.task?.name ?? '';
  const said = exception === null || reason === exception.message ? '' : exception.message.slice(0, 120);
  return [reason, said === '' ? '' : `: ${said}`, place === '' ? '' : ` in ${place}`, task === '' ? '' : ` on ${task}`, program === '' ? '' : ` · ${program}`].join('').slice(0, 500);
}
