/** What a finding rests on: each piece with its value, where it came from, when, and whether it might be read. */
import { useTranslation } from 'react-i18next';
import { Age } from '#renderer/components/age.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { foreignLines } from '#renderer/format/foreign-lines.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import type { EvidenceShown } from '#shared/domain/finding.ts';

export function EvidenceTable({ evidence, isPast }: { evidence: readonly EvidenceShown[]; /** In a replay an age says nothing. */ isPast: boolean }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  if (evidence.length === 0) return <p className="text-muted">{t('finding.noEvidence')}</p>;
  return (
    <table className="w-full table-fixed text-sm">
      <colgroup><col className="w-[34%]" /><col /><col className="w-24" /></colgroup>
      <thead className="sr-only"><tr><th scope="col">{t('finding.piece.source')}</th><th scope="col">{t('finding.piece.value')}</th><th scope="col">{t('finding.piece.at')}</th></tr></thead>
      <tbody>
        {evidence.map((piece, index) => (
          <tr key={`${piece.name} ${index}`} className="border-t border-line/60 align-top">
            <th scope="row" className="py-1.5 pr-4 text-left font-normal">
              <bdi className="block font-mono text-xs wrap-anywhere">{showForeign(piece.source, 300)}</bdi>
              <bdi className="block truncate text-xs text-muted" title={showForeign(piece.name)}>{showForeign(piece.name, 200)}</bdi>
            </th>
            <td className="min-w-0 py-1.5 pr-3">
              {piece.state !== 'had' && <span className="mr-2 font-medium text-away">{t(`finding.state.${piece.state}`)}</span>}
              {piece.grant !== null && piece.grant !== 'none' && <span className="mr-2 text-muted">{t(`grant.${piece.grant}.title`)}</span>}
              {piece.excerpt !== null && piece.excerpt !== '' ? <Excerpt text={piece.excerpt} /> : piece.state === 'had' && <span className="text-muted">{t('finding.nothingThere')}</span>}
            </td>
            <td className={classNames('py-1.5 text-right text-xs')}>{isPast ? <time dateTime={new Date(piece.at).toISOString()} title={formats.absolute(piece.at)} className="text-muted figures">{formats.clock(piece.at)}</time> : <Age at={piece.at} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Excerpt({ text }: { text: string }) {
  return <pre dir="ltr" className="max-h-40 overflow-auto font-mono text-xs wrap-anywhere whitespace-pre-wrap">{foreignLines(text)}</pre>;
}
