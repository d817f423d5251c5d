/** Which proof said what, and when: the evidence behind one verdict, for a popover or a page. Advice stands before it. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Verdict } from '#shared/domain/worker.ts';
import { describeProof } from '#renderer/format/describe-proof.ts';
import { describeVerdict } from '#renderer/format/describe-verdict.ts';
import { Age } from './age.tsx';
import { useFormats } from './formats-context.tsx';
import { VerdictGlyph } from './verdict-glyph.tsx';

export function VerdictProofs({ verdict, children }: { verdict: Verdict; children?: ReactNode }) {
  const { t } = useTranslation('verdicts');
  const formats = useFormats();
  const words = describeVerdict(t, verdict);
  return (
    <div className="flex max-w-120 flex-col gap-3">
      <div className="flex flex-col gap-0.5">
        <div className="flex items-center gap-2 font-semibold">
          <VerdictGlyph kind={verdict.kind} />
          <span className="first-letter:uppercase">{words.name}</span>
          <Age at={verdict.since} className="font-normal" />
        </div>
        <p>{words.reason}</p>
        <p className="text-muted">{words.meaning}</p>
      </div>
      {children}
      {verdict.proofs.length > 0 && (
        <table className="w-full text-sm">
          <tbody>
            {verdict.proofs.map((proof) => {
              const line = describeProof(t, formats, proof);
              return (
                <tr key={`${proof.source} ${proof.says}`} className="border-t align-baseline">
                  <th scope="row" className="py-1 pr-3 text-left font-normal whitespace-nowrap text-muted">{line.source}</th>
                  <td className="py-1 pr-4">
                    {line.says}
                    {line.figures.length > 0 && <span className="text-muted">{`, ${line.figures.join(', ')}`}</span>}
                  </td>
                  <td className="py-1 text-right"><Age at={proof.at} /></td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </div>
  );
}
