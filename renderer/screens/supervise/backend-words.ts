/** What supervises a worker, in words. Names are foreign and come isolated. */
import type { TFunction } from '#renderer/format/i18n/create-words.ts';
import type { SupervisionBackendView } from '#shared/domain/supervision.ts';
import { isolateForeign } from '#renderer/format/show-foreign.ts';

export function backendWords(t: TFunction<'supervise'>, backend: Pick<SupervisionBackendView, 'kind' | 'name'> | null): string {
  if (backend === null) return t('backend.unknown');
  const kind = t(`backend.${backend.kind}`);
  return backend.name === '' || backend.kind === 'plain' ? kind : t('backendNamed', { kind, name: isolateForeign(backend.name, 80) });
}
