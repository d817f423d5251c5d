/**
 * The same change of a worker in the words of whoever supervises it: a drop-in of its unit, an include of its program,
 * an override of its service. Flags go in as CELERY_WORKER_… variables, which Celery's command line reads (5.0 and newer;
 * seen to act with 5.2.6), for a start line of the user's is never rewritten; a flag that stands in it wins, so it is refused.
 */
import type { FixSetting } from '#shared/domain/fix.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import type { MainProcess } from '#electron/diagnosis/core/evidence-process.ts';
import type { ContainerFact, UnitFact } from '#electron/diagnosis/core/evidence-services.ts';
import { isPlainName } from '#electron/diagnosis/core/each-container.ts';
import { isPlainUnit } from '#electron/diagnosis/core/each-unit.ts';
import { valueOf } from '#electron/diagnosis/core/judging.ts';
import { cannot, planOf, type Fix, type FixAnswer, type FixAsked } from './fix.ts';

export type WorkerChange = {
  /** `--max-memory-per-child` to its value. */
  readonly flags?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Of the section [Service]. */
  readonly unit?: Readonly<Record<string, string>>;
  readonly program?: Readonly<Record<string, string>>;
  readonly service?: Readonly<Record<string, string>>;
};

const shortFlags: Readonly<Record<string, string>> = { '--concurrency': '-c', '--pool': '-P' };

export function mainOf(evidence: Evidence, asked: FixAsked): MainProcess | null {
  const mains = valueOf(evidence.processes.mains) ?? [];
  return mains.find(({ pid }) => pid === asked.subject.pid) ?? mains.find(({ node }) => node !== null && node === asked.subject.name) ?? mains.find(({ backend }) => asked.subject.kind === 'unit' && backend.unit === asked.subject.name) ?? null;
}

export function changeWorker(fix: Fix, evidence: Evidence, asked: FixAsked, change: WorkerChange): FixAnswer {
  const main = mainOf(evidence, asked);
  const unit = unitOf(evidence, asked, main);
  if (main === null && unit === null) return cannot('no-such-target');
  const taken = Object.keys(change.flags ?? {}).find((flag) => main !== null && isGiven(main.argv, flag));
  if (taken !== undefined) return cannot('flag-on-command-line');
  const inside = main?.container ?? '';
  const container = inside === '' ? undefined : (valueOf(evidence.docker.containers) ?? []).find(({ id }) => id.startsWith(inside));
  if (container !== undefined) return overrideService(fix, asked, container, change, main);
  if (unit !== null) return dropIn(fix, asked, unit, change, main);
  if (main?.backend.kind === 'supervisord' && main.backend.unit !== null) return includeProgram(fix, evidence, asked, main.backend.unit, change, main);
  return cannot('backend-unsupported');
}

function unitOf(evidence: Evidence, asked: FixAsked, main: MainProcess | null): UnitFact | null {
  const units = valueOf(evidence.systemd.units) ?? [];
  if ((main?.container ?? null) !== null || main?.backend.kind === 'supervisord') return null;
  return units.find(({ name }) => name === main?.backend.unit) ?? units.find(({ name }) => asked.subject.kind === 'unit' && name === asked.subject.name) ?? null;
}

function isGiven(argv: readonly string[], flag: string): boolean {
  const short = shortFlags[flag];
  return argv.some((word) => word === flag || word.startsWith(`${flag}=`) || (short !== undefined && word.startsWith(short) && !word.startsWith('--')));
}

/** `--max-tasks-per-child` → `CELERY_WORKER_MAX_TASKS_PER_CHILD`. */
function environmentOf({ flags = {}, environment = {} }: WorkerChange): readonly (readonly [string, string])[] {
  return [...Object.entries(flags).map(([flag, value]) => [`CELERY_WORKER_${flag.slice(2).replaceAll('-', '_').toUpperCase()}`, value] as const), ...Object.entries(environment)];
}

function settingsOfChange(change: WorkerChange, own: Readonly<Record<string, string>>, before: (name: string) => string | null, main: MainProcess | null): FixSetting[] {
  const environ = main === null ? null : valueOf(main.environ);
  return [...environmentOf(change).map(([name, after]) => ({ name, before: environ?.[name] ?? null, after })), ...Object.entries(own).map(([name, after]) => ({ name, before: before(name), after }))];
}

