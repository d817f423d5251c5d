/** Which findings are shown: kind, category, words. */
import { useTranslation } from 'react-i18next';
import { FoldVertical, UnfoldVertical } from 'lucide-react';
import { ChoiceRow } from '#renderer/components/choice-row.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { SearchField } from '#renderer/components/search-field.tsx';
import { Select } from '#renderer/components/select.tsx';
import type { FindingFilter, FindingShow } from '#renderer/state/selectors/findings-list.ts';
import { FindingCategory } from '#shared/domain/finding.ts';

const shows: readonly FindingShow[] = ['problems', 'unknown', 'fine', 'muted', 'all'];
const every = 'all';

export function FindingFilters(props: { filter: FindingFilter; counts: Readonly<Record<FindingShow, number>>; categories: ReadonlySet<FindingCategory>; shown: number; areAllOpen: boolean; onFilter: (change: Partial<FindingFilter>) => void; onOpenAll: (isOpen: boolean) => void }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const { filter, counts, onFilter } = props;
  const all = counts[filter.show];
  return (
    <div className="sticky top-0 z-10 flex flex-col gap-2 border-b bg-surface px-4 pt-3 pb-2">
      <div className="flex flex-wrap items-center gap-2">
        <ChoiceRow className="-ml-2" label={t('findings.show.label')} value={filter.show} onChoose={(show) => onFilter({ show })} choices={shows.map((show) => ({ value: show, label: <>{t(`findings.show.${show}`)}<span className="font-normal text-muted figures">{formats.number(counts[show])}</span></> }))} />
        <div className="flex flex-1 basis-72 items-center justify-end gap-2">
          <SearchField className="max-w-60 min-w-0 flex-1" label={t('findings.search')} hint={t('findings.searchHint')} value={filter.search} onChange={(search) => onFilter({ search })} />
          <Select
            label={t('findings.category.label')} value={filter.category ?? every}
            onChange={(category) => onFilter({ category: FindingCategory.safeParse(category).data ?? null })}
            choices={[{ value: every, label: t('findings.category.all') }, ...FindingCategory.options.filter((category) => props.categories.has(category)).map((category) => ({ value: category as string, label: t(`category.${category}`) }))]}
          />
          <IconButton disabled={props.shown === 0} label={props.areAllOpen ? t('findings.collapseAll') : t('findings.expandAll')} icon={props.areAllOpen ? <FoldVertical size={16} aria-hidden /> : <UnfoldVertical size={16} aria-hidden />} onClick={() => props.onOpenAll(!props.areAllOpen)} />
        </div>
      </div>
      {props.shown !== all && <p role="status" className="text-sm text-muted figures">{t('findings.shown', { shown: formats.number(props.shown), total: formats.number(all) })}</p>}
    </div>
  );
}
