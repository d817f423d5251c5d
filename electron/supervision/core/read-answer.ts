/**
 * Reads what the hand answered. A host's words are hostile: every field is looked at, none is believed to be there.
 * Must stay true: never throws; what is missing or of another kind is null, and texts are cut.
 */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
export function textOf(value: unknown, limit = 600): string | null {
  return typeof value === 'string' ? value.slice(0, limit) : null;
}
export function wholeOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
export function flagOf(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}
const textsOf = (value: unknown, limit: number, most: number): readonly string[] => listOf(value).slice(0, most).flatMap((one) => textOf(one, limit) ?? []);

export type FoundProcess = {
  readonly pid: number;
  readonly startTicks: number;
  readonly uid: number | null;
  readonly user: string | null;
  readonly argv: readonly string[];
  readonly cgroup: readonly string[];
  /** Its pid in each namespace, outermost first. */
  readonly nspid: readonly number[];
};

export type ProcessFacts = {
  readonly main: FoundProcess;
  /** Parents, nearest first. */
  readonly chain: readonly FoundProcess[];
  /** Only the names the hand lets out; null: not readable. */
  readonly environment: Readonly<Record<string, string>> | null;
  readonly children: number;
  readonly maySignal: boolean;
  readonly canCapture: boolean;
  /** What stdout and stderr are. */
  readonly outputs: readonly (string | null)[];
};

export type HostFacts = {
  readonly boot: string;
  readonly uid: number;
  readonly user: string;
  readonly systemctl: string | null;
  readonly docker: string | null;
  /** Lines of `sudo -n -l`; null: no sudo, or it wants a password even for the list. */
  readonly sudo: readonly string[] | null;
};

export type Holder = { readonly who: string; readonly leftMs: number };

/** One answer of a look. `raw` is for the backend that asked. */
export type LookAnswer = { readonly process: ProcessFacts | null; readonly lockedBy: Holder | null; readonly captured: unknown; readonly raw: Fields };
export type Look = { readonly host: HostFacts; readonly answers: ReadonlyMap<string, LookAnswer> };

function readProcess(value: unknown): FoundProcess | null {
  const found = fieldsOf(value);
  const pid = wholeOf(found['pid']);
  const startTicks = wholeOf(found['startTicks']);
  if (pid === null || startTicks === null) return null;
  return {
    pid, startTicks, uid: wholeOf(found['uid']), user: textOf(found['user'], 100), argv: textsOf(found['argv'], 4096, 256), cgroup: textsOf(found['cgroup'], 1000, 30),
    nspid: listOf(found['nspid']).flatMap((one) => wholeOf(one) ?? []).slice(0, 8),
  };
}

export function readProcesses(value: unknown): readonly FoundProcess[] {
  return listOf(value).flatMap((one) => readProcess(one) ?? []);
}

function readFacts(answer: Fields): ProcessFacts | null {
  const main = readProcess(answer['process']);
  if (main === null) return null;
  const environment = answer['environment'] === null ? null : Object.fromEntries(Object.entries(fieldsOf(answer['environment'])).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
  return {
    main, chain: readProcesses(answer['chain']), environment, children: listOf(answer['children']).length,
    maySignal: answer['maySignal'] === true, canCapture: answer['canCapture'] === true, outputs: listOf(answer['outputs']).slice(0, 2).map((one) => textOf(one, 1000)),
  };
}

export function readHolder(value: unknown): Holder | null {
  const found = fieldsOf(value);
  const who = textOf(found['who'], 300);
  return who === null ? null : { who, leftMs: Math.min(Math.max(0, numberOf(found['leftS']) ?? 0), 604_800) * 1000 };
}

/** null: this was no answer of the hand. */
export function readLook(value: unknown): Look | null {
  const all = fieldsOf(value);
  const boot = textOf(all['boot'], 100);
  const uid = wholeOf(all['uid']);
  if (boot === null || uid === null || !Array.isArray(all['answers'])) return null;
  const answers = new Map<string, LookAnswer>();
  for (const one of all['answers']) {
    const raw = fieldsOf(one);
    const key = textOf(raw['key'], 2000);
    if (key !== null) answers.set(key, { process: readFacts(raw), lockedBy: readHolder(raw['lockedBy']), captured: raw['captured'] ?? null, raw });
  }
  const sudo = Array.isArray(all['sudo']) ? textsOf(all['sudo'], 4000, 400) : null;
  return { host: { boot, uid, user: textOf(all['user'], 100) ?? String(uid), systemctl: textOf(all['systemctl']), docker: textOf(all['docker']), sudo }, answers };
}
