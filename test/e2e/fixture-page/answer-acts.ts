/**
 * What the scripted engine says and does when asked to act. `?deny=1`: the account may not. `?end=unverified|failed`,
 * `?asks=kill|cold-stop`, `?holds=warm-stop`, `?step=MS`: how the ladder goes. `?acted=1`: operations are there already.
 */
import type { CommandName, EventName, InputOf } from '#shared/contract.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { BrokerId, HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { Operation, OperationStep } from '#shared/domain/operation.ts';
import type { RecoveryRequest, RecoveryTarget } from '#shared/domain/playbook.ts';
import type { CopyId, DeliveryTag } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { firstWorkerOf, makeActions, makeCopies, makeDeployPlan, makeOffers, makePreview, makeRecoveryPlan, makeSupervision, makeUnackedPage } from '#test/fakes/act-fixtures.ts';
import { createFixAnswers } from './answer-fixes.ts';
import { startOperationScript, type OperationScript, type ScriptedEnd } from '#test/fakes/operation-script.ts';

export type ActAnswers = {
  answer(command: CommandName, input: unknown): Result<unknown, AppError> | null;
  onSubscribe(event: EventName, send: (payload: unknown) => void): void;
};

const ladder: readonly OperationStep['what'][] = ['look', 'lock', 'pause-intake', 'wait-until-idle', 'warm-stop', 'kill', 'backend-start', 'wait-for-process', 'verify'];
const wordsOf: Partial<Record<Operation['kind'], readonly OperationStep['what'][]>> = { restart: ladder, stop: ladder.slice(0, 6), start: ['look', 'lock', 'backend-start', 'wait-for-process', 'verify'], playbook: ['precondition', 'act', 'confirm', 'watch'], deploy: ['check', 'copy', 'write', 'apply', 'verify'], undeploy: ['check', 'remove', 'verify'], fix: ['write', 'verify', 'confirm'], profile: ['write', 'verify', 'confirm'] };

