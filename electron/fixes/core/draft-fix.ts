/**
 * From a recipe and what was looked at on the host to what would be done: files, commands, the way back. Pure.
 * Must stay true: every file is one of ours; a value that stands already is no change; a doubt is a refusal.
 */
import type { FixChange, FixRefusal } from '#shared/domain/fix.ts';
import type { FixFacts, Recipe, Wanted, WorkerFacts } from './recipe.ts';
import { isWorkerLine, optionOf, readExecStart, readShown, runsAs, withOption, writeCommandDropIn, writeEnvironment, type Option } from './unit-words.ts';

export type Argv = readonly string[];
export type FileDraft = { readonly path: string; readonly before: string | null; readonly after: string };
/** `refused` with `about`: nothing can be applied. */
export type Draft = { readonly changes: readonly FixChange[]; readonly files: readonly FileDraft[]; readonly act: readonly Argv[]; readonly back: readonly Argv[]; readonly restarts: boolean; readonly isLasting: boolean };
export type Drafted = Draft | { readonly refused: FixRefusal; readonly about: string };

const refuse = (refused: FixRefusal, about = ''): Drafted => ({ refused, about: about.slice(0, 300) });
const change = (kind: FixChange['kind'], what: string, before: string | null, after: string | null, does: string | null = null, args: FixChange['args'] = {}): FixChange => ({ kind, what: what.slice(0, 600), before, after, does, args });
const fileChange = ({ path, before, after }: FileDraft): FixChange => change('file', path, before, after);

const shorts: Readonly<Record<string, string>> = { '--pool': '-P', '--concurrency': '-c', '--prefetch-multiplier': '' };
const optionNamed = (name: string): Option => ({ long: name, short: shorts[name] === '' ? null : (shorts[name] ?? null) });

export type UnitSeen = { readonly unit: string; readonly isUser: boolean; /** `systemctl show`. */ readonly shown: string; readonly argv: readonly string[]; /** Our own drop-in as it is now. */ readonly own: string | null; readonly hasSystemctl: boolean };

export const unitProperties = 'LoadState,Type,ExecStart,Environment,DropInPaths,TimeoutStopUSec,ActiveState';
export const dropInPath = (unit: string, isUser: boolean, fix: string): string => `${isUser ? '.config/systemd/user' : '/etc/systemd/system'}/${unit}.d/90-fleetbeat-${fix}.conf`;

export function draftWorkerFix(recipe: Extract<Recipe, { kind: 'worker' }>, fix: string, facts: FixFacts & { readonly worker: WorkerFacts }, seen: UnitSeen): Drafted {
  const want = recipe.want(facts);
  if (typeof want === 'string') return refuse(want);
  const shown = readShown(seen.shown);
  const words = readExecStart(shown.get('ExecStart') ?? '');
  const path = dropInPath(seen.unit, seen.isUser, fix);
  if (!seen.hasSystemctl) return refuse('no-systemd');
  if (shown.get('LoadState') !== 'loaded') return refuse('not-a-systemd-unit', seen.unit);
  if (want.flags.length > 0 && (words === null || !isWorkerLine(words) || shown.get('Type') === 'forking' || !runsAs(seen.argv, words))) return refuse('unit-not-simple', shown.get('ExecStart') ?? seen.unit);
  const other = (shown.get('DropInPaths') ?? '').split(' ').find((one) => /\/90-fleetbeat-[a-z0-9-]+\.conf$/.test(one) && !one.endsWith(path.slice(path.lastIndexOf('/'))));
  if (other !== undefined && want.flags.length > 0) return refuse('other-drop-in', other);
  const flags = want.flags.filter(({ name, value }) => words !== null && optionOf(words, optionNamed(name)) !== value);
  const has = shown.get('Environment') ?? '';
  const environment = want.environment.filter(({ name, value }) => environmentOf(has, name) !== value);
  if (flags.length + environment.length === 0) return refuse('nothing-to-change');
  const line = flags.reduce<readonly string[]>((now, { name, value }) => withOption(now, optionNamed(name), value), words ?? []);
  const text = `# Fleetbeat: ${fix}. Written beside your unit; delete this file to take it back.\n${flags.length > 0 ? writeCommandDropIn(line) : '[Service]\n'}${writeEnvironment(environment.map(({ name, value }) => [name, value]))}`;
  const file: FileDraft = { path, before: seen.own, after: text };
  const systemctl = ['systemctl', ...(seen.isUser ? ['--user'] : [])];
  const reload = [[...systemctl, 'daemon-reload'], [...systemctl, '--no-block', 'restart', seen.unit]];
  return {
    changes: [...flags.map((one) => wantedChange('flag', one, words === null ? null : optionOf(words, optionNamed(one.name)))), ...environment.map((one) => wantedChange('environment', one, environmentOf(has, one.name))), fileChange(file)],
    files: [file], act: reload, back: reload, restarts: true, isLasting: true,
  };
}

