/**
 * Decides what a deployment changes, out of what was seen on the Pi and what is wanted; and what stands against it.
 * Must stay true: what is not in the plan is not done; a file's new text stays here, the plan shows it masked.
 */
import type { DeployAdvice, DeployForm, DeployPlan, DeployRefusal, FileChange, PlannedCommand, PlannedWorker } from '#shared/domain/deployment.ts';
import { composeConfig, type ProgramFacts } from './compose-config.ts';
import { composeUnit, unitMark, unitName } from './compose-unit.ts';
import { isNewerVersion, isOlderPython, newestTriedPython } from './compare-versions.ts';
import { maskConfig } from './mask-config.ts';
import { readManifest, type SeenFile, type Survey } from './survey.ts';
import { unifiedDiff } from './unified-diff.ts';
import { utf8 } from './utf8.ts';

export type PiFiles = { readonly supervisor: string; readonly worker: string; readonly version: string };
export type Wanted = { readonly form: DeployForm | null; readonly programs: readonly ProgramFacts[] | null };
export type NewFile = { readonly path: string; readonly text: string; readonly mode: string; readonly oldSha256: string | null; readonly needsRoot: boolean; readonly stagedAt: string };

/** What the hand is told besides the files. */
export type ApplyOrder = {
  readonly mode: 'apply'; readonly directory: string; readonly form: DeployForm; readonly unit: string; readonly version: string; readonly unitChanged: boolean;
  readonly handOver: boolean; readonly adopt: readonly { readonly pid: number; readonly startTicks: number }[]; readonly verifySeconds: number; readonly files: readonly NewFile[];
};
export type PlanDraft = Omit<DeployPlan, 'id' | 'host' | 'madeAt' | 'validUntil'>;
export type MadePlan = { readonly draft: PlanDraft; readonly order: ApplyOrder };

const longestDiff = 190_000;

export function makePlan(survey: Survey, wanted: Wanted, pi: PiFiles, sha256: (text: string) => string): MadePlan {
  const manifest = readManifest(survey);
  const directory = survey.directory.path;
  const form = wanted.form ?? manifest?.form ?? (survey.maySudo && survey.hasSystemd ? 'system-unit' : survey.hasUserSystemd ? 'user-unit' : 'start-line');
  const currentConfig = fileNamed(survey, 'supervisor.json');
  const composed = wanted.programs === null ? null : composeConfig(survey, wanted.programs, currentConfig?.text ?? null);
  const config = composed?.text ?? currentConfig?.text ?? '{\n  "programs": []\n}\n';
  const unit = form === 'start-line' ? null : { name: unitName, path: survey.units.find((one) => one.form === form)?.path ?? `/etc/systemd/system/${unitName}`, text: composeUnit({ form, user: survey.user, python: survey.python.path, directory, stopSeconds: stopSecondsOf(config, survey) }) };
  const folders = survey.units.find((one) => one.form === form)?.missingFolders ?? [];
  const manifestText = `${JSON.stringify({ of: 'fleetbeat-supervisor', version: pi.version, form, folders: [...new Set([...(manifest?.folders ?? []), ...(unit === null ? [] : folders)])], sha256: { 'fleetbeat_supervisor.py': sha256(pi.supervisor), 'fleetbeat_worker.py': sha256(pi.worker) } }, null, 2)}\n`;
  const seenUnit = survey.units.find((one) => one.path === unit?.path);
  const pairs: readonly (readonly [NewFile, SeenFile | undefined])[] = [
    newFile(survey, 'fleetbeat_supervisor.py', pi.supervisor, '0755'), newFile(survey, 'fleetbeat_worker.py', pi.worker, '0644'),
    newFile(survey, 'supervisor.json', config, '0600'), newFile(survey, 'manifest.json', manifestText, '0600'),
    ...(unit === null ? [] : [[{ path: unit.path, text: unit.text, mode: '0644', oldSha256: seenUnit?.sha256 ?? null, needsRoot: form === 'system-unit', stagedAt: `${directory}/${unitName}` }, seenUnit] as const]),
  ];
  const changed = pairs.filter(([file, seen]) => seen?.text !== file.text || seen.mode !== file.mode);
  const handOver = survey.supervisor !== null && manifest !== null && manifest.form !== form;
  const needed = changed.reduce((sum, [file]) => sum + utf8(file.text).length, 0) + 1_000_000;
  const unitChanged = changed.some(([file]) => file.path === unit?.path);
  return {
    draft: {
      kind: manifest === null && survey.supervisor === null ? 'deploy' : 'update', directory, form, python: survey.python,
      installedVersion: manifest?.version ?? survey.supervisor?.version ?? null, newVersion: pi.version, freeBytes: survey.directory.freeBytes, neededBytes: needed,
      files: pairs.map(([file, seen]) => describeChange(file, seen, sha256)), unit,
      startLine: form === 'start-line' ? startLine(survey) : null,
      commands: commandsOf(survey, form, { handOver, unitChanged, directory }),
      workers: [...(composed?.workers ?? []), ...workersNow(survey, composed?.workers ?? [], wanted.programs)],
      refused: [...refusals(survey, form, pi, needed, config, wanted), ...(composed?.refused ?? [])].slice(0, 50),
      advice: advise(survey, form, composed?.sameNames ?? [], config),
    },
    order: { mode: 'apply', directory, form, unit: unitName, version: pi.version, unitChanged, handOver, adopt: composed?.adopts ?? [], verifySeconds: 30, files: changed.map(([file]) => file) },
  };
}

