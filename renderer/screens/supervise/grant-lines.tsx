/** Why this account may not act, and the exact lines that would allow it, to be copied. Nothing is written from here. */
import { Ban } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Copyable } from '#renderer/components/copyable.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import type { Ability, Grant } from '#shared/domain/supervision.ts';
import { refusalWords } from './refusal-words.ts';

export function RefusalNote({ ability, hostName }: { ability: Ability; hostName: string }) {
  const { t: tErrors } = useTranslation('errors');
  const formats = useFormats();
  if (ability.isAllowed || ability.because === null) return null;
  const words = refusalWords(tErrors, formats, ability.because, ability.about);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-start gap-2 wrap-anywhere">
        <Ban size={14} aria-hidden className="mt-0.75 shrink-0 text-muted" />
        <p>{words.why} <span className="text-muted">{words.next}</span></p>
      </div>
      {ability.grant !== null && <GrantLines grant={ability.grant} hostName={hostName} />}
    </div>
  );
}

function GrantLines({ grant, hostName }: { grant: Grant; hostName: string }) {
  const { t } = useTranslation('supervise');
  const host = isolateForeign(hostName, 60);
  return (
    <div className="flex flex-col gap-1.5 pl-5.5">
      <p className="text-sm text-muted wrap-anywhere">{grant.file === null ? t('grant.commands', { host }) : t('grant.file', { host, file: isolateForeign(grant.file) })}</p>
      <Copyable text={grant.lines.join('\n')} />
    </div>
  );
}
