/** What can be done with the selected workers. It takes the place of the summary line, so that nothing below moves. */
import { X } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { useWords } from '#renderer/components/words-context.tsx';
import { selectNone } from '#renderer/state/slices/fleet-view.ts';
import { useActions, useApp, useAppShallow } from '#renderer/state/hooks.tsx';
import { selectIsReadOnly } from '#renderer/state/selectors/app-facts.ts';
import { selectChosenWorkers } from '#renderer/state/selectors/chosen-workers.ts';
import { SupervisionVerb } from '#shared/domain/supervision.ts';

export function SelectionBar() {
  const t = useWords('supervise');
  const { changeFleetView, wish } = useActions();
  const workers = useAppShallow(selectChosenWorkers);
  const isReadOnly = useApp(selectIsReadOnly);
  const hosts = new Set(workers.map(({ host }) => host)).size;
  return (
    <div role="toolbar" aria-label={t('selection.label')} className="flex h-5 items-center gap-1 whitespace-nowrap figures">
      <span className="pr-3"><span className="font-medium">{t('selection.count', { count: workers.length })}</span> <span className="text-muted">{t('selection.onHosts', { count: hosts })}</span></span>
      {SupervisionVerb.options.map((verb) => (
        <Button key={verb} size="small" disabled={isReadOnly || workers.length === 0} onClick={() => wish({ kind: 'act', verb, workers: workers.map(({ key }) => key) })}>{t(`choose.${verb}`)}</Button>
      ))}
      {isReadOnly && <span className="min-w-0 truncate pl-2 text-muted">{t('selection.readOnly')}</span>}
      <span className="flex-1" />
      <IconButton size="small" label={t('selection.clear')} icon={<X size={14} aria-hidden />} onClick={() => changeFleetView(selectNone)} />
    </div>
  );
}