function dropIn(fix: Fix, asked: FixAsked, unit: UnitFact, change: WorkerChange, main: MainProcess | null): FixAnswer {
  if (!isPlainUnit(unit.name)) return cannot('name-not-plain');
  const own = change.unit ?? {};
  const lines = [...environmentOf(change).map(([name, value]) => `Environment=${name}=${value}`), ...Object.entries(own).map(([name, value]) => `${name}=${value}`)];
  if (lines.length === 0) return cannot('backend-unsupported');
  const path = `${unit.isUserUnit ? '~/.config/systemd/user' : '/etc/systemd/system'}/${unit.name}.d/60-fleetbeat-${fix.id}.conf`;
  const asRoot = !unit.isUserUnit;
  const after = [{ do: 'daemon-reload', isUserUnit: unit.isUserUnit }, { do: 'restart-unit', unit: unit.name, isUserUnit: unit.isUserUnit }] as const;
  // systemd shows times under another name than it takes them
  const property = (name: string): string | null => unit.properties[name] ?? unit.properties[name.replace(/Sec$/, 'USec')] ?? null;
  return planOf(fix, asked, {
    kind: 'systemd-drop-in', settings: settingsOfChange(change, own, property, main), takesEffect: 'after-restart', restartsWorker: true,
    apply: [{ do: 'write-file', path, text: `# Fleetbeat: ${fix.id}. Remove this file to take it back.\n[Service]\n${lines.join('\n')}\n`, asRoot }, ...after],
    rollback: [{ do: 'remove-file', path, asRoot }, ...after],
  });
}

function includeProgram(fix: Fix, evidence: Evidence, asked: FixAsked, unit: string, change: WorkerChange, main: MainProcess): FixAnswer {
  const name = unit.slice(unit.indexOf(':') + 1);
  if (!isPlainName(name)) return cannot('name-not-plain');
  // Debian's layout: its configuration includes conf.d; another one may include nothing
  if (!(valueOf(evidence.supervisord.daemons) ?? []).some(({ configPath }) => configPath === '/etc/supervisor/supervisord.conf')) return cannot('backend-unsupported');
  const options = (valueOf(evidence.supervisord.config) ?? {})[`program:${name}`];
  if (options === undefined) return cannot('value-unknown');
  const extra = environmentOf(change);
  const old = options['environment'] ?? '';
  // an environment that was masked on its way here cannot be written back
  if (extra.length > 0 && /\*\*\*/.test(old)) return cannot('value-unknown');
  const own = { ...change.program, ...(extra.length === 0 ? {} : { environment: [...(old === '' ? [] : [old]), ...extra.map(([key, value]) => `${key}="${value}"`)].join(',') }) };
  if (Object.keys(own).length === 0) return cannot('backend-unsupported');
  const path = `/etc/supervisor/conf.d/zz-fleetbeat-${fix.id}-${name}.conf`;
  const update = { do: 'supervisord-update', program: name } as const;
  return planOf(fix, asked, {
    kind: 'supervisord-include', settings: settingsOfChange({}, own, (option) => options[option] ?? null, main), takesEffect: 'after-restart', restartsWorker: true,
    apply: [{ do: 'write-file', path, text: `; Fleetbeat: ${fix.id}. Remove this file to take it back.\n[program:${name}]\n${Object.entries(own).map(([key, value]) => `${key}=${value}`).join('\n')}\n`, asRoot: true }, update],
    rollback: [{ do: 'remove-file', path, asRoot: true }, update],
  });
}

function overrideService(fix: Fix, asked: FixAsked, container: ContainerFact, change: WorkerChange, main: MainProcess | null): FixAnswer {
  const { composeDir, composeService } = container;
  if (composeDir === null || composeService === null) return cannot('backend-unsupported');
  const isPlainPath = (path: string): boolean => /^\/[A-Za-z0-9._/-]{1,300}$/.test(path);
  const files = [...container.composeFiles].filter((file) => !file.endsWith(`/compose.fleetbeat-${fix.id}.yml`));
  if (files.length === 0) return cannot('value-unknown');
  if (!isPlainName(composeService) || ![composeDir, ...files].every(isPlainPath)) return cannot('name-not-plain');
  const extra = environmentOf(change);
  const own = change.service ?? {};
  if (extra.length === 0 && Object.keys(own).length === 0) return cannot('backend-unsupported');
  const body = [...(extra.length === 0 ? [] : ['    environment:', ...extra.map(([name, value]) => `      ${name}: "${value}"`)]), ...Object.entries(own).map(([name, value]) => `    ${name}: ${value}`)];
  const path = `${composeDir}/compose.fleetbeat-${fix.id}.yml`;
  const up = (more: readonly string[]) => ({ do: 'compose-up' as const, directory: composeDir, service: composeService, files: [...files, ...more] });
  return planOf(fix, asked, {
    kind: 'compose-override', settings: settingsOfChange(change, own, (name) => (name === 'stop_grace_period' && container.stopTimeoutS !== null ? `${container.stopTimeoutS}s` : null), main), takesEffect: 'after-restart', restartsWorker: true,
    apply: [{ do: 'write-file', path, text: `# Fleetbeat: ${fix.id}. Remove this file to take it back.\nservices:\n  ${composeService}:\n${body.join('\n')}\n`, asRoot: false }, up([path])],
    rollback: [{ do: 'remove-file', path, asRoot: false }, up([])],
  });
}
