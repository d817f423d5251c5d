/**
 * From a recipe and what was looked at on the host to what would be done: files, commands, the way back. Pure.
 * Must stay true: every file is one of ours; a value that stands already is no change; a doubt is a refusal.
 */
import type { FixChange, FixRefusal } from '#shared/domain/fix.ts';
import type { FixFacts, Recipe, Wanted, WorkerFacts } from './recipe.ts';
import type { LookedProgram } from './fix-talk.ts';
import { isWorkerLine, optionOf, readExecStart, readPlainCommand, readShown, runsAs, withOption, writeCommandDropIn, writeEnvironment, type Option } from './unit-words.ts';

export type Argv = readonly string[];
export type FileDraft = { readonly path: string; readonly before: string | null; readonly after: string };
/** `refused` with `about`: nothing can be applied. */
export type Draft = { readonly changes: readonly FixChange[]; readonly files: readonly FileDraft[]; readonly act: readonly Argv[]; readonly back: readonly Argv[]; readonly restarts: boolean; readonly isLasting: boolean; /** Of a worker: all that was wanted, also what stands already. */ readonly wanted?: readonly Wanted[]; /** The container that Compose makes anew, and how long it lets its tasks go on. */ readonly compose?: { readonly container: string; readonly service: string; readonly patience: number } };
export type Drafted = Draft | { readonly refused: FixRefusal; readonly about: string; /** What a person can merge into a file of theirs. */ readonly byHand?: string };

export const refuse = (refused: FixRefusal, about = ''): Drafted => ({ refused, about: about.slice(0, 300) });
const change = (kind: FixChange['kind'], what: string, before: string | null, after: string | null, does: string | null = null, args: FixChange['args'] = {}): FixChange => ({ kind, what: what.slice(0, 600), before, after, does, args });
export const fileChange = ({ path, before, after }: FileDraft): FixChange => change('file', path, before, after);

const shorts: Readonly<Record<string, string>> = { '--pool': '-P', '--concurrency': '-c', '--prefetch-multiplier': '' };
export const optionNamed = (name: string): Option => ({ long: name, short: shorts[name] === '' ? null : (shorts[name] ?? null) });

export type UnitSeen = { readonly unit: string; readonly isUser: boolean; /** `systemctl show`. */ readonly shown: string; readonly argv: readonly string[]; /** Our own drop-in as it is now. */ readonly own: string | null; readonly hasSystemctl: boolean };

export const unitProperties = 'LoadState,KillMode,Restart,OOMPolicy,OOMScoreAdjust,Type,ExecStart,Environment,DropInPaths,TimeoutStopUSec,ActiveState';
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
    files: [file], act: reload, back: reload, restarts: true, isLasting: true, wanted: [...want.flags, ...want.environment],
  };
}

export type ProgramSeen = { /** `group:name` as supervisord calls it. */ readonly program: string; readonly argv: readonly string[]; readonly looked: LookedProgram | null; readonly hasControl: boolean };

/** Folders of supervisord's own whose files it includes; ours is read last there, by its name. */
const includeFolder = /^(\/etc\/(?:supervisor\/conf\.d|supervisord?\.d|supervisord\/conf\.d))\/\*\.(conf|ini)$/;

/**
 * A program of supervisord: a file of ours with the same section, read after the user's, in which only the keys that change stand
 * (supervisor 4 joins sections of one name; the last file, by name, wins). Environment goes before the command by env(1): the
 * user's own `environment` may hold secrets, and a second one would replace it.
 */
export function draftProgramFix(recipe: Extract<Recipe, { kind: 'worker' | 'program' }>, fix: string, facts: FixFacts & { readonly worker: WorkerFacts }, { program, argv, looked, hasControl }: ProgramSeen): Drafted {
  const name = program.slice(program.lastIndexOf(':') + 1);
  const group = program.slice(0, Math.max(0, program.lastIndexOf(':'))) || name;
  if (looked === null || !hasControl || !/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,60}$/.test(name) || !/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,60}$/.test(group) || !/^\/[\w./-]{1,300}$/.test(looked.config)) return refuse('cannot-look', program);
  if (looked.mates !== 1 || (looked.options['numprocs'] ?? '1') !== '1') return refuse('group-of-several', group);
  const [folder, extension] = looked.patterns.flatMap((pattern) => { const found = includeFolder.exec(pattern); return found === null ? [] : [found.slice(1)]; })[0] ?? [];
  if (folder === undefined) return refuse('no-include', looked.config);
  const path = `${folder}/zz-fleetbeat-${fix}-${name}.${extension}`;
  const other = looked.ours.find((one) => one !== path);
  if (other !== undefined) return refuse('other-drop-in', other);
  const drafted = recipe.kind === 'program' ? settingsOf(recipe, facts, looked) : lineOf(recipe, facts, looked, argv);
  if ('refused' in drafted) return drafted;
  if (drafted.changes.length === 0 || looked.ours.length > 0) return refuse('nothing-to-change');
  const file: FileDraft = { path, before: null, after: `; Fleetbeat: ${fix}. Read after your own files; delete it and run supervisorctl update to take it back.\n[program:${name}]\n${drafted.lines.map((line) => `${line}\n`).join('')}` };
  const control = ['supervisorctl', '-c', looked.config];
  const act = [[...control, 'reread'], [...control, 'update', group]];
  return { changes: [...drafted.changes, fileChange(file)], files: [file], act, back: act, restarts: true, isLasting: true, wanted: drafted.wanted };
}

