/** The figures of Redis that decide whether Celery can work on it, concerns first. */
import { useTranslation } from 'react-i18next';
import { TriangleAlert } from 'lucide-react';
import { classNames } from '#renderer/components/class-names.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import type { RedisView } from '#shared/domain/broker.ts';
import { redisConcerns } from './queue-facts.ts';

export function RedisFacts({ redis, isStale }: { redis: RedisView | null; isStale: boolean }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const unknown = <span className="text-stale" title={t('queues.notKnown')}>–</span>;
  const memory = redis?.usedMemory === undefined || redis?.usedMemory === null ? unknown : redis.maxMemory === null || redis.maxMemory === 0
    ? t('queues.redisNoLimit', { used: formats.bytes(redis.usedMemory) })
    : t('queues.redisMemoryOf', { used: formats.bytes(redis.usedMemory), max: formats.bytes(redis.maxMemory) });
  return (
    <section aria-labelledby="redis-facts">
      <h3 id="redis-facts" className="mb-1 font-semibold">{t('queues.redisTitle')}</h3>
      {redis !== null && redisConcerns(redis).map((concern) => (
        <p key={concern} className="flex items-start gap-1.5 border-t py-1.5">
          <TriangleAlert size={14} aria-hidden className="mt-0.75 shrink-0 text-warn" />
          {t(`queues.concern.${concern}`)}
        </p>
      ))}
      <dl className={classNames('grid grid-cols-[9rem_minmax(0,1fr)] gap-x-3 border-t pt-1 figures [&>dd]:min-h-6 [&>dd]:py-0.5 [&>dt]:py-0.5 [&>dt]:text-muted', isStale && 'text-stale')}>
        <dt>{t('queues.redisMemory')}</dt><dd>{memory}</dd>
        <dt>{t('queues.redisPolicy')}</dt><dd className="truncate">{redis?.evictionPolicy === undefined || redis?.evictionPolicy === null ? unknown : showForeign(redis.evictionPolicy, 40)}</dd>
        <dt>{t('queues.redisPersistence')}</dt><dd>{redis?.persistenceOk === undefined || redis?.persistenceOk === null ? unknown : redis.persistenceOk ? t('queues.redisWritesOk') : t('queues.redisWritesRefused')}</dd>
        <dt>{t('queues.redisClients')}</dt><dd>{redis?.connectedClients === undefined || redis?.connectedClients === null ? unknown : formats.number(redis.connectedClients)}</dd>
        <dt>{t('queues.redisPing')}</dt><dd>{redis?.pingMs === undefined || redis?.pingMs === null ? unknown : formats.duration(redis.pingMs)}</dd>
        <dt>{t('queues.redisRole')}</dt><dd className="truncate">{redis?.role === undefined || redis?.role === null ? unknown : showForeign(redis.role, 40)}</dd>
        <dt>{t('queues.redisVersion')}</dt><dd className="truncate">{redis?.version === undefined || redis?.version === null ? unknown : showForeign(redis.version, 40)}</dd>
      </dl>
    </section>
  );
}
