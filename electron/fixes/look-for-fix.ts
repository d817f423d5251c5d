/**
 * Looks at what a recipe needs to know of a host, its worker and its Redis, and drafts the change.
 * Must stay true: looking changes nothing; a unit's name becomes part of a path only after it was judged.
 */
import { Buffer } from 'node:buffer';
import type { BrokerDesk } from '#electron/brokers/broker-desk.ts';
import { poolOf } from '#electron/fleet/core/worker-view.ts';
import type { WorkerRecord } from '#electron/fleet/core/worker-record.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { FixRefusal, FixRequest } from '#shared/domain/fix.ts';
import type { BrokerId, HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { allRecipes } from './core/all-recipes.ts';
import { draftComposeFix } from './core/draft-compose.ts';
import { draftPool, draftProgramFix, draftRedis, draftSysctl, draftSystem, draftUnit, draftWorkerFix, dropInPath, unitProperties, type Drafted } from './core/draft-fix.ts';
import { Looked } from './core/fix-talk.ts';
import type { FixFacts, Recipe, WorkerFacts } from './core/recipe.ts';
import { isUnitName } from './core/unit-words.ts';
import type { FixDoor } from './fix-door.ts';

export type LookNeeds = { readonly keeper: FleetKeeper; readonly brokers: BrokerDesk; readonly door: FixDoor };
export type Found = { readonly draft: Drafted; /** Needs root there. */ readonly root: boolean; readonly record: WorkerRecord | null; readonly broker: BrokerId | null };

const no = (refused: FixRefusal, about = ''): Result<Found, AppError> => ok({ draft: { refused, about }, root: false, record: null, broker: null });
const textOf = (base64: string | null | undefined): string | null => (base64 === null || base64 === undefined ? null : Buffer.from(base64, 'base64').toString('utf8'));

export async function lookForFix(needs: LookNeeds, request: FixRequest, signal: AbortSignal): Promise<Result<Found, AppError>> {
  const recipe = Object.hasOwn(allRecipes, request.fix.id) ? allRecipes[request.fix.id] : undefined;
  const host = needs.keeper.host(request.host);
  if (host === null) return err({ code: 'not-found', what: request.host.slice(0, 200) });
  if (recipe === undefined) return no('unknown-fix', request.fix.id);
  if (host.link.phase !== 'connected') return no('host-away');
  const record = request.worker === null ? null : needs.keeper.worker(request.worker);
  if (request.worker !== null && record?.process === null) return no('worker-away');
  const facts: FixFacts = { args: request.fix.args, worker: record === null ? null : workerFacts(record), host: { memTotalKiB: host.identity === null ? null : Math.floor(host.identity.memTotal / 1024), cores: host.identity?.cores ?? null, poolProcesses: poolProcesses(needs.keeper, request.host) } };
  switch (recipe.kind) {
    case 'worker': return facts.worker === null || record === null ? no('worker-away') : lookAtUnit(needs, request, recipe, { ...facts, worker: facts.worker }, record, signal);
    case 'program': return facts.worker === null || record === null ? no('worker-away') : lookAtProgram(needs, request, recipe, { ...facts, worker: facts.worker }, record, signal);
    case 'compose': return facts.worker === null || record === null ? no('worker-away') : lookAtCompose(needs, request, recipe, { ...facts, worker: facts.worker }, record, signal);
    case 'unit': return lookAtOneUnit(needs, request, recipe, record, signal);
    case 'pool': return facts.worker === null || record === null ? no('worker-away') : ok({ draft: draftPool(recipe, { ...facts, worker: facts.worker }), root: false, record, broker: record.broker });
    case 'redis': return lookAtRedis(needs, request, recipe, signal);
    case 'sysctl': return lookAtKernel(needs, request, recipe, signal);
    case 'system': return lookAtSystem(needs, request, recipe, signal);
  }
}

const workerFacts = (record: WorkerRecord): WorkerFacts => ({ node: record.name, pool: poolOf(record), concurrency: record.stats?.maxConcurrency ?? record.lastMain?.concurrency ?? null, autoscale: (record.stats?.autoscale ?? record.lastMain?.autoscale ?? null) !== null });
const poolProcesses = (keeper: FleetKeeper, host: HostId): number => keeper.workersOn(host).filter(({ process }) => process !== null).reduce((sum, record) => sum + Math.max(1, record.children.length), 0);

async function lookAtUnit({ door }: LookNeeds, request: FixRequest, recipe: Extract<Recipe, { kind: 'worker' }>, facts: FixFacts & { readonly worker: WorkerFacts }, record: WorkerRecord, signal: AbortSignal): Promise<Result<Found, AppError>> {
  const main = record.process?.main;
  const kind = main?.backend.kind;
  const unit = main?.backend.unit ?? null;
  if (kind === 'supervisord') return lookAtProgram({ door }, request, recipe, facts, record, signal);
  if (kind === 'docker') return lookAtCompose({ door }, request, recipe, facts, record, signal);
  if (main === undefined || unit === null || (kind !== 'systemd' && kind !== 'systemd-user')) return no('not-a-systemd-unit', kind ?? '');
  if (!isUnitName(unit)) return no('unit-not-simple', unit);
  const isUser = kind === 'systemd-user';
  const path = dropInPath(unit, isUser, request.fix.id);
  const looked = await door.ask(request.host, { verb: 'look', root: !isUser, paths: [path], runs: [['systemctl', ...(isUser ? ['--user'] : []), 'show', unit, '-p', unitProperties]] }, Looked, signal);
  if (!looked.ok) return refusedBy(looked.error);
  const [shown] = looked.value.ran;
  const draft = draftWorkerFix(recipe, request.fix.id, facts, { unit, isUser, shown: shown?.out ?? '', argv: main.argv, own: textOf(looked.value.files[path]), hasSystemctl: shown?.code === 0 });
  return ok({ draft, root: !isUser, record, broker: record.broker });
}

async function lookAtProgram({ door }: Pick<LookNeeds, 'door'>, request: FixRequest, recipe: Extract<Recipe, { kind: 'worker' | 'program' }>, facts: FixFacts & { readonly worker: WorkerFacts }, record: WorkerRecord, signal: AbortSignal): Promise<Result<Found, AppError>> {
  const main = record.process?.main;
  if (main === undefined || main.backend.kind !== 'supervisord' || main.backend.unit === null) return no('not-a-systemd-unit', main?.backend.kind ?? '');
  const want = recipe.kind === 'worker' ? recipe.want(facts) : null;
  const names = want === null || typeof want === 'string' ? [] : want.environment.map(({ name }) => name);
  const looked = await door.ask(request.host, { verb: 'look', root: true, paths: [], runs: [['supervisorctl', 'help']], program: { program: main.backend.unit, pid: main.pid, environment: names } }, Looked, signal);
  if (!looked.ok) return refusedBy(looked.error);
  const draft = draftProgramFix(recipe, request.fix.id, facts, { program: main.backend.unit, argv: main.argv, looked: looked.value.program ?? null, hasControl: looked.value.ran[0] !== undefined && looked.value.ran[0].code !== 127 });
  return ok({ draft, root: true, record, broker: record.broker });
}

async function lookAtCompose({ door }: Pick<LookNeeds, 'door'>, request: FixRequest, recipe: Extract<Recipe, { kind: 'worker' | 'compose' }>, facts: FixFacts & { readonly worker: WorkerFacts }, record: WorkerRecord, signal: AbortSignal): Promise<Result<Found, AppError>> {
  const main = record.process?.main;
  const container = main?.container ?? null;
  if (main === undefined || main.backend.kind !== 'docker' || container === null) return no('not-a-systemd-unit', main?.backend.kind ?? '');
  const want = recipe.kind === 'worker' ? recipe.want(facts) : null;
  const names = want === null || typeof want === 'string' ? [] : want.environment.map(({ name }) => name);
  const looked = await door.ask(request.host, { verb: 'look', root: true, paths: [], runs: [], compose: { container, pid: main.pid, environment: names } }, Looked, signal);
  if (!looked.ok) return refusedBy(looked.error);
  return ok({ draft: draftComposeFix(recipe, request.fix.id, facts, { container, looked: looked.value.compose ?? null }), root: true, record, broker: record.broker });
}

async function lookAtOneUnit({ door }: LookNeeds, request: FixRequest, recipe: Extract<Recipe, { kind: 'unit' }>, record: WorkerRecord | null, signal: AbortSignal): Promise<Result<Found, AppError>> {
  const own = record?.process?.main.backend ?? null;
  const unit = recipe.unit(request.fix.args) ?? own?.unit ?? null;
  if (unit === null) return no('not-a-systemd-unit');
  if (!isUnitName(unit)) return no('unit-not-simple', unit);
  const isUser = own?.kind === 'systemd-user' && own.unit === unit;
  const path = dropInPath(unit, isUser, request.fix.id);
  const looked = await door.ask(request.host, { verb: 'look', root: !isUser, paths: [path], runs: [['systemctl', ...(isUser ? ['--user'] : []), 'show', unit, '-p', unitProperties]] }, Looked, signal);
  if (!looked.ok) return refusedBy(looked.error);
  const [shown] = looked.value.ran;
  return ok({ draft: draftUnit(recipe, request.fix.id, request.fix.args, { unit, isUser, shown: shown?.out ?? '', own: textOf(looked.value.files[path]), hasSystemctl: shown?.code === 0 }), root: !isUser, record, broker: null });
}

async function lookAtKernel({ door }: LookNeeds, request: FixRequest, recipe: Extract<Recipe, { kind: 'sysctl' }>, signal: AbortSignal): Promise<Result<Found, AppError>> {
  const path = `/etc/sysctl.d/90-fleetbeat-${request.fix.id}.conf`;
  const looked = await door.ask(request.host, { verb: 'look', root: true, paths: [path], runs: [['sysctl', '-n', recipe.name]] }, Looked, signal);
  if (!looked.ok) return refusedBy(looked.error);
  const [read] = looked.value.ran;
  return ok({ draft: draftSysctl(recipe, request.fix.id, { value: read?.code === 0 ? read.out : null, own: textOf(looked.value.files[path]) }), root: true, record: null, broker: null });
}

async function lookAtSystem({ door }: LookNeeds, request: FixRequest, recipe: Extract<Recipe, { kind: 'system' }>, signal: AbortSignal): Promise<Result<Found, AppError>> {
  const read = recipe.read(request.fix.args);
  if (read === null) return no('value-unknown');
  const path = recipe.file?.path ?? null;
  const folder = path?.slice(0, path.lastIndexOf('/')) ?? null;
  const looked = await door.ask(request.host, { verb: 'look', root: true, paths: path === null ? [] : [path], runs: [read, ...(folder === null ? [] : [['ls', '-d', folder]])] }, Looked, signal);
  if (!looked.ok) return refusedBy(looked.error);
  const [said, listed] = looked.value.ran;
  if (said?.code !== 0) return no('cannot-look', read.join(' '));
  return ok({ draft: draftSystem(recipe, request.fix.args, { said: said.out, hasFolder: listed?.code === 0, own: path === null ? null : textOf(looked.value.files[path]) }), root: true, record: null, broker: null });
}

async function lookAtRedis({ door, keeper, brokers }: LookNeeds, request: FixRequest, recipe: Extract<Recipe, { kind: 'redis' }>, signal: AbortSignal): Promise<Result<Found, AppError>> {
  const broker = keeper.workersOn(request.host).find((worker) => worker.broker !== null)?.broker ?? null;
  const side = broker === null ? null : await brokers.watch(broker)?.open(signal);
  if (side === null || side === undefined || !side.ok) return no('broker-away');
  const { session } = side.value;
  try {
    const asked = await session.pipeline(recipe.values.map(({ name }) => ['CONFIG', 'GET', name] as const), { deadlineMs: 10_000, signal });
    if (!asked.ok) return asked;
    const values = new Map(asked.value.flatMap((answer, index) => { const name = recipe.values[index]?.name; return answer.ok && Array.isArray(answer.value) && typeof answer.value[1] === 'string' && name !== undefined ? [[name, answer.value[1]] as const] : []; }));
    const path = dropInPath('redis-server.service', false, request.fix.id);
    const looked = await door.ask(request.host, { verb: 'look', root: true, paths: [path], runs: [['systemctl', 'show', 'redis-server.service', '-p', unitProperties]] }, Looked, signal);
    const shown = looked.ok && looked.value.ran[0]?.code === 0 ? looked.value.ran[0].out : null;
    return ok({ draft: draftRedis(recipe, request.fix.id, { values, shown, own: looked.ok ? textOf(looked.value.files[path]) : null }), root: shown !== null, record: null, broker });
  } finally {
    await session.dispose();
  }
}

/** What the host refuses to show is a plan that cannot be; what broke on the way is an error. */
function refusedBy(error: AppError): Result<Found, AppError> {
  if (error.code === 'fix-refused' && error.because === 'needs-root') return no('needs-root', error.about);
  if (error.code === 'fix-refused' && error.because === 'host-away') return no('host-away');
  if (error.code === 'fix-refused' && error.about.startsWith('python')) return no('no-python', error.about);
  return error.code === 'fix-refused' || error.code === 'fix-failed' ? no('cannot-look', error.about) : err(error);
}
