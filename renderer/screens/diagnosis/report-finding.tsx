/** One problem in the printed report, with its evidence. */
import { useTranslation } from 'react-i18next';
import { useFormats } from '#renderer/components/formats-context.tsx';
import type { FindingWords } from '#renderer/format/describe-finding.ts';
import { foreignLines } from '#renderer/format/foreign-lines.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import type { Finding } from '#shared/domain/finding.ts';

/** Enough to see what was seen; the window and the bundle have the rest. */
const mostLines = 10;
const mostCharacters = 700;

export function ReportFinding({ finding, words, points }: { finding: Finding; words: FindingWords; points: number | null }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  // One that hardly fits on a page would leave the page before it empty.
  const isLong = finding.evidence.reduce((sum, { excerpt }) => sum + Math.min(mostCharacters, excerpt?.length ?? 0), 0) > 1500;
  const lines: readonly (readonly [string, string])[] = [[t('finding.cause'), words.cause], [t('finding.fix'), words.fix]];
  return (
    <div className={isLong ? 'finding long' : 'finding'}>
      <div className="head">
        <span className={`mark ${finding.severity}`}>{t(`severity.${finding.severity}`)}</span>
        <h3>{words.title}</h3>
        {finding.subject.kind !== 'host' && <bdi className="quiet">{showForeign(finding.subject.name, 200)}</bdi>}
        {finding.isBlocking && <span className="mark crit">{t('findings.blocking')}</span>}
        <span className="end">{finding.check}{points !== null && points > 0 && ` · ${t('score.points', { points: formats.number(points, 1) })}`}</span>
      </div>
      <p>{words.says}</p>
      <dl>
        {lines.map(([term, text]) => text !== '' && <div key={term} style={{ display: 'contents' }}><dt>{term}</dt><dd>{text}</dd></div>)}
        {finding.command !== null && <><dt>{t('finding.command')}</dt><dd><code className="command">{foreignLines(finding.command)}</code></dd></>}
        {words.refute !== '' && <><dt>{t('finding.refute')}</dt><dd>{words.refute}</dd></>}
        {finding.evidence.length > 0 && (
          <>
            <dt>{t('finding.evidence')}</dt>
            <dd>
              <table className="evidence"><tbody>
                {finding.evidence.map((piece, index) => (
                  <tr key={`${piece.name} ${index}`}>
                    <td><code>{showForeign(piece.source, 300)}</code></td>
                    <td>{piece.state !== 'had' && <strong>{t(`finding.state.${piece.state}`)} </strong>}{piece.excerpt !== null && <pre>{foreignLines(piece.excerpt.slice(0, mostCharacters), mostLines)}</pre>}</td>
                    <td>{formats.clock(piece.at)}</td>
                  </tr>
                ))}
              </tbody></table>
            </dd>
          </>
        )}
        {words.link !== null && <><dt>{t('finding.source')}</dt><dd>{words.link}</dd></>}
      </dl>
    </div>
  );
}
