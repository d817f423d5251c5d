/** The logs of all hosts. */
import { useTranslation } from 'react-i18next';
import type { LogSourceId } from '#shared/domain/log.ts';
import { LogViewer } from './log-viewer.tsx';

export function LogsScreen({ at, sources }: { at: number | null; sources: readonly LogSourceId[] | null }) {
  const { t } = useTranslation('logs');
  return <LogViewer scope="all" at={at} wanted={sources} title={t('title')} />;
}
