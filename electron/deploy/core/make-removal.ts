/**
 * Decides what taking the supervisor away removes: the files a deployment put there and what the supervisor wrote itself.
 * Must stay true: a folder or a file that is not known to be ours stays, and is named.
 */
import type { DeployForm, DeployRefusal, PlannedCommand } from '#shared/domain/deployment.ts';
import { unitMark, unitName } from './compose-unit.ts';
import { maskConfig } from './mask-config.ts';
import type { PlanDraft } from './make-plan.ts';
import { readManifest, type SeenFile, type Survey } from './survey.ts';
import { unifiedDiff } from './unified-diff.ts';

export type RemoveOrder = {
  readonly mode: 'remove'; readonly directory: string; readonly unit: string; readonly unitForms: readonly DeployForm[]; readonly stopSeconds: number;
  readonly files: readonly { readonly path: string; readonly oldSha256: string | null; readonly needsRoot: boolean }[];
  readonly folders: readonly string[]; readonly logs: readonly string[]; readonly emptied: readonly string[];
};
export type MadeRemoval = { readonly draft: PlanDraft; readonly order: RemoveOrder };

export function makeRemoval(survey: Survey): MadeRemoval {
  const manifest = readManifest(survey);
  const directory = survey.directory.path;
  const units = survey.units.filter(({ exists, text }) => exists && text?.includes(unitMark) === true);
  const files = [...survey.files.filter(({ exists }) => exists), ...units];
  const needsRoot = (file: SeenFile): boolean => units.some((unit) => unit.path === file.path && unit.form === 'system-unit');
  const running = survey.supervisor?.programs ?? [];
  const stopSeconds = Math.max(20, ...running.filter(({ pid }) => pid !== null).map((one) => one.stopSeconds)) + 20;
  const unitForms = units.map(({ form }) => form);
  const refused: DeployRefusal[] = [];
  if (files.length === 0 && survey.supervisor === null) refused.push({ because: 'not-installed', about: directory });
  if (unitForms.includes('system-unit') && !survey.maySudo) refused.push({ because: 'no-sudo', about: survey.user });
  if (survey.directory.exists && survey.directory.uid !== survey.uid) refused.push({ because: 'folder-not-ours', about: directory });
  return {
    draft: {
      kind: 'remove', directory, form: manifest?.form ?? unitForms[0] ?? 'start-line', python: survey.python, installedVersion: manifest?.version ?? survey.supervisor?.version ?? null, newVersion: null,
      freeBytes: survey.directory.freeBytes, neededBytes: 0,
      files: files.map((file) => {
        const diff = unifiedDiff(file.path, file.path.endsWith('.json') && file.text !== null ? maskConfig(file.text) : file.text, null);
        return { path: file.path, change: 'remove', oldSha256: file.sha256, newSha256: null, oldMode: file.mode, newMode: null, bytes: file.bytes, diff: diff.slice(0, 190_000), isDiffCut: diff.length > 190_000, needsRoot: needsRoot(file) };
      }),
      unit: null, startLine: null, commands: commandsOf(survey, unitForms), workers: running.filter(({ pid }) => pid !== null).map(({ name, pid }) => ({ program: name, pid, effect: 'stops' })),
      refused, advice: [],
    },
    order: {
      mode: 'remove', directory, unit: unitName, unitForms, stopSeconds,
      files: files.map((file) => ({ path: file.path, oldSha256: file.sha256, needsRoot: needsRoot(file) })),
      // only below our own folder: a configuration may name others, which then hold what is not ours too
      folders: [survey.config?.stateDir, survey.config?.outputDir, `${directory}/run`, `${directory}/logs`].filter((name, index, all): name is string => name?.startsWith(`${directory}/`) === true && !name.includes('/../') && all.indexOf(name) === index),
      logs: survey.config === null ? [] : [survey.config.log, `${survey.config.log}.jsonl`],
      emptied: (manifest?.folders ?? []).filter((name) => units.some(({ path }) => path.startsWith(`${name}/`))).flatMap((name) => (name.endsWith('/systemd/user') ? [`${name}/default.target.wants`, name] : [name])),
    },
  };
}

function commandsOf(survey: Survey, unitForms: readonly DeployForm[]): PlannedCommand[] {
  const { directory } = survey;
  const said: PlannedCommand[] = [];
  if (survey.supervisor !== null) said.push({ text: `${survey.python.path} -I -S ${directory.path}/fleetbeat_supervisor.py shutdown -c ${directory.path}/supervisor.json`, needsRoot: false, why: 'stop-supervisor' });
  for (const form of unitForms) said.push({ text: `${form === 'user-unit' ? 'systemctl --user' : 'sudo -n systemctl'} disable --now ${unitName}`, needsRoot: form === 'system-unit', why: 'disable-unit' });
  if (unitForms.includes('system-unit')) said.push({ text: `sudo -n rm -f /etc/systemd/system/${unitName}`, needsRoot: true, why: 'remove-files' });
  return [...said, { text: `rm -r ${directory.path}/run ${directory.path}/logs`, needsRoot: false, why: 'remove-files' }];
}
