/**
 * An operation in words: what it does to whom, how it ended, what is missing. Exhaustive over the contract's own kinds.
 * Labels of targets are foreign and come isolated.
 */
import type { TFunction } from 'i18next';
import { type Operation, type OperationStep, type TargetOutcome } from '#shared/domain/operation.ts';
import { PlaybookId } from '#shared/domain/playbook.ts';
import { SupervisionVerb } from '#shared/domain/supervision.ts';
import type { Formats } from './create-formats.ts';
import { isolateForeign } from './show-foreign.ts';

export type OperationTongue = { readonly t: TFunction<'operations'>; readonly tSupervise: TFunction<'supervise'>; readonly tRecovery: TFunction<'recovery'>; readonly formats: Formats };

type Titled = Pick<Operation, 'kind' | 'subject' | 'targets'>;

export function operationTitle(tongue: OperationTongue, operation: Titled): string {
  const { t, tSupervise } = tongue;
  const [only] = operation.targets;
  const verb = SupervisionVerb.safeParse(operation.kind);
  if (verb.success && operation.targets.length > 1) return tSupervise(`many.${verb.data}`, { count: operation.targets.length });
  if (verb.success && only !== undefined) return tSupervise(`one.${verb.data}`, { worker: isolateForeign(only.label, 60) });
  const what = operationName(tongue, operation);
  if (only === undefined) return what;
  return t('of', { what, target: operation.targets.length === 1 ? isolateForeign(only.label, 60) : t('targets', { count: operation.targets.length }) });
}

/** What is done, without whom. */
export function operationName({ t, tRecovery }: OperationTongue, { kind, subject }: Pick<Operation, 'kind' | 'subject'>): string {
  const playbook = kind === 'playbook' ? PlaybookId.safeParse(subject) : null;
  if (playbook?.success === true) return tRecovery(`playbook.${playbook.data}.name`);
  return t(`kind.${kind}`);
}

/** Kinds whose good end was proven and not only carried out. */
const proven: ReadonlySet<Operation['kind']> = new Set(['start', 'stop', 'restart', 'drain', 'playbook', 'deploy', 'update', 'undeploy']);

export function outcomeText({ t, formats }: OperationTongue, kind: Operation['kind'], outcome: Pick<TargetOutcome, 'state' | 'tookMs'>): string {
  if (outcome.state === 'waiting' || outcome.state === 'running') return t(`state.${outcome.state}`);
  if (outcome.state !== 'done') return t(`ended.${outcome.state}`);
  if (outcome.tookMs === null) return t('ended.done');
  return t(proven.has(kind) ? 'ended.verifiedIn' : 'ended.doneIn', { time: formats.duration(outcome.tookMs) });
}

export function missingText({ t, formats }: OperationTongue, missing: TargetOutcome['missing']): string | null {
  return missing.length === 0 ? null : t('missing', { proofs: formats.list([...new Set(missing)].map((proof) => t(`proof.${proof}`))) });
}

/** How the whole ended, in one phrase; of several targets, how many of each. */
export function endText(tongue: OperationTongue, operation: Pick<Operation, 'kind' | 'state' | 'outcomes'>): string {
  const { t, formats } = tongue;
  const [only] = operation.outcomes;
  if (operation.outcomes.length === 1 && only !== undefined && only.state !== 'waiting' && only.state !== 'running') return outcomeText(tongue, operation.kind, only);
  const count = (state: TargetOutcome['state']): number => operation.outcomes.filter((one) => one.state === state).length;
  const parts = [
    ['verifiedMany', count('done')], ['unverifiedMany', count('unverified')], ['failedMany', count('failed')], ['cancelledMany', count('cancelled')], ['skippedMany', count('skipped')], ['waitingMany', count('waiting')], ['runningMany', count('running')],
  ] as const;
  const said = parts.filter(([, number]) => number > 0).map(([key, number]) => t(`ended.${key}`, { count: number }));
  return said.length === 0 ? t(`state.${operation.state}`) : formats.list(said);
}

/** Which words a step uses when it asks: killing and dropping tasks have their own. */
export function consentKey({ what }: Pick<OperationStep, 'what'>): 'kill' | 'cold' | 'other' {
  return what === 'kill' ? 'kill' : what === 'cold-stop' ? 'cold' : 'other';
}
