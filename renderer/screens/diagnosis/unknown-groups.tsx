/** What could not be judged, by what it would take: the sentence, the exact command for a person to run, and the checks it opens. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { Copyable } from '#renderer/components/copyable.tsx';
import { SeverityGlyph } from '#renderer/components/severity-glyph.tsx';
import { grantCommand, needsNewLogin } from '#renderer/format/describe-finding.ts';
import type { GrantGroup } from '#renderer/state/selectors/findings-list.ts';
import type { Finding, Grant } from '#shared/domain/finding.ts';

export type UnknownHelp = {
  /** Who Fleetbeat logs in as; null when it is not known. */
  readonly user: string | null;
  /** null where there is no living host behind the run. */
  readonly onAgain: (() => void) | null;
  readonly editHref: string | null;
};

export function UnknownGroups({ groups, help, row }: { groups: readonly GrantGroup[]; help: UnknownHelp; row: (finding: Finding) => ReactNode }) {
  const { t } = useTranslation('diagnosis');
  return (
    <>
      <p className="px-4 pt-4 text-muted">{t('unknown.lead', { count: groups.reduce((sum, { findings }) => sum + findings.length, 0) })}</p>
      {groups.map(({ grant, findings }) => (
        <section key={grant} aria-label={t(`grant.${grant}.title`)} className="pt-5">
          <div className="flex max-w-200 flex-col gap-1 px-4 pb-2">
            <h2 className="flex items-baseline gap-2 font-semibold">
              <span className="relative top-0.5"><SeverityGlyph severity="unknown" /></span>
              {t(`grant.${grant}.title`)}
              <span className="font-normal text-muted figures">{t('unknown.opens', { count: findings.length })}</span>
            </h2>
            <div className="pl-[22px]">
              <p className="text-muted">{t(`grant.${grant}.body`)}</p>
              <GrantHelp grant={grant} help={help} />
            </div>
          </div>
          <ul className="border-t border-line/60">{findings.map(row)}</ul>
        </section>
      ))}
    </>
  );
}

function GrantHelp({ grant, help }: { grant: Grant; help: UnknownHelp }) {
  const { t } = useTranslation('diagnosis');
  const command = grantCommand(grant, help.user);
  if (command !== null) {
    return (
      <div className="mt-1.5 flex flex-col gap-1">
        <Copyable text={command} />
        {needsNewLogin(grant) && <p className="text-sm text-muted">{t('unknown.loginAgain')}</p>}
      </div>
    );
  }
  if (help.onAgain !== null && (grant === 'second-round' || grant === 'worker-reply' || grant === 'connection')) return <Button size="small" className="mt-1.5" onClick={help.onAgain}>{t('page.again')}</Button>;
  if (help.editHref !== null && (grant === 'same-user' || grant === 'logs')) return <a href={help.editHref} className="mt-1 inline-block underline decoration-line-strong underline-offset-2 hover:decoration-text">{t('unknown.editLogin')}</a>;
  return null;
}
