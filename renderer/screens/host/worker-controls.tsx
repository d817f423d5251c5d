/**
 * Live control is a room of its own; the app hands its parts to this screen, which only says where they stand.
 */
import { createContext, useContext, type ComponentType, type ReactNode } from 'react';
import type { TaskId } from '#shared/domain/ids.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export type ControlWish = { readonly kind: 'enable-events' } | { readonly kind: 'revoke'; readonly task: TaskId; readonly terminate: boolean };

export type WorkerControls = {
  readonly Menu: ComponentType<{ worker: WorkerView; isReadOnly: boolean }>;
  readonly Button: ComponentType<{ worker: WorkerView; isReadOnly: boolean; wish: ControlWish; label: string }>;
  /** Start, stop, restart and their like. */
  readonly Act: ComponentType<{ worker: WorkerView }>;
  /** The next step for a sick worker; nothing for a healthy one. */
  readonly Recover: ComponentType<{ worker: WorkerView; isDense?: boolean }>;
  readonly hasPlaybook: (worker: WorkerView) => boolean;
};

const ControlsContext = createContext<WorkerControls | null>(null);

export function WorkerControlsProvider({ controls, children }: { controls: WorkerControls; children: ReactNode }) {
  return <ControlsContext value={controls}>{children}</ControlsContext>;
}

export function useWorkerControls(): WorkerControls {
  const controls = useContext(ControlsContext);
  if (controls === null) throw new Error('WorkerControlsProvider is missing');
  return controls;
}
