/**
 * The desk of fixes: a plan is kept a while, applied as an operation, proven by what the fleet sees, and taken back when the
 * proof does not come. The host takes it back by itself when we cannot.
 * Must stay true: nothing is written without a plan that was shown; the journal knows of it before it is done.
 */
import { Buffer } from 'node:buffer';
import type { RecordAction } from '#electron/journal/action-journal.ts';
import type { OperationDesk, RunningOperation, WorkEnd } from '#electron/operations/operation-desk.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import { verifyInContainer, verifyRunning, type Verification } from '#electron/supervision/verify-worker.ts';
import { isBackRemake, isBackRestart, type FixId, type FixPlan, type FixPlanId } from '#shared/domain/fix.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { poolOf } from '#electron/fleet/core/worker-view.ts';
import type { Draft } from './core/draft-fix.ts';
import { Anything, Applied, draftedFile, readListing, Said, TakenBack } from './core/fix-talk.ts';
import type { FixDesk } from './fix-desk.ts';
import { reportRows } from './core/report-rows.ts';
import { liveBack, liveOf, setLive, type LiveNeeds } from './live-changes.ts';
import { lookForFix, type Found, type LookNeeds } from './look-for-fix.ts';

export type FixDeskNeeds = LookNeeds & LiveNeeds & {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly operations: OperationDesk;
  readonly record: RecordAction;
  readonly scan: (host: HostId) => void;
};
type Where = { readonly host: HostId; readonly worker: NonNullable<FixPlan['worker']> };
/** Of the worker before, and of the container that Compose made in place of its own. */
type Known = { readonly before: { readonly pid: number; readonly startTicks: number } | null; readonly container: string | null | undefined; readonly patienceMs: number };
type Kept = { readonly plan: FixPlan; readonly found: Found; readonly draft: Draft };

const keepMs = 600_000;
const keepPlans = 50;
/** A worker has this long to come back and prove itself; then the host takes the change back by itself. */
export const provingMs = 90_000;
/** We ask for it to be taken back before the host would: the operation can then say what happened. */
const earlierMs = 12_000;
/** What a service may wait for its tasks is not kept with the fix: an answer is waited for as long as one may. */
const longestPatienceMs = 3_600_000;

export function createFixDesk(needs: FixDeskNeeds): FixDesk {
  const plans = new Map<FixPlanId, Kept>();
  return {
    async plan(request, signal) {
      const found = await lookForFix(needs, request, signal);
      if (!found.ok) return found;
      const { draft } = found.value;
      const at = needs.clock.now();
      const isRefused = 'refused' in draft;
      const plan: FixPlan = {
        id: needs.random.uuid() as FixPlanId, at, until: at + keepMs, host: request.host, worker: request.worker, fix: request.fix,
        changes: isRefused ? [] : [...draft.changes], report: isRefused || found.value.record === null ? [] : [...reportRows(request.fix.id, poolOf(found.value.record), draft.wanted ?? [], draft.changes)], commands: isRefused ? [] : draft.act.map((argv) => argv.join(' ').slice(0, 600)), restarts: isRefused || !draft.restarts ? null : request.worker,
        remakes: isRefused || draft.compose === undefined ? null : { service: draft.compose.service, killsAfterMs: draft.compose.patience * 1000 }, provingMs: !isRefused && draft.restarts ? provingMs : null, isLasting: !isRefused && draft.isLasting, refused: isRefused ? { because: draft.refused, about: draft.about.slice(0, 300), byHand: draft.byHand?.slice(0, 20_000) ?? null } : null,
      };
      if (!isRefused) plans.set(plan.id, { plan, found: found.value, draft });
      for (const old of [...plans.keys()].slice(0, Math.max(0, plans.size - keepPlans))) plans.delete(old);
      return ok(plan);
    },
    apply(id) {
      const kept = plans.get(id);
      if (kept === undefined || needs.clock.now() > kept.plan.until) return err({ code: 'fix-refused', because: 'plan-expired', about: '' });
      plans.delete(id);
      const { plan, found } = kept;
      const label = found.record?.name ?? needs.keeper.host(plan.host)?.config.name ?? '';
      return ok(needs.operations.begin({ kind: plan.fix.id.startsWith('profile-') ? 'profile' : 'fix', subject: plan.fix.id, targets: [{ host: plan.host, worker: plan.worker, label: label.slice(0, 600) }], canCancel: false }, (running) => carryOut(needs, kept, running, label)));
    },
    async list(host, signal) {
      if (needs.keeper.host(host) === null) return err({ code: 'not-found', what: host.slice(0, 200) });
      const [own, system] = await Promise.all([false, true].map((root) => needs.door.ask(host, { verb: 'list', root }, Anything, signal)));
      if (own === undefined || !own.ok) return own ?? ok([]);
      const all = [...readListing(own.value, host), ...(system?.ok === true ? readListing(system.value, host) : [])];
      return ok([...new Map(all.map((one) => [one.id, one])).values()].sort((a, b) => b.at - a.at));
    },
    rollBack: (host, id) => ok(needs.operations.begin({ kind: 'fix', subject: 'roll-back', targets: [{ host, worker: null, label: id }], canCancel: false }, (running) => takeBack(needs, host, id, running))),
    async forget(host, id, signal) {
      const asked = await needs.door.ask(host, { verb: 'forget', root: isOfRoot(id), id }, Said, signal);
      return asked.ok ? ok(undefined) : asked;
    },
  };
}