export function createActAnswers(fleet: FleetSnapshot, asked: URLSearchParams): ActAnswers {
  const now = (): number => Date.now();
  const isDenied = asked.has('deny');
  const scripts = new Map<string, OperationScript>();
  const foreign = asked.get('scene') === 'hostile' ? (fleet.workers[0]?.name ?? null) : null;
  let tell: (payload: unknown) => void = () => {};
  let actions = asked.has('noactions') ? [] : makeActions(fleet, now());
  let lastId = 0;
  const workersOf = (keys: readonly WorkerKey[]) => keys.flatMap((key) => firstWorkerOf(fleet, key) ?? []);

  function begin(kind: Operation['kind'], targets: Operation['targets'], subject = ''): Result<unknown, AppError> {
    const id = `op-${(lastId += 1)}`;
    const asksAt = (asked.get('asks') ?? undefined) as OperationStep['what'] | undefined;
    const words = (wordsOf[kind] ?? ['look', 'pause-intake', 'verify']).filter((word) => word !== 'kill' || asksAt === 'kill');
    scripts.set(id, startOperationScript({
      id, kind, subject, targets, words, stepMs: Number(asked.get('step') ?? 60), asksAt, holdsAt: (asked.get('holds') ?? undefined) as OperationStep['what'] | undefined, end: (asked.get('end') ?? 'ok') as ScriptedEnd,
      now, after: (ms, run) => void setTimeout(run, ms), tell: (operation) => tell({ kind: 'changed', operations: [operation], gone: [] }),
    }));
    return ok({ operation: id });
  }
  const targetOf = (key: WorkerKey): Operation['targets'][number] => ({ host: firstWorkerOf(fleet, key)?.host ?? null, worker: key, label: firstWorkerOf(fleet, key)?.name ?? key });
  const targetsOf = (target: RecoveryTarget): Operation['targets'] => (target.kind === 'worker' ? [targetOf(target.worker)] : [{ host: target.host, worker: null, label: fleet.hosts.find(({ id }) => id === target.host)?.config.name ?? target.host }]);
  const moved = (tags: readonly DeliveryTag[], outcome: string): object => ({ action: 'a-9999', messages: tags.map((tag, index) => ({ tag, task: null, to: 'celery', outcome: index % 10 === 9 ? 'gone' : outcome })) });

  if (asked.has('acted')) for (const worker of fleet.workers.slice(0, Number(asked.get('acted')))) begin('restart', [targetOf(worker.key)]);

  const answers: { readonly [C in CommandName]?: (input: InputOf<C>) => Result<unknown, AppError> | null } = {
    'supervision.describe': ({ worker }) => { const found = firstWorkerOf(fleet, worker); return found === null ? err({ code: 'not-found', what: 'worker' }) : ok(makeSupervision(found, now(), isDenied)); },
    'supervision.preview': ({ verb, workers }) => (asked.has('nolook') ? err({ code: 'deadline-passed', waitedMs: 60_000 }) : ok(makePreview(verb, workersOf(workers), now(), (worker) => isDenied || (workers.length > 1 && worker.name.length % 8 === 0)))),
    'supervision.run': ({ verb, workers }) => begin(verb, workers.map(targetOf)),
    'operations.list': () => ok({ operations: [...scripts.values()].map((script) => script.operation()) }),
    'operations.cancel': ({ id }) => { scripts.get(id)?.cancel(); return ok({}); },
    'operations.consent': ({ id, step, allow }) => { scripts.get(id)?.consent(step, allow); return ok({}); },
    'recovery.offers': ({ target }) => ok({ offers: makeOffers(target, now(), asked.has('guarded')) }),
    'recovery.plan': (request: RecoveryRequest) => ok(makeRecoveryPlan(request, request.target.kind === 'worker' ? firstWorkerOf(fleet, request.target.worker) : null, now(), asked.has('guarded'))),
    'recovery.run': (request) => begin('playbook', targetsOf(request.target), request.playbook),
    'actions.list': ({ filter, after, limit }) => {
      const found = actions.filter((action) => (filter.kinds.length === 0 || filter.kinds.includes(action.kind)) && (filter.outcomes.length === 0 || filter.outcomes.includes(action.outcome)) && (filter.hosts.length === 0 || (action.target.host !== null && filter.hosts.includes(action.target.host))) && (filter.text === '' || JSON.stringify(action).toLowerCase().includes(filter.text.toLowerCase())) && (after === null || action.at < after.at));
      const last = found[limit - 1];
      return ok({ actions: found.slice(0, limit), next: last !== undefined && found.length > limit ? { at: last.at, id: last.id } : null, keptIn: asked.has('memory') ? 'memory' : 'file' });
    },
    'unacked.list': ({ broker, offset, limit }) => ok(makeUnackedPage(broker, fleet.workers, offset, limit, now(), foreign)),
    'unacked.give-back': ({ tags, consents }) => (consents.includes('runs-twice') || tags.length <= 6 ? ok({ copy: 'c-new-1' as CopyId, ...moved(tags, 'moved') }) : err({ code: 'not-agreed', needed: ['runs-twice'] })),
    'unacked.move': ({ tags }) => ok({ copy: 'c-new-2' as CopyId, ...moved(tags, 'moved') }),
    'unacked.undo': () => { actions = actions.map((one) => (one.undo?.kind === 'unacked-copy' ? { ...one, undoneBy: one.id } : one)); return ok(moved(['tag-00000' as DeliveryTag, 'tag-00001' as DeliveryTag], 'undone')); },
    'unacked.copies': () => ok({ copies: asked.has('noactions') ? [] : makeCopies((fleet.brokers[0]?.id ?? 'b') as BrokerId, now()) }),
    'unacked.dead': ({ broker }) => ok({ total: 3, messages: makeUnackedPage(broker, fleet.workers, 0, 3, now(), foreign).messages.map((one, index) => ({ queue: `dead.${one.queue ?? 'celery'}`, index, tag: one.tag, message: one.message })) }),
    'tasks.stuck': () => ok({ records: makeUnackedPage('b' as BrokerId, fleet.workers, 0, 4, now(), foreign).messages.map((one, index) => ({ host: (fleet.hosts[0]?.id ?? 'h') as HostId, record: `r${index}`, at: now() - index * 90_000, worker: one.holder.name, broker: null, queue: one.queue, message: one.message, isWhole: index !== 2 })) }),
    'tasks.retry': () => ok({ task: 'new-id-1', was: 'old-id', queue: 'celery', copy: null, action: 'a-9998', worker: null }),
    'deploy.plan': ({ host }) => ok(makeDeployPlan(host, 'deploy', now(), isDenied)),
    'deploy.remove-plan': ({ host }) => ok(makeDeployPlan(host, 'remove', now(), isDenied)),
    'deploy.apply': () => begin('deploy', [{ host: null, worker: null, label: 'pi-atelier' }]),
    ...createFixAnswers(fleet, asked, begin),
    'deploy.remove': () => begin('undeploy', [{ host: null, worker: null, label: 'pi-atelier' }]),
  };
  return {
    answer: (command, input) => (answers[command] as ((given: unknown) => Result<unknown, AppError> | null) | undefined)?.(input) ?? null,
    onSubscribe(event, send) {
      if (event === 'operations.changed') { tell = send; send({ kind: 'all', operations: [...scripts.values()].map((script) => script.operation()) }); }
      if (event === 'actions.changed') send({ actions: [] });
    },
  };
}
