/** Messages a worker took and has not acknowledged, by age. Over the visibility timeout they are given out again. */
import { useTranslation } from 'react-i18next';
import { classNames } from '#renderer/components/class-names.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import type { UnackedView } from '#shared/domain/broker.ts';
import type { BrokerId } from '#shared/domain/ids.ts';
import { ageBands } from './queue-facts.ts';

export function UnackedAges({ broker, unacked, isStale }: { broker: BrokerId; unacked: UnackedView | null; isStale: boolean }) {
  const { t } = useTranslation('host');
  const { t: tUnacked } = useTranslation('unacked');
  return (
    <section aria-labelledby="unacked" className={classNames('figures', isStale && 'text-stale')}>
      <h3 id="unacked" className="mb-1 flex items-baseline gap-3 font-semibold text-text">
        {t('queues.unackedTitle')}
        <a href={formatRoute({ screen: 'unacked', broker })} className="text-sm font-normal text-muted underline decoration-line-strong decoration-dotted underline-offset-3 hover:text-text hover:decoration-solid">{tUnacked('openFrom')}</a>
      </h3>
      {unacked === null ? <p className="border-t py-1.5 text-muted">{t('queues.unackedUnknown')}</p> : <Bands unacked={unacked} />}
    </section>
  );
}

function Bands({ unacked }: { unacked: UnackedView }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const age = useTick((now) => (unacked.oldestDeliveredAt === null ? null : formats.age(now - unacked.oldestDeliveredAt)));
  const time = unacked.visibilityTimeoutS === null ? null : formats.age(unacked.visibilityTimeoutS * 1000);
  if (unacked.count === 0) return <p className="border-t py-1.5 text-muted">{time === null ? t('queues.unackedNoneTimeoutUnknown') : t('queues.unackedNone', { time })}</p>;
  const timeout = time === null ? t('queues.unackedTimeoutUnknown') : t('queues.unackedTimeout', { time });
  return (
    <>
      <p className="border-t py-1.5"><span className="font-medium">{t('queues.unackedCount', { count: unacked.count })}</span> <span className="text-muted">· {age !== null && `${t('queues.unackedOldest', { age })} · `}{timeout}</span></p>
      <ul className="flex flex-col gap-0.5">
        {ageBands(unacked).map((band) => {
          const isOver = band.name === 'overTimeout' && band.count > 0;
          return (
            <li key={band.name} className="grid grid-cols-[9rem_minmax(0,1fr)_3rem] items-center gap-2 text-sm">
              <span className={isOver ? 'font-medium text-warn' : 'text-muted'}>{t(`queues.band.${band.name}`)}</span>
              <span aria-hidden className="h-2 rounded-sm bg-track"><span className={classNames('block h-full rounded-sm', isOver ? 'bg-warn' : 'bg-bar')} style={{ width: `${band.share * 100}%` }} /></span>
              <span className="text-right">{formats.number(band.count)}</span>
            </li>
          );
        })}
      </ul>
      {unacked.byAge.overTimeout > 0 && <p className="pt-1.5 text-sm">{t('queues.overTimeoutHelp')}</p>}
    </>
  );
}
