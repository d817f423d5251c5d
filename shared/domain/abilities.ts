/**
 * What each Celery pool really supports, so that a button that cannot work says why instead of failing.
 * The table is docs/spec/celery-control.md section 3 (read in and tried on Celery 5.2.6, read in 5.5.3).
 * Unknown stays possible, with a caution: the worker itself has the last word.
 */
import type { ControlAction, ControlKind } from './control.ts';
import type { Pool, PoolKind } from './worker.ts';

/** Ending a running task is its own ability: plain revoking works in every pool. */
export type AbilityKind = ControlKind | 'revoke-terminate';

export type ReasonCode =
  /** solo and threads have a fixed size. */
  | 'pool-has-fixed-size'
  /** The worker was started without --autoscale; it cannot be switched on later. */
  | 'autoscale-not-started'
  /** The autoscaler owns the size: use the autoscale limits instead. */
  | 'autoscale-owns-the-size'
  /** This pool has no way to end a task that runs. */
  | 'pool-cannot-end-a-task'
  /** gevent can from Celery 5.5 on. */
  | 'needs-celery-5-5';

export type CautionCode =
  /** The worker says yes and nothing changes in this pool. */
  | 'accepted-without-effect'
  /** gevent obeys the hard limit only where the task yields, and ignores the soft one. */
  | 'hard-limit-at-yield-points-only'
  /** Pool kind or version not known: the worker may refuse. */
  | 'support-unknown'
  /** Back to what the worker was started with at its next restart. */
  | 'lost-at-restart'
  /** Kept in the worker's memory only: a waiting task may run after a restart. */
  | 'forgotten-at-restart'
  /** The child process is killed; a task it prefetched is delivered again or lost. */
  | 'kills-the-child'
  /** A busy solo worker reads commands only when its task has ended. */
  | 'answers-after-the-task';

export type Ability = { readonly can: true; readonly caution: CautionCode | null } | { readonly can: false; readonly because: ReasonCode };

const yes = (caution: CautionCode | null): Ability => ({ can: true, caution });
const no = (because: ReasonCode): Ability => ({ can: false, because });

export function abilityOf(kind: AbilityKind, pool: Pool, celeryVersion: string | null): Ability {
  switch (kind) {
    case 'pool-grow':
    case 'pool-shrink':
      return resizing(pool);
    case 'autoscale':
      return autoscaling(pool);
    case 'time-limit':
      return limitingTime(pool.kind);
    case 'revoke-terminate':
      return endingATask(pool.kind, celeryVersion);
    case 'revoke':
      return yes(pool.kind === 'solo' ? 'answers-after-the-task' : 'forgotten-at-restart');
    case 'rate-limit':
    case 'add-consumer':
    case 'cancel-consumer':
    case 'enable-events':
    case 'disable-events':
      return yes(pool.kind === 'solo' ? 'answers-after-the-task' : 'lost-at-restart');
  }
}

/** The ability an action needs: revoking with `terminate` needs more than revoking. */
export function abilityKindOf(action: ControlAction): AbilityKind {
  return action.kind === 'revoke' && action.terminate ? 'revoke-terminate' : action.kind;
}

function resizing(pool: Pool): Ability {
  if (pool.kind === 'solo' || pool.kind === 'threads') return no('pool-has-fixed-size');
  if (pool.autoscale !== null) return no('autoscale-owns-the-size');
  return yes(pool.kind === 'unknown' ? 'support-unknown' : 'lost-at-restart');
}

function autoscaling(pool: Pool): Ability {
  if (pool.kind === 'solo' || pool.kind === 'threads') return no('pool-has-fixed-size');
  if (pool.autoscale !== null) return yes('lost-at-restart');
  // Only the worker's own answer proves that the autoscaler is off.
  return pool.from === 'reply' || pool.from === 'shape' ? no('autoscale-not-started') : yes('support-unknown');
}

function limitingTime(kind: PoolKind): Ability {
  switch (kind) {
    case 'prefork':
      return yes('lost-at-restart');
    case 'gevent':
      return yes('hard-limit-at-yield-points-only');
    case 'solo':
    case 'threads':
      return yes('accepted-without-effect');
    case 'eventlet':
    case 'unknown':
      return yes('support-unknown');
  }
}

function endingATask(kind: PoolKind, celeryVersion: string | null): Ability {
  switch (kind) {
    case 'prefork':
      return yes('kills-the-child');
    case 'gevent': {
      const isNew = isAtLeast55(celeryVersion);
      if (isNew === null) return yes('support-unknown');
      return isNew ? yes(null) : no('needs-celery-5-5');
    }
    case 'solo':
    case 'threads':
      return no('pool-cannot-end-a-task');
    case 'eventlet':
    case 'unknown':
      return yes('support-unknown');
  }
}

function isAtLeast55(version: string | null): boolean | null {
  const found = version === null ? null : /^(\d{1,4})\.(\d{1,4})/.exec(version);
  if (found === null) return null;
  const major = Number(found[1]);
  return major > 5 || (major === 5 && Number(found[2]) >= 5);
}