const wantedChange = (kind: FixChange['kind'], { name, value, does, args }: Wanted, before: string | null): FixChange => change(kind, name, before, value, does, args ?? {});

/** `Environment=A=1 "B=x y"` as systemctl shows it; a quoted value is not taken apart. */
function environmentOf(shown: string, name: string): string | null {
  return shown.split(' ').find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

export function draftSysctl(recipe: Extract<Recipe, { kind: 'sysctl' }>, fix: string, seen: { readonly value: string | null; readonly own: string | null }): Drafted {
  const before = seen.value?.trim() ?? null;
  if (before === null || !/^[\w\t .-]{1,60}$/.test(before)) return refuse('cannot-look', recipe.name);
  if (before === recipe.value) return refuse('nothing-to-change');
  const file: FileDraft = { path: `/etc/sysctl.d/90-fleetbeat-${fix}.conf`, before: seen.own, after: `# Fleetbeat: ${fix}. Delete this file to take it back.\n${recipe.name} = ${recipe.value}\n` };
  const set = (value: string): Argv => ['sysctl', '-w', `${recipe.name}=${value}`];
  return { changes: [change('kernel', recipe.name, before, recipe.value, recipe.does), fileChange(file)], files: [file], act: [set(recipe.value)], back: [set(before)], restarts: false, isLasting: true };
}

export function draftSystem(recipe: Extract<Recipe, { kind: 'system' }>, args: FixFacts['args'], seen: { readonly said: string; readonly hasFolder: boolean; readonly own: string | null }): Drafted {
  if (recipe.isSo(seen.said)) return refuse('nothing-to-change');
  const file: FileDraft | null = recipe.file === undefined || !seen.hasFolder ? null : { path: recipe.file.path, before: seen.own, after: recipe.file.text };
  return {
    changes: [change('system', recipe.what, recipe.before, recipe.after, recipe.does, args), ...(file === null ? [] : [fileChange(file)])],
    files: file === null ? [] : [file], act: [recipe.set(args)], back: [recipe.unset(args)], restarts: false, isLasting: recipe.file === undefined || file !== null,
  };
}

export type RedisSeen = { readonly values: ReadonlyMap<string, string>; /** `systemctl show redis-server.service`; null: not looked at. */ readonly shown: string | null; readonly own: string | null };

export function draftRedis(recipe: Extract<Recipe, { kind: 'redis' }>, fix: string, seen: RedisSeen): Drafted {
  const missing = recipe.values.find(({ name }) => !seen.values.has(name));
  if (missing !== undefined) return refuse('redis-refuses', missing.name);
  const wanted = recipe.values.filter(({ name, value }) => seen.values.get(name) !== value);
  if (wanted.length === 0) return refuse('nothing-to-change');
  const shown = seen.shown === null ? new Map<string, string>() : readShown(seen.shown);
  const words = readExecStart(shown.get('ExecStart') ?? '');
  const isOurs = shown.get('LoadState') === 'loaded' && shown.get('ActiveState') === 'active' && words !== null && words.some((word) => word.endsWith('redis-server'));
  const line = isOurs && words !== null ? wanted.reduce<readonly string[]>((now, { name, value }) => [...now.filter((_word, at) => now[at] !== `--${name}` && now[at - 1] !== `--${name}`), `--${name}`, value], words) : null;
  const file: FileDraft | null = line === null ? null : { path: dropInPath('redis-server.service', false, fix), before: seen.own, after: `# Fleetbeat: ${fix}. Holds from Redis' next start; delete this file to take it back.\n${writeCommandDropIn(line)}` };
  const reload: Argv[] = file === null ? [] : [['systemctl', 'daemon-reload']];
  return { changes: [...wanted.map((one) => wantedChange('redis', one, seen.values.get(one.name) ?? null)), ...(file === null ? [] : [fileChange(file)])], files: file === null ? [] : [file], act: reload, back: reload, restarts: false, isLasting: file !== null };
}

export function draftPool(recipe: Extract<Recipe, { kind: 'pool' }>, facts: FixFacts & { readonly worker: WorkerFacts }): Drafted {
  const size = recipe.size(facts);
  if (typeof size === 'string') return refuse(size);
  return { changes: [change('pool', facts.worker.node, String(facts.worker.concurrency ?? ''), String(size), 'pool-size')], files: [], act: [], back: [], restarts: false, isLasting: false };
}