export const fileNamed = (survey: Survey, name: string): SeenFile | undefined => survey.files.find(({ path, exists }) => exists && path === `${survey.directory.path}/${name}`);

function newFile(survey: Survey, name: string, text: string, mode: string): readonly [NewFile, SeenFile | undefined] {
  const seen = fileNamed(survey, name);
  const path = `${survey.directory.path}/${name}`;
  return [{ path, text, mode, oldSha256: seen?.sha256 ?? null, needsRoot: false, stagedAt: path }, seen];
}

function describeChange(file: NewFile, seen: SeenFile | undefined, sha256: (text: string) => string): FileChange {
  const isSame = seen?.text === file.text && seen.mode === file.mode;
  const isConfig = file.path.endsWith('.json');
  const shown = (text: string | null): string | null => (text === null ? null : isConfig ? maskConfig(text) : text);
  const diff = isSame ? '' : unifiedDiff(file.path, shown(seen?.text ?? null), shown(file.text));
  return {
    path: file.path, change: seen?.exists !== true ? 'create' : isSame ? 'same' : 'replace', oldSha256: seen?.sha256 ?? null, newSha256: sha256(file.text), oldMode: seen?.mode ?? null, newMode: file.mode,
    bytes: utf8(file.text).length, diff: diff.slice(0, longestDiff), isDiffCut: diff.length > longestDiff, needsRoot: file.needsRoot,
  };
}

export const startLine = (survey: Survey): string => `${survey.python.path} -I -S ${survey.directory.path}/fleetbeat_supervisor.py start -c ${survey.directory.path}/supervisor.json`;

function commandsOf(survey: Survey, form: DeployForm, { handOver, unitChanged, directory }: { readonly handOver: boolean; readonly unitChanged: boolean; readonly directory: string }): PlannedCommand[] {
  const program = `${survey.python.path} -I -S ${directory}/fleetbeat_supervisor.py`;
  const config = `-c ${directory}/supervisor.json`;
  const isRoot = form === 'system-unit';
  const systemctl = form === 'user-unit' ? 'systemctl --user' : 'sudo -n systemctl';
  const said: PlannedCommand[] = [];
  if (!survey.directory.exists) said.push({ text: `mkdir -m 0700 -p ${directory}`, needsRoot: false, why: 'make-folder' });
  said.push({ text: `${program} check-config ${config}`, needsRoot: false, why: 'check-config' });
  if (isRoot && unitChanged) said.push({ text: `sudo -n install -o root -g root -m 0644 ${directory}/${unitName}.fleetbeat-new /etc/systemd/system/${unitName}`, needsRoot: true, why: 'reload-systemd' });
  if (survey.supervisor !== null && !handOver) {
    if (form !== 'start-line' && unitChanged) said.push({ text: `${systemctl} daemon-reload`, needsRoot: isRoot, why: 'reload-systemd' });
    return [...said, { text: `${program} update ${config}`, needsRoot: false, why: 'update-in-place' }];
  }
  if (handOver) said.push({ text: `${program} leave ${config}`, needsRoot: false, why: 'stop-supervisor' });
  if (form === 'start-line') return [...said, { text: startLine(survey), needsRoot: false, why: 'start-supervisor' }];
  return [...said, { text: `${systemctl} daemon-reload`, needsRoot: isRoot, why: 'reload-systemd' }, { text: `${systemctl} enable --now ${unitName}`, needsRoot: isRoot, why: 'enable-unit' }];
}