type Lines = { readonly lines: readonly string[]; readonly changes: readonly FixChange[]; readonly wanted: readonly Wanted[] };
type Refusal = Extract<Drafted, { readonly refused: FixRefusal }>;

function settingsOf(recipe: Extract<Recipe, { kind: 'program' }>, { args }: FixFacts, { options }: LookedProgram): Lines | Refusal {
  const usual: Readonly<Record<string, string>> = { stopwaitsecs: '10', stopasgroup: 'false', killasgroup: 'false' };
  const wanted = recipe.settings(args);
  if (typeof wanted === 'string') return { refused: wanted, about: '' };
  const changed = wanted.filter(({ name, value }) => (options[name] ?? usual[name]) !== value);
  return { wanted, lines: changed.map(({ name, value }) => `${name}=${value}`), changes: changed.map((one) => wantedChange('system', one, options[one.name] ?? null)) };
}

function lineOf(recipe: Extract<Recipe, { kind: 'worker' }>, facts: FixFacts & { readonly worker: WorkerFacts }, { options, environment: now }: LookedProgram, argv: readonly string[]): Lines | Refusal {
  const want = recipe.want(facts);
  if (typeof want === 'string') return { refused: want, about: '' };
  const words = readPlainCommand((options['command'] ?? '').replaceAll('%%', '%'));
  // `%(here)s` and the like do not read as plain words; what env(1) sets stands before the command already
  if (words === null || !isWorkerLine(words) || !runsAs(argv, words[0] === '/usr/bin/env' ? words.slice(words.findIndex((word, at) => at > 0 && !word.includes('='))) : words)) return { refused: 'unit-not-simple', about: (options['command'] ?? '').slice(0, 300) };
  const flags = want.flags.filter(({ name, value }) => optionOf(words, optionNamed(name)) !== value);
  const environment = want.environment.filter(({ name, value }) => now[name] !== value);
  const line = flags.reduce<readonly string[]>((all, { name, value }) => withOption(all, optionNamed(name), value), words);
  const whole = [...(environment.length === 0 ? [] : ['/usr/bin/env', ...environment.map(({ name, value }) => `${name}=${value}`)]), ...line];
  return {
    wanted: [...want.flags, ...want.environment],
    lines: [`command=${whole.map((word) => word.replaceAll('%', '%%')).join(' ')}`],
    changes: [...flags.map((one) => wantedChange('flag', one, optionOf(words, optionNamed(one.name)))), ...environment.map((one) => wantedChange('environment', one, now[one.name] ?? null))],
  };
}

/** Shown by `systemctl show` under another name, or in other units: those are compared by their own words only. */
export function draftUnit(recipe: Extract<Recipe, { kind: 'unit' }>, fix: string, args: FixFacts['args'], seen: Pick<UnitSeen, 'unit' | 'isUser' | 'shown' | 'own' | 'hasSystemctl'>): Drafted {
  const wanted = recipe.settings(args);
  if (typeof wanted === 'string') return refuse(wanted);
  const shown = readShown(seen.shown);
  if (!seen.hasSystemctl) return refuse('no-systemd');
  if (shown.get('LoadState') !== 'loaded') return refuse('not-a-systemd-unit', seen.unit);
  const settings = wanted.filter(({ name, value }) => shown.get(name) !== value);
  if (settings.length === 0 || seen.own !== null) return refuse('nothing-to-change');
  const file: FileDraft = { path: dropInPath(seen.unit, seen.isUser, fix), before: null, after: `# Fleetbeat: ${fix}. Written beside your unit; delete this file to take it back.\n[Service]\n${settings.map(({ name, value }) => `${name}=${value}\n`).join('')}` };
  const reload = [['systemctl', ...(seen.isUser ? ['--user'] : []), 'daemon-reload']];
  return { changes: [...settings.map((one) => wantedChange('system', one, shown.get(one.name) ?? null)), fileChange(file)], files: [file], act: reload, back: reload, restarts: false, isLasting: true };
}

export const wantedChange = (kind: FixChange['kind'], { name, value, does, args }: Wanted, before: string | null): FixChange => change(kind, name, before, value, does, args ?? {});

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
