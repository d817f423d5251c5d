/**
 * A worker that Compose runs: an override file beside the user's one file, merged by Compose itself, and the container made anew. Pure.
 * Must stay true: the text is safe YAML whatever the names are; of the environment only our own keys stand in it; what would bring
 * more than the fix (another file, an edited one, another image) is a refusal with the text to merge by hand.
 */
import type { FixChange } from '#shared/domain/fix.ts';
import { fileChange, optionNamed, refuse, wantedChange, type Argv, type Drafted, type FileDraft } from './draft-fix.ts';
import type { LookedCompose } from './fix-talk.ts';
import type { FixFacts, Recipe, Wanted, WorkerFacts } from './recipe.ts';
import { isWorkerLine, optionOf, withOption } from './unit-words.ts';

export type ComposeSeen = { readonly container: string; readonly looked: LookedCompose | null };
type Facts = FixFacts & { readonly worker: WorkerFacts };
type Parts = { readonly command: readonly string[] | null; readonly environment: readonly Wanted[]; readonly settings: readonly Wanted[]; readonly changes: readonly FixChange[]; readonly wanted: readonly Wanted[] };

/** Docker's own, where a service names none. */
const usualStopS = 10;
const isName = (text: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,100}$/.test(text);
const isPath = (text: string | null): text is string => text !== null && /^\/[^\0-\u001f\u007f]{1,900}$/.test(text) && !text.split('/').includes('..');

export function draftComposeFix(recipe: Extract<Recipe, { kind: 'worker' | 'compose' }>, fix: string, facts: Facts, { container, looked }: ComposeSeen): Drafted {
  if (looked === null || !/^[0-9a-f]{64}$/.test(container)) return refuse('cannot-look', 'docker');
  if (looked.project === '' || looked.service === '') return refuse('not-a-systemd-unit', 'docker');
  const { project, service, stopS } = looked;
  if (!isName(project) || !isName(service)) return refuse('cannot-look', `${project}/${service}`);
  const parts = recipe.kind === 'compose' ? settingsOf(recipe, facts, looked) : lineOf(recipe, within(facts, looked), looked);
  if ('refused' in parts) return parts;
  if (parts.changes.length === 0) return refuse('nothing-to-change');
  const text = writeOverride(fix, looked, parts);
  const doubt = doubtOf(looked);
  if (doubt !== null) return { ...doubt, byHand: text.slice(text.indexOf('services:')) };
  const { base, program } = looked;
  if (!isPath(base) || program === null) return refuse('cannot-look', project);
  const file: FileDraft = { path: overrideOf(base), before: null, after: text };
  const compose = [...program, '-p', project];
  return {
    changes: [...parts.changes, fileChange(file)], files: [file],
    act: [[...compose, '-f', base, '-f', file.path, 'config', '-q'], composeUp(program, project, [base, file.path], service)],
    back: [composeUp(program, project, [base], service)], restarts: true, isLasting: true, wanted: parts.wanted,
    compose: { container, service, patience: stopS ?? usualStopS },
  };
}

/** This service's container only, from the image that is there. Compose 1 knows no `--pull`, and pulls nothing that is there. */
export function composeUp(program: readonly string[], project: string, files: readonly string[], service: string): Argv {
  return [...program, '-p', project, ...files.flatMap((file) => ['-f', file]), 'up', '-d', '--no-deps', '--no-build', ...(program.length === 2 ? ['--pull', 'never'] : []), service];
}

/** `docker-compose.yml`: `docker-compose.override.yml`, and so on: what Compose merges by itself. */
export const overrideOf = (base: string): string => base.replace(/(\.ya?ml)$/, '.override$1');

