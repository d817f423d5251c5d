/** What one run of a playbook hands from step to step, and how a step ends. */
import type { RunningOperation } from '#electron/operations/operation-desk.ts';
import type { ActionFact, ActionKind, ActionTarget } from '#shared/domain/action.ts';
import type { BrokerId, HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { ProofWanted } from '#shared/domain/operation.ts';
import type { PlaybookStepId, RecoveryConsent, RecoveryRequest } from '#shared/domain/playbook.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';
import type { MendRequest } from '#electron/recovery/mender.ts';
import type { RecoveryFacts } from '#electron/recovery/core/recovery-facts.ts';
import type { PlaybookNeeds } from '#electron/recovery/recovery-needs.ts';

/** `skipped`: nothing was needed. `unverified`: done, the proof is missing. */
export type StepOutcome = { readonly state: 'done' | 'skipped' | 'failed' | 'unverified'; readonly detail?: string; readonly error?: AppError | null; readonly missing?: readonly ProofWanted[] };

export type StepContext = {
  readonly needs: PlaybookNeeds;
  readonly facts: RecoveryFacts;
  readonly request: RecoveryRequest;
  readonly consents: readonly RecoveryConsent[];
  readonly operation: RunningOperation;
  readonly since: number;
  readonly maxMs: number;
  readonly host: HostId | null;
  readonly worker: WorkerKey | null;
  readonly broker: BrokerId | null;
  /** Left by earlier steps for later ones and for the journal. */
  readonly kept: { drained: Promise<void> | null; deaf: readonly WorkerKey[]; paused: readonly { readonly worker: WorkerKey; readonly queue: string }[]; facts: ActionFact[] };
};
export type StepRun = (ctx: StepContext) => Promise<StepOutcome>;
export type StepTable = Readonly<Partial<Record<PlaybookStepId, StepRun>>>;

export const failed = (error: AppError | null, detail = ''): StepOutcome => ({ state: 'failed', error, detail: detail.slice(0, 500) });
export const done = (detail = ''): StepOutcome => ({ state: 'done', detail: detail.slice(0, 500) });
export const skipped = (detail = ''): StepOutcome => ({ state: 'skipped', detail: detail.slice(0, 500) });

/** Looks until it holds, or the step's time is over, or the operation is cancelled. */
export async function until(ctx: StepContext, holds: () => boolean, withinMs = ctx.maxMs, nudge: () => void = () => undefined): Promise<boolean> {
  const { clock } = ctx.needs;
  const end = clock.monotonic() + withinMs;
  for (let turn = 0; ; turn += 1) {
    if (holds()) return true;
    if (clock.monotonic() >= end || ctx.operation.signal.aborted) return false;
    if (turn % 5 === 0) nudge();
    await pause(ctx, 200);
  }
}

export async function pause(ctx: StepContext, ms: number): Promise<void> {
  const over = Promise.withResolvers<void>();
  const timer = ctx.needs.timers.after(ms, over.resolve);
  ctx.operation.signal.addEventListener('abort', () => over.resolve(), { once: true });
  if (ctx.operation.signal.aborted) over.resolve();
  await over.promise;
  timer[Symbol.dispose]();
}

/** Fresh eyes on the target: a scan of its host, a ping over its broker. */
export function look(ctx: StepContext): void {
  if (ctx.host !== null) ctx.needs.scan(ctx.host);
  if (ctx.broker !== null) ctx.needs.brokers.watch(ctx.broker)?.askNow();
}

/** An act of a playbook with its own line in the journal: the intent first. */
export async function act<T>(ctx: StepContext, kind: ActionKind, what: string, target: Partial<ActionTarget>, run: () => Promise<Result<T, AppError>>, after: (value: T) => readonly ActionFact[] = () => []): Promise<Result<T, AppError>> {
  const entry = await ctx.needs.journal.record({ kind, what, by: 'playbook', operation: ctx.operation.id, target: { host: ctx.host, worker: ctx.worker, broker: ctx.broker, ...target } });
  if (!entry.ok) return entry;
  const result = await run();
  await entry.value.end(result.ok ? { outcome: 'done', after: after(result.value) } : { outcome: 'failed', error: result.error });
  return result;
}

/** One question to the host; the mender's refusal is a failure here. */
export async function mend(ctx: StepContext, request: MendRequest, deadlineMs = ctx.maxMs + 5_000): Promise<Result<Readonly<Record<string, unknown>>, AppError>> {
  if (ctx.host === null) return { ok: false, error: { code: 'recovery-refused', because: 'unavailable', unmet: ['worker-has-host'], until: null } };
  const asked = await ctx.needs.mender.ask(ctx.host, request, ctx.operation.signal, deadlineMs);
  if (!asked.ok) return asked;
  if (asked.value.refused !== null) {
    ctx.operation.say(`${request.do}: ${asked.value.refused}`);
    return { ok: false, error: { code: 'recovery-refused', because: 'unavailable', unmet: [asked.value.refused.slice(0, 60)], until: null } };
  }
  const { answer } = asked.value;
  return { ok: true, value: typeof answer === 'object' && answer !== null ? (answer as Readonly<Record<string, unknown>>) : {} };
}

export function sayLines(ctx: StepContext, text: string, most = 30): void {
  for (const line of text.split('\n').filter((one) => one.trim() !== '').slice(-most)) ctx.operation.say(line.slice(0, 500));
}

/** A text of an answer; empty when there is none. */
export function told(answer: Readonly<Record<string, unknown>>, name: string): string {
  const value = answer[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? `${value}` : '';
}
