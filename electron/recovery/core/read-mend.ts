/** The mender's answers as values. Foreign JSON: every field is judged by its schema's shape here, nothing throws. */
import { isRecord } from '#electron/celery/core/tolerant-json.ts';

export type MendProcess = { readonly pid: number; readonly isGone: boolean; readonly state: string | null; readonly wchan: string | null; readonly hasMoved: boolean | null; readonly pipes: readonly { readonly fd: number; readonly isReadable: boolean; readonly waiting: number | null; readonly size: number | null }[] };
export type MendLook = {
  readonly processes: readonly MendProcess[];
  readonly space: readonly { readonly path: string; readonly free: number; readonly total: number; readonly isReadOnly: boolean }[];
  readonly redis: { readonly unit: string | null; readonly active: string | null; readonly running: readonly { readonly pid: number; readonly start: number; readonly argv: readonly string[] }[]; readonly may: boolean | null } | null;
  readonly unit: { readonly active: string; readonly sub: string; readonly result: string; readonly restarts: number | null; /** By systemd itself within ten minutes, as its journal tells. */ readonly restartsLately: number | null; /** Of the present or last process. */ readonly runAgeMs: number | null } | null;
  readonly journal: string | null;
  readonly mayReset: boolean | null;
  readonly logs: readonly { readonly path: string; readonly bytes: number; readonly isMine: boolean }[] | null;
  readonly journalBytes: number | null;
  readonly mayVacuum: boolean | null;
  readonly oom: readonly string[] | null;
};

export function readMendLook(value: unknown): MendLook | null {
  if (!isRecord(value)) return null;
  const redis = value['redis'];
  const unit = value['unit'];
  return {
    processes: rows(value['processes']).map(processOf),
    space: rows(value['space']).flatMap((one) => { const [path, free, total] = [word(one['path']), number(one['free']), number(one['total'])]; return path === null || free === null || total === null ? [] : [{ path, free, total, isReadOnly: one['readonly'] === true }]; }),
    redis: isRecord(redis) ? {
      unit: word(redis['unit']), active: isRecord(redis['shown']) ? word(redis['shown']['ActiveState']) : null, may: flag(redis['may']),
      running: rows(redis['processes']).flatMap((one) => { const [pid, start] = [number(one['pid']), number(one['start'])]; return pid === null || start === null ? [] : [{ pid, start, argv: list(one['argv']) }]; }),
    } : null,
    unit: isRecord(unit) ? { active: word(unit['ActiveState']) ?? '', sub: word(unit['SubState']) ?? '', result: word(unit['Result']) ?? '', restarts: number(Number(unit['NRestarts'])), restartsLately: number(unit['restarts_lately']), runAgeMs: msOf(number(unit['run_age'])) } : null,
    journal: word(value['journal'], 40_000), mayReset: flag(value['may_reset']),
    logs: Array.isArray(value['logs']) ? rows(value['logs']).flatMap((one) => { const [path, bytes] = [word(one['path'], 1000), number(one['bytes'])]; return path === null || bytes === null ? [] : [{ path, bytes, isMine: one['mine'] === true }]; }) : null,
    journalBytes: number(value['journal_bytes']), mayVacuum: flag(value['may_vacuum']),
    oom: Array.isArray(value['oom']) ? list(value['oom']) : null,
  };
}

function processOf(one: Readonly<Record<string, unknown>>): MendProcess {
  const pipes = rows(one['pipes']).map((pipe) => ({ fd: number(pipe['fd']) ?? 0, isReadable: pipe['readable'] === true, waiting: number(pipe['waiting']), size: number(pipe['size']) }));
  return { pid: number(one['pid']) ?? 0, isGone: typeof one['gone'] === 'string', state: word(one['state']), wchan: word(one['wchan']), hasMoved: flag(one['moved']), pipes };
}

type Row = Readonly<Record<string, unknown>>;
const rows = (value: unknown): readonly Row[] => (Array.isArray(value) ? value.filter((one): one is Row => isRecord(one)).slice(0, 200) : []);
const list = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string').slice(0, 200) : []);
const word = (value: unknown, most = 1000): string | null => (typeof value === 'string' ? value.slice(0, most) : null);
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const msOf = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1000);
const flag = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

/** The newest Python traceback in a log, its last line first; null: there is none. */
export function lastTraceback(text: string): readonly string[] | null {
  const lines = text.split('\n');
  const start = lines.findLastIndex((line) => line.includes('Traceback (most recent call last)'));
  if (start === -1) return null;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line !== '' && !/^\s/.test(line));
  const body = rest.slice(0, end === -1 ? 40 : end + 1);
  return [...body].reverse().slice(0, 40).map((line) => line.slice(0, 300));
}

export const startLimitSaid = (journal: string | null): boolean => (journal ?? '').split('\n').slice(-60).some((line) => /Start request repeated too quickly|start-limit-hit/.test(line));