/** Why nothing may be written there, the plainest reason first; null: nothing against it. */
function doubtOf(looked: LookedCompose): Extract<Drafted, { readonly refused: unknown }> | null {
  const { siblings, files, folder, base, program } = looked;
  const about = siblings[0] ?? files.join(' ');
  const no = (because: Parameters<typeof refuse>[0], of = about): ReturnType<typeof doubtOf> => ({ refused: because, about: of.slice(0, 300) });
  if (siblings.length > 0) return no(looked.isOurs ? 'other-drop-in' : 'compose-own-override');
  if (files.length !== 1 || base === null) return no('compose-other-files');
  if (!looked.isThere || !isPath(base)) return no('compose-elsewhere', base);
  if (looked.containers !== 1 || looked.isOneOff) return no('compose-several', looked.service);
  if (looked.hasLodgers) return no('compose-shared', looked.service);
  if (!looked.hasProgram) return no('compose-absent', '');
  if (program === null || !looked.isImageSame) return no('compose-changed', program === null ? base : looked.service);
  return looked.isWritable ? null : no('compose-not-writable', folder);
}

function settingsOf(recipe: Extract<Recipe, { kind: 'compose' }>, { args }: FixFacts, { stopS }: LookedCompose): Parts | Extract<Drafted, { readonly refused: unknown }> {
  const wanted = recipe.settings(args);
  if (typeof wanted === 'string') return { refused: wanted, about: '' };
  const now = stopS === null ? null : `${stopS}s`;
  const settings = wanted.filter(({ value }) => value !== now);
  return { command: null, environment: [], settings, wanted, changes: settings.map((one) => wantedChange('system', one, now)) };
}

function lineOf(recipe: Extract<Recipe, { kind: 'worker' }>, facts: Facts, { command, isSecret, runs, environment: now }: LookedCompose): Parts | Extract<Drafted, { readonly refused: unknown }> {
  const want = recipe.want(facts);
  if (typeof want === 'string') return { refused: want, about: '' };
  if (want.flags.length > 0 && isSecret) return { refused: 'secret-in-line', about: '' };
  // a line of a shell is one word of it: then the process runs other words than the container was given
  if (want.flags.length > 0 && (!runs || !isWorkerLine(command))) return { refused: 'unit-not-simple', about: command.join(' ').slice(0, 300) };
  const flags = want.flags.filter(({ name, value }) => optionOf(command, optionNamed(name)) !== value);
  const environment = want.environment.filter(({ name, value }) => now[name] !== value);
  return {
    environment, settings: [], wanted: [...want.flags, ...want.environment],
    command: flags.length === 0 ? null : flags.reduce<readonly string[]>((line, { name, value }) => withOption(line, optionNamed(name), value), command),
    changes: [...flags.map((one) => wantedChange('flag', one, optionOf(command, optionNamed(one.name)))), ...environment.map((one) => wantedChange('environment', one, now[one.name] ?? null))],
  };
}

/** A container with less memory than the host is the whole world of its worker. */
function within(facts: Facts, { memoryBytes }: LookedCompose): Facts {
  const limitKiB = Math.floor(memoryBytes / 1024);
  if (limitKiB <= 0 || (facts.host.memTotalKiB !== null && limitKiB >= facts.host.memTotalKiB)) return facts;
  return { ...facts, host: { ...facts.host, memTotalKiB: limitKiB, poolProcesses: facts.worker.concurrency ?? 1 } };
}

/** A double-quoted scalar: JSON's own, in ASCII alone, which YAML reads alike. */
const scalar = (text: string): string => JSON.stringify(text.toWellFormed()).replaceAll(/[\u007f-\u{10ffff}]/gu, (one) => { const code = one.codePointAt(0) ?? 0; return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`; });
/** Compose takes `$` for a variable of its own. */
const value = (text: string): string => scalar(text.replaceAll('$', '$$$$'));

function writeOverride(fix: string, { service, version }: LookedCompose, { command, environment, settings }: Parts): string {
  return [
    `# Fleetbeat: ${fix}. Merged by Compose after your own file; delete it and run up again to take it back.`,
    // Compose 1 before 1.27 wants the same in both
    ...(version !== null && /^[1-9](?:\.\d{1,2})?$/.test(version) ? [`version: ${scalar(version)}`] : []),
    'services:', `  ${scalar(service)}:`,
    ...(command === null ? [] : ['    command:', ...command.map((word) => `      - ${value(word)}`)]),
    ...(environment.length === 0 ? [] : ['    environment:', ...environment.map((one) => `      ${scalar(one.name)}: ${value(one.value)}`)]),
    ...settings.map((one) => `    ${one.name}: ${value(one.value)}`), '',
  ].join('\n');
}
