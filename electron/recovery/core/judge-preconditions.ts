/** Each precondition of the playbooks, judged by the facts. `unknown` where the evidence is missing: it counts as not met. */
import type { Precondition, PreconditionId } from '#shared/domain/playbook.ts';
import { orphansIn, freeBytes, stuckTask, type RecoveryFacts } from './recovery-facts.ts';
import { startLimitSaid } from './read-mend.ts';

type State = Precondition['state'];
type Judged = State | { readonly state: State; readonly params: Precondition['params'] };
const when = (known: boolean | null | undefined): State => (known === true ? 'met' : known === false ? 'not-met' : 'unknown');

const freshMs = 10_000;
const needFree = 200_000_000;
/** A task shorter than this is not called stuck, whatever else is seen. */
const stuckAfterMs = 30_000;

export function isAtStartLimit({ look, supervision }: RecoveryFacts): boolean | null {
  if (supervision !== null && /FATAL|BACKOFF/.test(supervision.status)) return true;
  if (look?.unit === undefined || look.unit === null) return supervision === null ? null : !supervision.backend.kind.startsWith('systemd') ? false : null;
  const isFailed = look.unit.active === 'failed' || (look.unit.active === 'activating' && look.unit.sub === 'auto-restart');
  return isFailed && (look.unit.result === 'start-limit-hit' || startLimitSaid(look.journal));
}

/** Fewer restarts than this are an accident, not a loop. */
const stormEnds = 3;
const stormWithinMs = 600_000;
/** A process this young may be the next one to end: where systemd's journal cannot be read, that is all there is. */
const youngMs = 30_000;
/** Between two ends a loop looks like a worker that starts: what was seen so lately still holds. */
const stormHoldsMs = 60_000;

/** By what is seen at this moment, whichever moment of the loop it is. */
export function isStormNow(facts: RecoveryFacts): boolean {
  if (isAtStartLimit(facts) === true) return true;
  if ((facts.worker?.ends ?? []).filter(({ at }) => facts.now - at < stormWithinMs).length >= stormEnds) return true;
  const unit = facts.look?.unit ?? null;
  // a loop that dies before anything is seen of it: the unit itself counts, since it was last started by somebody
  if (unit === null || unit.active === 'inactive' || (unit.restarts ?? 0) < stormEnds) return false;
  return unit.restartsLately === null ? unit.sub === 'auto-restart' || (unit.runAgeMs !== null && unit.runAgeMs < youngMs) : unit.restartsLately >= stormEnds;
}

function isStorm(facts: RecoveryFacts): boolean | null {
  if (isStormNow(facts)) return true;
  if (facts.look?.unit?.active === 'inactive') return false;
  if (facts.stormSeenAt !== null && facts.now - facts.stormSeenAt < stormHoldsMs) return true;
  const isUnseen = facts.supervision?.backend.kind.startsWith('systemd') === true && (facts.look?.unit ?? null) === null;
  return facts.worker === null || isUnseen ? null : false;
}

