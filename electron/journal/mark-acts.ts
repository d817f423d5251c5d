/** Every act that the journal took is a mark on the axis of time of its host, with the worker it concerned. */
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { ActionKind } from '#shared/domain/action.ts';
import type { RecordAction } from './action-journal.ts';

const deployments: readonly ActionKind[] = ['deploy', 'update', 'undeploy'];

export function markingActs(record: RecordAction, keeper: Pick<FleetKeeper, 'worker' | 'markAct'>): RecordAction {
  return async (intent) => {
    const entry = await record(intent);
    const { worker = null, host = null } = intent.target;
    const known = worker === null ? null : keeper.worker(worker);
    const place = host ?? known?.host ?? null;
    if (entry.ok && place !== null) keeper.markAct(place, { kind: deployments.includes(intent.kind) ? 'deploy' : 'action', action: intent.kind === 'control' ? (intent.what ?? intent.kind) : intent.kind, label: known?.name ?? '' });
    return entry;
  };
}
