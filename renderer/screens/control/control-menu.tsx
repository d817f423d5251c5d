/** The verbs of live control for one worker. What its pool cannot do is listed, disabled, with the reason beside it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SlidersHorizontal } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { Menu, type MenuItem } from '#renderer/components/menu.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import type { ControlKind } from '#shared/domain/control.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { controlFormOf, type ControlForm } from './action-of-form.ts';
import { ControlDialog } from './control-dialog.tsx';
import { permissionOf } from './describe-action.ts';

const groups = [
  { heading: 'headingPool', kinds: ['pool-grow', 'pool-shrink', 'autoscale'] },
  { heading: 'headingTasks', kinds: ['rate-limit', 'time-limit', 'enable-events', 'disable-events'] },
  { heading: 'headingQueues', kinds: ['add-consumer', 'cancel-consumer'] },
] as const satisfies readonly { heading: string; kinds: readonly ControlKind[] }[];

function initialFormOf(kind: ControlKind, worker: WorkerView): ControlForm {
  const size = worker.pool.maxConcurrency ?? 1;
  const { min, max } = worker.pool.autoscale ?? { min: Math.min(1, size), max: size };
  return controlFormOf(kind, { min: String(min), max: String(max), queue: kind === 'cancel-consumer' ? (worker.queues?.[0] ?? '') : '' });
}

/** Of on and off only the one that would change something is offered; both when the state is not known. */
function isOffered(kind: ControlKind, worker: WorkerView): boolean {
  if (kind === 'enable-events') return worker.taskEvents !== true;
  if (kind === 'disable-events') return worker.taskEvents !== false;
  return true;
}

export function ControlMenu({ worker, isReadOnly }: { worker: WorkerView; isReadOnly: boolean }) {
  const { t } = useTranslation('control');
  const [form, setForm] = useState<ControlForm | null>(null);
  const name = t('menu', { worker: isolateForeign(worker.name, 60) });
  const items = groups.flatMap((group): MenuItem[] => [
    { kind: 'heading', id: group.heading, label: t(group.heading) },
    ...group.kinds.filter((kind) => isOffered(kind, worker)).map((kind): MenuItem => {
      const permission = permissionOf(kind, worker, isReadOnly);
      return {
        kind: 'action',
        id: kind,
        label: t(`kind.${kind}`),
        disabled: !permission.can,
        ...(permission.can ? {} : { hint: t(`reason.${permission.because}`) }),
        // After the menu has given the focus back: the dialog's first field then keeps it.
        onChoose: () => void setTimeout(() => setForm(initialFormOf(kind, worker)), 0),
      };
    }),
  ]);
  return (
    <>
      <Menu items={items} trigger={<Button size="small" look="quiet" className="w-6 px-0!" aria-label={name} title={name} icon={<SlidersHorizontal size={14} aria-hidden />} />} />
      {form !== null && <ControlDialog worker={worker} initial={form} isReadOnly={isReadOnly} onClose={() => setForm(null)} />}
    </>
  );
}