/** Where a fix was kept is in its name: what concerns the system is kept by root. */
const isOfRoot = (id: string): boolean => id.startsWith('s');
const nameOf = (root: boolean, fix: string, random: Random): FixId => `${root ? 's' : 'u'}-${fix}-${random.token(4)}` as FixId;
const failed = (error: AppError): WorkEnd => ({ state: 'failed', error });

async function carryOut(needs: FixDeskNeeds, { plan, found, draft }: Kept, running: RunningOperation, label: string): Promise<WorkEnd> {
  const root = found.root && draft.files.length + draft.act.length > 0;
  const id = nameOf(root, plan.fix.id, needs.random);
  const entry = await needs.record({ kind: plan.fix.id.startsWith('profile-') ? 'profile' : 'fix', what: plan.fix.id, target: { host: plan.host, worker: plan.worker, broker: found.broker }, before: plan.changes.filter(({ kind }) => kind !== 'file').slice(0, 20).map(({ what, before }) => ({ name: what.slice(0, 100), value: before })), operation: running.id });
  if (!entry.ok) return failed(entry.error);
  const end = await applyAndProve(needs, { plan, found, draft }, running, { id, root, label });
  const error = end?.error ?? null;
  running.settle(0, { state: end?.state === 'done' ? 'done' : 'failed', error });
  await entry.value.end(end?.state === 'done' ? { outcome: 'done', after: [{ name: 'fix', value: id }, ...plan.changes.filter(({ kind }) => kind !== 'file').slice(0, 20).map(({ what, after }) => ({ name: what.slice(0, 100), value: after }))] } : { outcome: 'failed', error });
  return end;
}

async function applyAndProve(needs: FixDeskNeeds, { plan, found, draft }: Kept, running: RunningOperation, as: { readonly id: FixId; readonly root: boolean; readonly label: string }): Promise<WorkEnd> {
  const before = found.record === null ? null : (needs.keeper.worker(found.record.key)?.process?.main ?? null);
  const live = liveOf(draft.changes);
  if (live.length > 0) {
    const step = running.begin('apply', { target: 0 });
    const set = await setLive(needs, { host: plan.host, worker: plan.worker, broker: found.broker }, live, running.signal);
    step.end(set.ok ? { state: 'done' } : { state: 'failed', error: set.error });
    if (!set.ok) return failed(set.error);
  }
  const step = running.begin('write', { target: 0, detail: draft.files.map(({ path }) => path).join(' ').slice(0, 500) });
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  const seconds = Math.round(provingMs / 1000);
  const applied = await needs.door.ask(plan.host, {
    verb: 'apply', root: as.root, id: as.id, fix: plan.fix.id, label: as.label.slice(0, 600), worker: plan.worker, who: running.who, seconds,
    files: draft.files.map((file) => draftedFile(file, encode)), act: draft.act, back: draft.back, changes: plan.changes.map((change) => ({ ...change, before: change.kind === 'file' ? null : change.before })),
    ...(draft.compose === undefined ? {} : { compose: { container: draft.compose.container, patience: draft.compose.patience } }),
  }, Applied, running.signal, (draft.compose?.patience ?? 0) * 1000);
  const error: AppError | null = !applied.ok ? applied.error : applied.value.state === 'failed' ? { code: 'fix-failed', because: 'command-failed', about: wordsOf(applied.value.said) } : null;
  step.end(error === null ? { state: 'done' } : { state: 'failed', error });
  if (error !== null) {
    if (live.length > 0) await liveBack(needs, { host: plan.host, worker: plan.worker, broker: found.broker }, live, running.signal);
    return failed(error);
  }
  return draft.restarts && plan.worker !== null ? prove(needs, plan, running, as, { before, container: draft.compose === undefined ? undefined : (applied.ok ? applied.value.container : null) ?? null, patienceMs: (draft.compose?.patience ?? 0) * 1000 }) : confirm(needs, plan.host, running, as);
}

