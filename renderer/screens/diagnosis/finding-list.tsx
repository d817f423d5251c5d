/** The findings of a run, filtered, under their severities. One tab stop; j and k move, Enter opens and closes. */
import { memo, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { grantOf, searchText, type DescribeFinding } from '#renderer/format/describe-finding.ts';
import { causeOf, consequencesOf } from '#renderer/state/selectors/score-lines.ts';
import { countFindings, groupByGrant, groupBySeverity, initialFindingFilter, listFindings, pointsByFinding, showOf, type FindingFilter, type FindingShow } from '#renderer/state/selectors/findings-list.ts';
import type { DiagnosisRun } from '#shared/domain/diagnosis.ts';
import type { Finding } from '#shared/domain/finding.ts';
import type { FindingPlace } from './finding-detail.tsx';
import { FindingFilters } from './finding-filters.tsx';
import { FindingRow } from './finding-row.tsx';
import { UnknownGroups, type UnknownHelp } from './unknown-groups.tsx';

type Needs = { readonly run: DiagnosisRun; readonly describe: DescribeFinding; readonly hrefOf: (finding: string) => string; readonly isReplay: boolean; /** The finding to show first, from the address. */ readonly chosen: string | null; readonly help: UnknownHelp };

export const FindingList = memo(function FindingList({ run, describe, hrefOf, isReplay, chosen, help }: Needs) {
  const { t } = useTranslation('diagnosis');
  const { findings } = run;
  const [filter, setFilter] = useState(initialFindingFilter);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [cursor, setCursor] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const points = useMemo(() => pointsByFinding(run), [run]);
  const consequences = useMemo(() => new Set(run.score.rows.flatMap((row) => row.consequences)), [run]);
  const counts = useMemo(() => countFindings(findings), [findings]);
  const categories = useMemo(() => new Set(findings.map(({ category }) => category)), [findings]);
  const shown = useMemo(() => listFindings({ findings, filter, points, textOf: (finding) => searchText(finding, describe(finding)) }), [findings, filter, points, describe]);
  const place = useMemo((): FindingPlace => ({ hostName: run.hostName, isReplay, hrefOf, causeOf: (id) => causeOf(run, id), consequencesOf: (id) => consequencesOf(run, id) }), [run, isReplay, hrefOf]);
  useChosen({ chosen, findings, filter, setFilter, open: (id) => { setOpen((old) => new Set(old).add(id)); setCursor(id); }, box });
  const toggle = useMemo(() => (id: string): void => {
    setCursor(id);
    setOpen((old) => { const next = new Set(old); if (!next.delete(id)) next.add(id); return next; });
  }, []);
  const present = shown.some(({ id }) => id === cursor) ? cursor : (shown[0]?.id ?? null);
  const row = (finding: Finding) => <FindingRow key={finding.id} finding={finding} describe={describe} points={points.get(finding.id) ?? null} isConsequence={consequences.has(finding.id)} isOpen={open.has(finding.id)} isCursor={finding.id === present} place={place} onToggle={toggle} />;
  return (
    <div ref={box} onKeyDown={(event) => moveByKey(event, box.current, setCursor)}>
      <FindingFilters filter={filter} counts={counts} categories={categories} shown={shown.length} areAllOpen={shown.length > 0 && shown.every(({ id }) => open.has(id))}
        onFilter={(change) => setFilter((old) => ({ ...old, ...change }))} onOpenAll={(isOpen) => setOpen(new Set(isOpen ? shown.map(({ id }) => id) : []))} />
      {shown.length === 0 && <NothingShown filter={filter} counts={counts} onShow={(show) => setFilter({ ...initialFindingFilter, show })} />}
      {filter.show === 'unknown' && shown.length > 0
        ? <UnknownGroups groups={groupByGrant(shown, grantOf)} help={help} row={row} />
        : groupBySeverity(shown).map(({ severity, findings: own }) => (
          <section key={severity} aria-label={t(`severityHeading.${severity}`)}>
            <h2 className="flex items-baseline gap-2 px-4 pt-5 pb-1 font-semibold">{t(`severityHeading.${severity}`)}<span className="font-normal text-muted figures">{own.length}</span></h2>
            <ul className="border-t border-line/60">{own.map(row)}</ul>
          </section>
        ))}
    </div>
  );
});

/** The finding of the address is shown, opened and brought into view, whatever the filters were. */
function useChosen(needs: { readonly chosen: string | null; readonly findings: readonly Finding[]; readonly filter: FindingFilter; readonly setFilter: (filter: FindingFilter) => void; readonly open: (id: string) => void; readonly box: RefObject<HTMLDivElement | null> }): void {
  const { chosen, findings } = needs;
  const [handled, setHandled] = useState<string | null>(null);
  const found = chosen === null ? undefined : findings.find(({ id }) => id === chosen);
  if (chosen !== handled && (chosen === null || found !== undefined)) {
    setHandled(chosen);
    if (found !== undefined) {
      const show = showOf(found);
      if (needs.filter.show !== 'all' || needs.filter.search !== '' || needs.filter.category !== null) needs.setFilter({ show, category: null, search: '' });
      needs.open(found.id);
    }
  }
  const seen = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (seen.current === handled) return;
    seen.current = handled;
    if (handled === null) return;
    const button = findButton(needs.box.current, handled);
    button?.scrollIntoView({ block: 'center' });
    button?.focus({ preventScroll: true });
  });
}

function findButton(box: HTMLElement | null, id: string): HTMLElement | null {
  return [...(box?.querySelectorAll<HTMLElement>('[data-finding]') ?? [])].find((button) => button.dataset['finding'] === id) ?? null;
}

function moveByKey(event: KeyboardEvent, box: HTMLElement | null, onMove: (id: string) => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement) || event.target.dataset['finding'] === undefined) return;
  const buttons = [...(box?.querySelectorAll<HTMLElement>('[data-finding]') ?? [])];
  const at = buttons.indexOf(event.target);
  const to = event.key === 'j' || event.key === 'ArrowDown' ? at + 1 : event.key === 'k' || event.key === 'ArrowUp' ? at - 1 : event.key === 'Home' ? 0 : event.key === 'End' ? buttons.length - 1 : at;
  const next = buttons[Math.max(0, Math.min(buttons.length - 1, to))];
  if (next === undefined || next === event.target) return;
  event.preventDefault();
  onMove(next.dataset['finding'] ?? '');
  next.focus();
}

function NothingShown({ filter, counts, onShow }: { filter: FindingFilter; counts: Readonly<Record<FindingShow, number>>; onShow: (show: FindingShow) => void }) {
  const { t } = useTranslation('diagnosis');
  if (filter.search !== '' || filter.category !== null || counts[filter.show] > 0) return <EmptyState title={t('findings.nothing.title')} action={<Button onClick={() => onShow('all')}>{t('findings.nothing.clear')}</Button>}>{t('findings.nothing.body')}</EmptyState>;
  if (filter.show === 'unknown') return <EmptyState title={t('findings.noUnknown.title')}>{t('findings.noUnknown.body')}</EmptyState>;
  if (filter.show === 'muted') return <EmptyState title={t('findings.noMuted.title')}>{t('findings.noMuted.body')}</EmptyState>;
  return (
    <EmptyState title={t('findings.noProblems.title')} action={counts.unknown > 0 && <Button onClick={() => onShow('unknown')}>{t('findings.noProblems.showUnknown')}</Button>}>
      {t('findings.noProblems.body', { count: counts.fine })}{counts.unknown > 0 && ` ${t('findings.noProblems.unknown', { count: counts.unknown })}`}
    </EmptyState>
  );
}
