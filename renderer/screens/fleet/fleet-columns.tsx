/** The Fleet's columns: one grid for hosts and workers, fixed widths for what changes, so that nothing ever moves. */
import { useWords } from '#renderer/components/words-context.tsx';

/** name · model/pool · memory · temperature/CPU · load/tasks · queue · state · age · action.
 * Narrow, what tells least gives way (the model, the trend of the load, the age), so that the remedy stays in sight. Wide,
 * no column grows past what it can hold, so that the remedy stays near the name. (Widths in px only: steps in rem would not sort among them.) */
export const fleetGrid = 'grid items-center gap-x-2 px-4 grid-cols-[minmax(140px,1fr)_140px_62px_64px_48px_176px_104px] min-[1280px]:grid-cols-[minmax(160px,1fr)_132px_140px_62px_100px_52px_190px_56px_104px] min-[1400px]:gap-x-2.5 min-[1400px]:grid-cols-[minmax(200px,1fr)_132px_140px_62px_100px_52px_minmax(190px,1.4fr)_56px_104px] min-[1900px]:grid-cols-[minmax(200px,380px)_148px_148px_70px_110px_64px_minmax(190px,640px)_64px_112px]';
/** The sum of the widest columns: what stands above the list ends where the list ends. */
export const fleetWidth = 'min-[1900px]:max-w-[1848px]';
/** Columns and signs that give way in a narrow window. */
export const onlyWide = 'max-xl:hidden';
/** A host that is not connected says so across the columns of figures. */
export const acrossFigures = 'col-span-4 xl:col-span-5';

export function FleetColumns() {
  const t = useWords('fleet');
  return (
    <div aria-hidden className={`${fleetGrid} h-6 shrink-0 border-b text-xs whitespace-nowrap text-muted`}>
      <span className="pl-5">{t('column.name')}</span>
      <span className={onlyWide}>{t('column.model')}</span>
      <span>{t('column.memory')}</span>
      <span className="text-right">{t('column.temperature')}</span>
      <span className="text-right">{t('column.load')}</span>
      <span className="text-right">{t('column.queue')}</span>
      <span className="pl-3">{t('column.state')}</span>
      <span className={`text-right ${onlyWide}`}>{t('column.age')}</span>
      <span />
    </div>
  );
}