async function prove(needs: FixDeskNeeds, plan: FixPlan, running: RunningOperation, as: { readonly id: FixId; readonly root: boolean }, known: Known): Promise<WorkEnd> {
  const withinMs = provingMs - earlierMs;
  const step = running.begin('verify', { target: 0, until: needs.clock.now() + withinMs });
  const proven = plan.worker === null ? { missing: [] } : await isBack(needs, { host: plan.host, worker: plan.worker }, known, withinMs);
  step.end(proven.missing.length === 0 ? { state: 'done' } : { state: 'failed', missing: proven.missing });
  if (proven.missing.length === 0) return confirm(needs, plan.host, running, as);
  const back = running.begin('roll-back', { target: 0 });
  const taken = await needs.door.ask(plan.host, { verb: 'roll-back', root: as.root, id: as.id }, TakenBack, running.signal, known.patienceMs);
  // Not reached: its own timer takes it back.
  back.end(taken.ok ? { state: 'done' } : { state: 'unverified', error: taken.error, detail: 'by-itself' });
  return failed({ code: 'fix-failed', because: 'not-proven', about: proven.missing.join(', ') });
}

async function confirm(needs: FixDeskNeeds, host: HostId, running: RunningOperation, as: { readonly id: FixId; readonly root: boolean }): Promise<WorkEnd> {
  const step = running.begin('confirm', { target: 0, detail: as.id });
  const asked = await needs.door.ask(host, { verb: 'confirm', root: as.root, id: as.id }, Said, running.signal);
  step.end(asked.ok ? { state: 'done' } : { state: 'failed', error: asked.error });
  return asked.ok ? { state: 'done' } : failed(asked.error);
}

async function takeBack(needs: FixDeskNeeds, host: HostId, id: FixId, running: RunningOperation): Promise<WorkEnd> {
  const root = isOfRoot(id);
  const known = await needs.door.ask(host, { verb: 'list', root }, Anything, running.signal);
  const fix = known.ok ? readListing(known.value, host).find((one) => one.id === id) : undefined;
  if (fix === undefined) return failed(known.ok ? { code: 'fix-refused', because: 'gone', about: id } : known.error);
  const entry = await needs.record({ kind: 'unfix', what: fix.fix, target: { host, worker: fix.worker }, operation: running.id });
  if (!entry.ok) return failed(entry.error);
  const step = running.begin('roll-back', { target: 0, detail: fix.fix });
  const before = fix.worker === null ? null : (needs.keeper.worker(fix.worker)?.process?.main ?? null);
  const broker = needs.keeper.workersOn(host).find((worker) => worker.broker !== null)?.broker ?? null;
  const live = liveOf(fix.changes);
  const undone: Result<void, AppError> = live.length === 0 ? ok(undefined) : await liveBack(needs, { host, worker: fix.worker, broker }, live, running.signal);
  const taken = undone.ok ? await needs.door.ask(host, { verb: 'roll-back', root, id }, TakenBack, running.signal, isBackRemake(fix) ? longestPatienceMs : 0) : undone;
  step.end(taken.ok ? { state: 'done', detail: taken.value.left.join(' ').slice(0, 500) } : { state: 'failed', error: taken.error });
  if (!taken.ok) { await entry.value.end({ outcome: 'failed', error: taken.error }); return failed(taken.error); }
  // what somebody changed since was left, and a container with it: there is no new one to wait for
  const isLeft = isBackRemake(fix) && taken.value.left.length > 0;
  const proven = isBackRestart(fix) && fix.worker !== null && !isLeft ? await proveBack(needs, { host, worker: fix.worker }, running, { before, container: isBackRemake(fix) ? (taken.value.container ?? null) : undefined }) : [];
  await entry.value.end({ outcome: 'done', after: [{ name: 'fix', value: id }] });
  return { state: proven.length === 0 ? 'done' : 'unverified' };
}

async function proveBack(needs: FixDeskNeeds, at: Where, running: RunningOperation, known: Pick<Known, 'before' | 'container'>): Promise<readonly string[]> {
  const step = running.begin('verify', { target: 0, until: needs.clock.now() + provingMs });
  const { missing } = await isBack(needs, at, known, provingMs);
  step.end(missing.length === 0 ? { state: 'done' } : { state: 'unverified', missing });
  return missing;
}

/** `container` undefined: it is in none that Compose made; null: Compose made none. Its worker may have another name now. */
function isBack(needs: FixDeskNeeds, { host, worker }: Where, { before, container }: Pick<Known, 'before' | 'container'>, withinMs: number): Promise<Verification> {
  const { clock, timers, keeper, brokers, scan } = needs;
  return container === undefined ? verifyRunning({ clock, timers, keeper, brokers, scan }, worker, before, withinMs) : verifyInContainer({ clock, timers, keeper, brokers, scan }, host, container, before, withinMs);
}

/** The program's own words: its last line of complaint. */
const wordsOf = (said: readonly { readonly argv: readonly string[]; readonly code: number; readonly err: string }[]): string => {
  const bad = said.find(({ code }) => code !== 0);
  return bad === undefined ? '' : `${bad.argv.join(' ')}: ${bad.err.trim().split('\n').at(-1) ?? ''}`.slice(0, 300);
};
