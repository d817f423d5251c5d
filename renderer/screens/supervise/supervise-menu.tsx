/**
 * The verbs for one worker behind one button. Opened, it asks the host what this account may do: what it may not stays
 * listed, disabled, with the reason beside it. Until it is pressed it is a button and nothing more.
 */
import { cloneElement, useState, type MouseEvent, type ReactElement } from 'react';
import { Ellipsis } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Menu, type MenuItem } from '#renderer/components/menu.tsx';
import { useWords } from '#renderer/components/words-context.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useAnswer, useApp } from '#renderer/state/hooks.tsx';
import { selectIsReadOnly } from '#renderer/state/selectors/app-facts.ts';
import type { RefusalReason, SupervisionVerb } from '#shared/domain/supervision.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { localRefusal, verbsFor } from './local-refusal.ts';
import { refusalWords } from './refusal-words.ts';

export function SuperviseMenu({ worker }: { worker: WorkerView }) {
  const t = useWords('supervise');
  const [isAsked, setAsked] = useState(false);
  const name = t('menu', { worker: isolateForeign(worker.name, 60) });
  const button = <Button size="small" look="quiet" className="w-6 px-0!" aria-label={name} title={name} aria-haspopup="menu" icon={<Ellipsis size={14} aria-hidden />} />;
  if (!isAsked) return cloneElement(button, { onClick: (event: MouseEvent) => { event.stopPropagation(); setAsked(true); } });
  return <AskedMenu worker={worker} trigger={button} />;
}

function AskedMenu({ worker, trigger }: { worker: WorkerView; trigger: ReactElement }) {
  const t = useWords('supervise');
  const tRecovery = useWords('recovery');
  const tErrors = useWords('errors');
  const formats = useFormats();
  const { wish } = useActions();
  const [openings, setOpenings] = useState(1);
  const isReadOnly = useApp(selectIsReadOnly);
  const host = useApp((state) => (worker.host === null ? null : (state.replica.hosts.get(worker.host) ?? null)));
  const canAsk = host !== null && host.link.phase === 'connected';
  const asked = useAnswer('supervision.describe', canAsk ? { worker: worker.key } : null, openings);
  const refusalOf = (verb: SupervisionVerb): { because: RefusalReason; about: string } | null => {
    const here = localRefusal(verb, worker, host, isReadOnly);
    if (here !== null) return { because: here, about: '' };
    const told = asked.value?.abilities.find((ability) => ability.verb === verb);
    return told === undefined || told.isAllowed || told.because === null ? null : { because: told.because, about: told.about };
  };
  const later = (run: () => void) => (): void => void setTimeout(run, 0);
  const items: readonly MenuItem[] = [
    ...verbsFor(worker).map((verb): MenuItem => {
      const refusal = refusalOf(verb);
      return {
        kind: 'action', id: verb, label: t(`choose.${verb}`), disabled: refusal !== null,
        ...(refusal === null ? {} : { hint: refusalWords(tErrors, formats, refusal.because, refusal.about).short }),
        // After the menu has given the focus back: the dialog then keeps it.
        onChoose: later(() => wish({ kind: 'act', verb, workers: [worker.key] })),
      };
    }),
    { kind: 'separator', id: 'rest' },
    { kind: 'action', id: 'recover', label: tRecovery('recover'), disabled: isReadOnly || host === null, onChoose: later(() => wish({ kind: 'recover', target: { kind: 'worker', worker: worker.key }, playbook: null })) },
    { kind: 'action', id: 'permissions', label: t('permissionsAsk'), disabled: !canAsk, onChoose: later(() => wish({ kind: 'permissions', worker: worker.key })) },
  ];
  return <Menu trigger={trigger} items={items} isOpenAtFirst onOpen={() => setOpenings((old) => old + 1)} />;
}
