/** What the scripted engine says of fixes: a plan, an operation, and a list that knows of it. `?fixes=kept`: some are there already; `?fixes=refused`: no plan can be applied; `?fixes=compose`: the worker is Compose's, `?fixes=by-hand`: with an override of the user's; `?fixes=away`: the host does not answer. */
import type { CommandName, InputOf } from '#shared/contract.ts';
import type { AppliedFix, FixPlan } from '#shared/domain/fix.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { Operation } from '#shared/domain/operation.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { makeAppliedFix, makeAppliedFixes, makeComposePlan, makeFixPlan } from '#test/fakes/fix-fixtures.ts';

type Answers = { readonly [C in CommandName]?: (input: InputOf<C>) => Result<unknown, AppError> | null };

export function createFixAnswers(fleet: FleetSnapshot, asked: URLSearchParams, begin: (kind: Operation['kind'], targets: Operation['targets'], subject: string) => Result<unknown, AppError>): Answers {
  const mode = asked.get('fixes');
  const plans = new Map<string, FixPlan>();
  const [first] = fleet.hosts;
  const foreign = asked.get('scene') === 'hostile' ? (first?.config.name ?? null) : null;
  let applied: readonly AppliedFix[] = mode === 'kept' ? fleet.hosts.flatMap(({ id, config }) => makeAppliedFixes(id, fleet.workers.find(({ host }) => host === id)?.key ?? null, Date.now(), foreign === null ? null : config.name)) : [];
  return {
    'fixes.plan': (request) => {
      const plain = makeFixPlan(request, Date.now(), mode === 'refused', foreign === null ? null : (fleet.hosts.find(({ id }) => id === request.host)?.config.name ?? foreign));
      const plan = mode === 'compose' || mode === 'by-hand' ? makeComposePlan(plain, mode === 'by-hand') : plain;
      plans.set(plan.id, plan);
      return ok(plan);
    },
    'fixes.apply': ({ plan: id }) => {
      const plan = plans.get(id);
      if (plan === undefined || mode === 'expired') return err({ code: 'fix-refused', because: 'plan-expired', about: '' });
      const label = fleet.workers.find(({ key }) => key === plan.worker)?.name ?? fleet.hosts.find((host) => host.id === plan.host)?.config.name ?? '';
      applied = [makeAppliedFix(plan, `s-${plan.fix.id}-${applied.length}`, Date.now(), { label }), ...applied];
      return begin(plan.fix.id.startsWith('profile-') ? 'profile' : 'fix', [{ host: plan.host, worker: plan.worker, label }], plan.fix.id);
    },
    'fixes.list': ({ host }) => (mode === 'away' ? err({ code: 'host-unreachable', at: 'pi@pi-atelier:22', because: 'closed' }) : ok({ fixes: applied.filter((one) => one.host === host) })),
    'fixes.roll-back': ({ host, id }) => { applied = applied.filter((one) => one.id !== id); return begin('fix', [{ host, worker: null, label: id }], 'roll-back'); },
    'fixes.forget': ({ id }) => { applied = applied.filter((one) => one.id !== id); return ok({}); },
  };
}