const table: Record<PreconditionId, (facts: RecoveryFacts) => Judged> = {
  'host-connected': ({ host }) => when(host === null ? null : host.link.phase === 'connected'),
  'evidence-fresh': ({ host, now }) => when(host?.sample === null || host?.sample === undefined ? null : now - host.sample.at <= freshMs),
  'worker-has-host': ({ worker }) => when(worker === null ? null : worker.host !== null),
  'backend-known': ({ supervision }) => (supervision === null ? 'unknown' : { state: when(supervision.backend.kind !== 'unknown'), params: { kind: supervision.backend.kind, name: supervision.backend.name.slice(0, 300) } }),
  'backend-allowed': (facts) => allowed(facts),
  'broker-up': ({ broker }) => (broker === null ? 'unknown' : { state: when(broker.phase === 'ready'), params: { broker: broker.label.slice(0, 300) } }),
  'broker-down': ({ broker, look }) => when(broker === null && look?.redis === undefined ? null : broker?.phase === 'ready' ? false : true),
  'broker-writable': ({ broker }) => when(broker === null || broker.redis === null ? null : broker.redis.persistenceOk !== false),
  'disk-free': (facts) => { const free = freeBytes(facts); return { state: when(free === null ? null : free >= needFree), params: { free } }; },
  'disk-short': ({ look, host }) => {
    const spaces = look?.space.map(({ free, total }) => ({ free, total })) ?? (host?.sample?.disk ? [{ free: host.sample.disk.available, total: host.sample.disk.total }] : []);
    const [worst] = [...spaces].sort((a, b) => a.free / a.total - b.free / b.total);
    return worst === undefined ? 'unknown' : { state: when(worst.free < 500_000_000 || worst.free / worst.total < 0.1), params: { free: worst.free, total: worst.total } };
  },
  'worker-dead': ({ worker }) => when(worker === null ? null : worker.verdict.kind === 'unknown' || worker.verdict.kind === 'unreachable' ? null : (worker.verdict.kind === 'stopped' || worker.verdict.kind === 'crashed') && worker.process === null),
  'worker-deaf': ({ worker }) => when(worker === null || worker.verdict.kind === 'unknown' ? null : worker.verdict.kind === 'deaf'),
  'pipe-full': ({ worker, look }) => {
    const [main] = look?.processes ?? [];
    if (main === undefined || main.isGone || main.wchan === null || main.wchan === '' || main.wchan === '0') return when(worker === null ? null : worker.verdict.reason === 'pipe-full' ? null : false);
    const [waiting] = main.pipes.flatMap((pipe) => pipe.waiting ?? []).sort((x, y) => y - x);
    // a pipe holds pages, not bytes: full is when a writer sleeps in it, whatever it counts
    return { state: main.pipes.length === 0 || main.hasMoved === null ? 'unknown' : when(main.wchan.endsWith('pipe_write') && !main.hasMoved), params: { wchan: main.wchan, waiting: waiting ?? null } };
  },
  'no-start-limit': (facts) => { const limit = isAtStartLimit(facts); return when(limit === null ? null : !limit); },
  storm: (facts) => when(isStorm(facts)),
  'task-stuck': (facts) => {
    const task = stuckTask(facts);
    if (facts.active === null) return 'unknown';
    const runtimeMs = task === null || task.startedAt === null ? null : facts.now - task.startedAt;
    const process = facts.look?.processes.find(({ pid }) => pid === task?.childPid) ?? facts.look?.processes[0];
    if (task === null || (runtimeMs !== null && runtimeMs < stuckAfterMs)) return { state: 'not-met', params: { runtimeMs } };
    return { state: process === undefined || process.hasMoved === null ? 'unknown' : when(!process.hasMoved), params: { runtimeMs, wchan: process?.wchan ?? null } };
  },
  // a pool of one process answers nothing while a task runs: long silence and no tick of the processor are all the proof there is
  'worker-hung': ({ worker, look, now }) => {
    if (worker === null || worker.verdict.kind === 'unknown' || worker.verdict.kind === 'unreachable') return 'unknown';
    const silentMs = worker.verdict.reason === 'solo-in-task' ? now - worker.verdict.since : null;
    const main = look?.processes.find(({ pid }) => pid === worker.process?.pid);
    if (silentMs === null || silentMs < stuckAfterMs) return { state: 'not-met', params: { silentMs } };
    return { state: main === undefined || main.isGone || main.hasMoved === null ? 'unknown' : when(!main.hasMoved), params: { silentMs, wchan: main?.wchan ?? null } };
  },
  'limit-applicable': ({ limit }) => (limit === null ? 'unknown' : { state: when(limit.refused === null), params: { because: limit.refused?.because ?? null, about: limit.refused?.about ?? null } }),
  'task-named': ({ choices }) => when(choices.task !== null),
  'pool-kills-child': ({ worker }) => when(worker === null || worker.pool.kind === 'unknown' ? null : worker.pool.kind === 'prefork'),
  // a kill of somebody else's process on the same Pi says nothing of this worker
  'oom-seen': ({ look, worker, memoryDeaths }) => {
    const own = new Set([...(worker?.childDeaths ?? []), ...(worker?.ends ?? [])].map(({ pid }) => pid));
    const kills = (look?.oom ?? []).filter((line) => own.has(Number(/[Kk]illed process (\d+)/.exec(line)?.[1] ?? Number.NaN)));
    const isKnown = (look?.oom ?? null) !== null || memoryDeaths !== null;
    const isSeen = kills.length > 0 || (memoryDeaths ?? 0) > 0;
    return { state: isSeen ? 'met' : isKnown ? 'not-met' : 'unknown', params: { kills: kills.length, deaths: memoryDeaths, last: kills.at(-1)?.slice(0, 300) ?? null } };
  },
  'messages-orphaned': (facts) => (facts.unacked === null ? 'unknown' : { state: when(orphansIn(facts).length > 0), params: { count: orphansIn(facts).length, all: facts.unacked.length } }),
  'holder-dead': (facts) => {
    const wanted = facts.unacked?.filter(({ tag, message }) => facts.choices.tags.includes(tag) || (facts.choices.task !== null && message.id === facts.choices.task)) ?? null;
    return when(wanted === null ? null : wanted.length === 0 ? true : wanted.every(({ holder }) => holder.life === 'dead'));
  },
  'task-poisonous': ({ choices, unacked, worker }) => {
    const message = unacked?.find((one) => one.message.id === choices.task) ?? null;
    const deaths = worker?.childDeaths.length ?? 0;
    return choices.task === null ? 'not-met' : { state: when(unacked === null ? null : message === null ? deaths >= 2 : message.message.isRedelivered === true && deaths >= 1), params: { deaths, redelivered: message?.message.isRedelivered ?? null } };
  },
  'redis-backend-known': ({ look }) => (look?.redis === null || look?.redis === undefined ? 'unknown' : { state: when(look.redis.unit !== null && look.redis.may === true), params: { unit: look.redis.unit, may: look.redis.may } }),
  'redis-process-gone': ({ look }) => (look?.redis === null || look?.redis === undefined ? 'unknown' : { state: when(look.redis.running.length === 0), params: { processes: look.redis.running.length } }),
  'not-read-only': ({ isReadOnly }) => when(!isReadOnly),
  // a stepped clock makes ages wrong, and ages decide who could hold a message
  'clock-steady': ({ host }) => { const skew = host?.identity?.clockSkewMs ?? null; return { state: skew === null || Math.abs(skew) < 30_000 ? 'met' : 'not-met', params: { skewMs: skew } }; },
  'guard-closed': ({ guard }) => ({ state: when(!guard.isOpen), params: { because: guard.because, until: guard.until } }),
  'nobody-else': ({ isBusy, supervision }) => ({ state: when(!isBusy && (supervision?.lockedBy ?? null) === null), params: { who: supervision?.lockedBy?.who.slice(0, 300) ?? null } }),
};

function allowed(facts: RecoveryFacts): Judged {
  const { supervision, look } = facts;
  if (supervision === null) return 'unknown';
  // at its start limit a unit must be reset first: said before the click, not after
  if (isAtStartLimit(facts) === true && look?.mayReset === false) return { state: 'not-met', params: { verb: 'reset-failed', because: 'needs-sudo', about: `systemctl reset-failed ${supervision.backend.name}`.slice(0, 300) } };
  // as it was when this was judged: in a loop the fleet's record is a moment older
  const verb = supervision.process === null ? 'start' : 'restart';
  const ability = supervision.abilities.find((one) => one.verb === verb);
  return { state: when(ability?.isAllowed ?? null), params: { verb, because: ability?.because ?? null, about: ability?.about ?? null } };
}

export function judgePreconditions(ids: readonly PreconditionId[], facts: RecoveryFacts): readonly Precondition[] {
  return ids.map((id) => {
    const judged = table[id](facts);
    return typeof judged === 'string' ? { id, state: judged, params: {} } : { id, state: judged.state, params: judged.params };
  });
}
