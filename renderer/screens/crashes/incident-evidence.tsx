/** The lines themselves, each under the place it was read from. Foreign text: escaped, never obeyed. */
import { useTranslation } from 'react-i18next';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { formatRoute } from '#renderer/state/routes.ts';
import type { EvidenceLine, Incident } from '#shared/domain/crash.ts';
import { DossierSection } from './dossier-section.tsx';

export function IncidentEvidence({ incident }: { incident: Incident }) {
  const { t } = useTranslation('crashes');
  const formats = useFormats();
  const { evidence } = incident;
  return (
    <DossierSection title={t('incident.evidence')} aside={evidence.length === 0 ? undefined : formats.number(evidence.length)}>
      {evidence.length === 0 && <p className="text-muted">{t('incident.evidenceNone')}</p>}
      <div className="flex flex-col gap-3">
        {bySource(evidence).map((group, index) => (
          <div key={index} className="overflow-hidden rounded-md border">
            <div className="flex min-w-0 items-center gap-3 border-b bg-sunken px-2.5 py-0.5 text-sm">
              <span className="flex min-w-0 flex-1"><Foreign text={group.name} isMono /></span>
              <span className="shrink-0 text-muted figures">{placeOf(group.lines[0])}</span>
              <a href={formatRoute({ screen: 'logs', at: group.lines[0]?.at ?? incident.at, sources: group.lines[0] === undefined ? null : [group.lines[0].place.source] })} className="shrink-0 rounded-sm underline decoration-line-strong underline-offset-3 hover:text-muted">{t('incident.openLine')}</a>
            </div>
            <div className="overflow-x-auto py-1">
              {group.lines.map((line, at) => (
                <div key={at} className="grid grid-cols-[5.75rem_max-content] px-2.5">
                  <time dateTime={new Date(line.at).toISOString()} title={formats.absolute(line.at)} className="text-sm leading-5 text-muted figures">{line.atIsEstimated ? `≈ ${formats.clock(line.at)}` : formats.clock(line.at)}</time>
                  <pre dir="ltr" className="font-mono text-sm leading-5">{line.text.split(/\r?\n/).map((one) => showForeign(one, 4000)).join('\n')}</pre>
                </div>
              ))}
            </div>
          </div>
        ))}
      </div>
    </DossierSection>
  );

  function placeOf(line: EvidenceLine | undefined): string {
    if (line === undefined) return '';
    if (line.place.line !== null) return t('incident.line', { line: formats.number(line.place.line) });
    return line.place.offset === null ? '' : t('incident.offset', { offset: formats.number(line.place.offset) });
  }
}

function bySource(lines: readonly EvidenceLine[]): readonly { readonly name: string; readonly lines: readonly EvidenceLine[] }[] {
  const groups: { name: string; source: string; lines: EvidenceLine[] }[] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last !== undefined && last.source === line.place.source) last.lines.push(line);
    else groups.push({ name: line.sourceName, source: line.place.source, lines: [line] });
  }
  return groups;
}
