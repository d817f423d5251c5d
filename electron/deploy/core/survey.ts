/**
 * What the hand for deployments saw on a Pi. Its words are hostile: every field is looked at, none is believed to be there.
 * Must stay true: never throws; null when it is no survey at all.
 */
import { fieldsOf, flagOf, listOf, numberOf, textOf, wholeOf, type Fields } from '#electron/supervision/core/read-answer.ts';
import type { DeployForm } from '#shared/domain/deployment.ts';

export type SeenFile = { readonly path: string; readonly exists: boolean; readonly isRegular: boolean; readonly sha256: string | null; readonly mode: string | null; readonly uid: number | null; readonly bytes: number; readonly text: string | null };
export type SeenUnit = SeenFile & { readonly form: Exclude<DeployForm, 'start-line'>; readonly missingFolders: readonly string[] };
export type SeenProcess = {
  readonly pid: number; readonly startTicks: number; readonly runs: boolean; readonly uid: number | null;
  readonly argv: readonly string[]; readonly cwd: string | null;
  /** null: not readable. */
  readonly environment: Readonly<Record<string, string>> | null;
};
export type SeenProgram = { readonly name: string; readonly state: string; readonly wanted: string; readonly pid: number | null; readonly stopSeconds: number };
export type SeenSupervisor = { readonly version: string; readonly pid: number; readonly programs: readonly SeenProgram[] };
export type Manifest = { readonly version: string; readonly form: DeployForm; readonly folders: readonly string[] };

export type Survey = {
  readonly python: { readonly path: string; readonly version: string };
  readonly user: string;
  readonly uid: number;
  readonly bootId: string;
  readonly directory: { readonly path: string; readonly exists: boolean; readonly isWritable: boolean; readonly freeBytes: number | null; readonly uid: number | null; readonly others: readonly string[] };
  readonly files: readonly SeenFile[];
  readonly units: readonly SeenUnit[];
  readonly hasSystemd: boolean;
  readonly hasUserSystemd: boolean;
  readonly lingers: boolean;
  readonly maySudo: boolean;
  readonly hasMemoryControl: boolean;
  readonly supervisor: SeenSupervisor | null;
  /** As the installed supervisor reads its configuration; null: none, or not valid. */
  readonly config: { readonly log: string; readonly stateDir: string; readonly outputDir: string; readonly programs: readonly string[] } | null;
  readonly processes: readonly SeenProcess[];
};

const forms = ['system-unit', 'user-unit', 'start-line'] as const;
const formOf = (value: unknown): DeployForm | null => forms.find((form) => form === value) ?? null;
const textsOf = (value: unknown, limit: number, most: number): readonly string[] => listOf(value).slice(0, most).flatMap((one) => textOf(one, limit) ?? []);
const fullPath = (value: unknown): string | null => { const text = textOf(value, 1000); return text !== null && text.startsWith('/') ? text : null; };

export function readSurvey(said: unknown): Survey | null {
  const seen = fieldsOf(fieldsOf(said)['survey']);
  const python = fieldsOf(seen['python']);
  const directory = fieldsOf(seen['directory']);
  const place = fullPath(directory['path']);
  const version = textOf(python['version'], 40);
  if (place === null || version === null || wholeOf(seen['uid']) === null) return null;
  return {
    python: { path: fullPath(python['path']) ?? '/usr/bin/python3', version },
    user: textOf(seen['user'], 100) ?? '', uid: wholeOf(seen['uid']) ?? 0, bootId: textOf(seen['bootId'], 100) ?? '',
    directory: { path: place, exists: directory['exists'] === true, isWritable: directory['isWritable'] === true, freeBytes: numberOf(directory['freeBytes']), uid: wholeOf(directory['uid']), others: textsOf(directory['others'], 300, 200) },
    files: listOf(seen['files']).slice(0, 20).flatMap((one) => readFile(fieldsOf(one)) ?? []),
    units: listOf(seen['units']).slice(0, 4).flatMap((one) => readUnit(fieldsOf(one)) ?? []),
    hasSystemd: flagOf(seen['systemd']) === true, hasUserSystemd: flagOf(seen['userSystemd']) === true, lingers: flagOf(seen['linger']) === true,
    maySudo: flagOf(seen['sudo']) === true, hasMemoryControl: flagOf(seen['memoryControl']) === true,
    supervisor: readSupervisor(fieldsOf(seen['status'])),
    config: readConfig(fieldsOf(seen['config'])),
    processes: listOf(seen['processes']).slice(0, 50).flatMap((one) => readProcess(fieldsOf(one)) ?? []),
  };
}

