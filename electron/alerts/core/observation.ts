/** What is seen of one condition on one subject at one moment. `holds` null: nobody knows, so nothing fires and nothing clears. */
import type { AlertCondition, AlertSubject } from '#shared/domain/alert.ts';

export type Observed = { readonly holds: boolean | null; readonly value: number | null };
export type Observation = Observed & {
  readonly condition: AlertCondition;
  readonly subject: AlertSubject;
  /** The threshold it was measured against. */
  readonly rule: string;
  readonly name: string;
  readonly hostName: string | null;
};

export const unseen: Observed = { holds: null, value: null };
export const isSo = (holds: boolean, value: number | null = null): Observed => ({ holds, value });

export function subjectKey({ host, worker, broker }: AlertSubject): string {
  return worker !== null ? `w\n${worker}` : broker !== null ? `b\n${broker}` : host !== null ? `h\n${host}` : 'fleet';
}
