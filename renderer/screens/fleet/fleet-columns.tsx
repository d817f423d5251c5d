/** The Fleet's columns: one grid for hosts and workers, fixed widths for what changes, so that nothing ever moves. */
import { useWords } from '#renderer/components/words-context.tsx';

/** The name takes what is left; where there is room for the verdict's reason, they share it.
 * name · model/pool · memory · temperature/CPU · load/tasks · queue · state · age · action */
export const fleetGrid = 'grid grid-cols-[minmax(160px,1fr)_132px_140px_62px_100px_52px_190px_56px_104px] items-center gap-x-2 px-4 min-[1400px]:gap-x-2.5 min-[1400px]:grid-cols-[minmax(200px,1fr)_132px_140px_62px_100px_52px_minmax(190px,1.4fr)_56px_104px]';
/** A host that is not connected says so across the columns of figures. */
export const acrossFigures = 'col-span-5';

export function FleetColumns() {
  const t = useWords('fleet');
  return (
    <div aria-hidden className={`${fleetGrid} h-6 shrink-0 border-b text-xs whitespace-nowrap text-muted`}>
      <span className="pl-5">{t('column.name')}</span>
      <span>{t('column.model')}</span>
      <span>{t('column.memory')}</span>
      <span className="text-right">{t('column.temperature')}</span>
      <span className="text-right">{t('column.load')}</span>
      <span className="text-right">{t('column.queue')}</span>
      <span className="pl-3">{t('column.state')}</span>
      <span className="text-right">{t('column.age')}</span>
      <span />
    </div>
  );
}