function readFile(one: Fields): SeenFile | null {
  const path = fullPath(one['path']);
  const sha256 = textOf(one['sha256'], 64);
  if (path === null) return null;
  return {
    path, exists: one['exists'] === true, isRegular: one['isRegular'] === true, sha256: sha256 !== null && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : null,
    mode: /^[0-7]{4}$/.test(textOf(one['mode'], 6) ?? '') ? textOf(one['mode'], 6) : null, uid: wholeOf(one['uid']), bytes: Math.max(0, numberOf(one['bytes']) ?? 0), text: textOf(one['text'], 2_000_000),
  };
}

function readUnit(one: Fields): SeenUnit | null {
  const file = readFile(one);
  const form = formOf(one['form']);
  return file === null || form === null || form === 'start-line' ? null : { ...file, form, missingFolders: textsOf(one['missingFolders'], 1000, 20) };
}

function readProcess(one: Fields): SeenProcess | null {
  const pid = wholeOf(one['pid']);
  const startTicks = wholeOf(one['startTicks']);
  if (pid === null || startTicks === null) return null;
  const environment = one['environment'] === null || one['environment'] === undefined ? null : Object.fromEntries(Object.entries(fieldsOf(one['environment'])).slice(0, 500).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
  return { pid, startTicks, runs: one['runs'] === true, uid: wholeOf(one['uid']), argv: textsOf(one['argv'], 4000, 200), cwd: fullPath(one['cwd']), environment };
}

function readSupervisor(one: Fields): SeenSupervisor | null {
  const version = textOf(one['version'], 40);
  const pid = wholeOf(one['pid']);
  if (version === null || pid === null) return null;
  const programs = listOf(one['programs']).slice(0, 200).map(fieldsOf).map((p): SeenProgram => ({
    name: textOf(p['name'], 200) ?? '', state: textOf(p['state'], 40) ?? '', wanted: textOf(p['wanted'], 10) ?? '', pid: wholeOf(p['pid']),
    stopSeconds: Math.min(86_400, Math.max(0, (numberOf(p['stop_timeout_s']) ?? 930) + (numberOf(p['cold_timeout_s']) ?? 30) + 10)),
  }));
  return { version, pid, programs };
}

function readConfig(one: Fields): Survey['config'] {
  const log = fullPath(one['log']);
  const stateDir = fullPath(one['state_dir']);
  const outputDir = fullPath(one['output_dir']);
  return log === null || stateDir === null || outputDir === null ? null : { log, stateDir, outputDir, programs: textsOf(one['programs'], 200, 200) };
}

/** What an earlier deployment wrote down about itself; null: none, or not one of ours. */
export function readManifest(survey: Survey): Manifest | null {
  const file = survey.files.find(({ path }) => path.endsWith('/manifest.json'));
  if (file?.text === null || file?.text === undefined) return null;
  try {
    const said = fieldsOf(JSON.parse(file.text) as unknown);
    const form = formOf(said['form']);
    const version = textOf(said['version'], 40);
    return said['of'] === 'fleetbeat-supervisor' && form !== null && version !== null ? { version, form, folders: textsOf(said['folders'], 1000, 20) } : null;
  } catch {
    return null;
  }
}