/** Those the supervisor has already: kept where they stay configured as they are. */
function workersNow(survey: Survey, named: readonly PlannedWorker[], programs: readonly ProgramFacts[] | null): readonly PlannedWorker[] {
  return (survey.supervisor?.programs ?? []).flatMap((one): PlannedWorker[] => {
    if (programs === null) return [{ program: one.name, pid: one.pid, effect: one.pid === null ? 'left-alone' : 'keeps-running' }];
    return named.some(({ program }) => program === one.name) ? [] : [{ program: one.name, pid: one.pid, effect: 'stops' }];
  });
}

function refusals(survey: Survey, form: DeployForm, pi: PiFiles, needed: number, config: string, wanted: Wanted): DeployRefusal[] {
  const { directory } = survey;
  const manifest = readManifest(survey);
  const unit = survey.units.find((one) => one.form === form);
  const said: DeployRefusal[] = [];
  const refuse = (isSo: boolean, because: DeployRefusal['because'], about: string): void => { if (isSo) said.push({ because, about: about.slice(0, 500) }); };
  refuse(isOlderPython(survey.python.version), 'python-too-old', survey.python.version);
  refuse(directory.freeBytes !== null && directory.freeBytes < needed, 'no-space', directory.path);
  refuse(!directory.isWritable, 'folder-not-writable', directory.path);
  refuse(!/^\/[A-Za-z0-9_./@+-]+$/.test(directory.path) || (directory.exists && directory.uid !== survey.uid), 'folder-not-ours', directory.path);
  refuse(form === 'system-unit' && !(survey.maySudo && survey.hasSystemd), 'no-sudo', survey.user);
  refuse(form === 'user-unit' && !survey.hasUserSystemd, 'no-user-systemd', survey.user);
  refuse(unit?.exists === true && unit.text?.includes(unitMark) !== true, 'unit-not-ours', unit?.path ?? '');
  refuse(manifest !== null && isNewerVersion(manifest.version, pi.version), 'newer-installed', manifest?.version ?? '');
  refuse(wanted.programs === null && fileNamed(survey, 'supervisor.json') !== undefined && fileNamed(survey, 'fleetbeat_supervisor.py') !== undefined && survey.config === null, 'config-invalid', `${directory.path}/supervisor.json`);
  refuse(!isJson(config), 'config-invalid', `${directory.path}/supervisor.json`);
  return said;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function advise(survey: Survey, form: DeployForm, sameNames: readonly string[], config: string): DeployAdvice[] {
  const said: DeployAdvice[] = [];
  if (form === 'user-unit' && !survey.lingers) said.push({ kind: 'linger', about: `sudo loginctl enable-linger ${survey.user}` });
  if (form === 'start-line') said.push({ kind: 'start-at-boot', about: `@reboot ${startLine(survey)}` });
  if (!survey.hasMemoryControl) said.push({ kind: 'no-memory-control', about: '' });
  if (!config.includes('"log"')) said.push({ kind: 'log-in-memory', about: '/tmp/supervisor.log' });
  for (const name of sameNames) said.push({ kind: 'same-node-name', about: name });
  if (isNewerVersion(survey.python.version.split('.').slice(0, 2).join('.'), newestTriedPython)) said.push({ kind: 'python-untested', about: survey.python.version });
  return said;
}

/** The longest any program may take to stop, with a margin: the unit must not be shorter than its workers. */
function stopSecondsOf(config: string, survey: Survey): number {
  const running = Math.max(0, ...(survey.supervisor?.programs ?? []).map(({ stopSeconds }) => stopSeconds));
  const named = [...config.matchAll(/"(stop_timeout_s|task_limit_s|cold_timeout_s)"\s*:\s*(\d+(?:\.\d+)?)/g)].map((found) => Number(found[2]) + 70);
  const flags = [...config.matchAll(/--time-limit(?:=|",\s*")(\d+)/g)].map((found) => Number(found[1]) + 100);
  // a program without any limit is given what the supervisor gives it: a quarter of an hour
  return Math.min(86_400, Math.max(970, running, ...named, ...flags) + 30);
}
