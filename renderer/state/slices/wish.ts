/**
 * What a person is about to do, wherever in the window it was asked for: one dialog at a time answers it. Local; nothing
 * is done to the fleet by wishing.
 */
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { OperationId } from '#shared/domain/operation.ts';
import type { PlaybookId } from '#shared/domain/playbook.ts';
import type { SupervisionVerb } from '#shared/domain/supervision.ts';

export type Wish =
  | { readonly kind: 'act'; readonly verb: SupervisionVerb; readonly workers: readonly WorkerKey[] }
  /** `playbook` null: the one that fits best. */
  | { readonly kind: 'recover'; readonly target: { readonly kind: 'worker'; readonly worker: WorkerKey } | { readonly kind: 'host'; readonly host: HostId }; readonly playbook: PlaybookId | null }
  | { readonly kind: 'permissions'; readonly worker: WorkerKey }
  | { readonly kind: 'follow'; readonly operation: OperationId };
