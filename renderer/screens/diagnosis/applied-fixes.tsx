/** The fixes that a host keeps: who applied each, how it stands, and the way back. Asked when shown and when one of ours has ended. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Age } from '#renderer/components/age.tsx';
import { Button } from '#renderer/components/button.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useHeld } from '#renderer/components/use-held.ts';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useAnswer, useApp, useIsPending } from '#renderer/state/hooks.tsx';
import { selectIsReadOnly } from '#renderer/state/selectors/app-facts.ts';
import { selectFixNews } from '#renderer/state/selectors/fix-news.ts';
import type { AppliedFix } from '#shared/domain/fix.ts';
import type { HostView } from '#shared/domain/host.ts';
import { sayFix, stateWords } from '#shared/fix-words/say-fix.ts';
import { ProfileMenu } from './profile-menu.tsx';
import { TakeBackDialog } from './take-back-dialog.tsx';
import { useFailure } from './use-diagnose.ts';

export function AppliedFixes({ host }: { host: HostView }) {
  const { t } = useTranslation('diagnosis');
  const isConnected = host.link.phase === 'connected';
  const news = useApp(selectFixNews(host.id));
  const asked = useAnswer('fixes.list', isConnected ? { host: host.id } : null, news);
  const fixes = useHeld(asked.value)?.fixes ?? null;
  return (
    <section aria-label={t('fixes.inForce.title')}>
      <div className="mb-1 flex items-center justify-between gap-2">
        <h2 className="text-sm text-muted">{t('fixes.inForce.title')}</h2>
        <ProfileMenu host={host.id} isConnected={isConnected} />
      </div>
      {asked.error !== null && <ErrorNote error={asked.error} className="text-sm" />}
      {!isConnected && <p className="text-muted">{t('fixes.inForce.away')}</p>}
      {isConnected && fixes === null && asked.error === null && <p role="status" className="text-muted">{t('fixes.inForce.looking')}</p>}
      {fixes !== null && fixes.length === 0 && isConnected && <p className="text-muted">{t('fixes.inForce.none')}</p>}
      {fixes !== null && fixes.length > 0 && <ul className="border-t">{fixes.map((fix) => <AppliedRow key={fix.id} fix={fix} canAct={isConnected} onChange={asked.again} />)}</ul>}
    </section>
  );
}

function AppliedRow({ fix, canAct, onChange }: { fix: AppliedFix; canAct: boolean; onChange: () => void }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const { ask } = useActions();
  const fail = useFailure(t('fixes.clear.failed'));
  const [isAsking, setAsking] = useState(false);
  const isReadOnly = useApp(selectIsReadOnly);
  const isPending = useIsPending('fixes.forget', fix.id);
  const { title } = sayFix(fix.fix, formats.language);
  const isInForce = fix.state === 'in-force' || fix.state === 'proving';
  const words = { title: showForeign(title), on: isolateForeign(fix.label, 80) };
  const clear = (): void => void ask('fixes.forget', { host: fix.host, id: fix.id }, { subject: fix.id }).then((result) => { if (result.ok) onChange(); else fail(result.error); });
  const isOff = isReadOnly || !canAct;
  const why = isReadOnly ? t('fixes.readOnly') : canAct ? undefined : t('fixes.inForce.away');
  return (
    <li className="flex flex-col gap-0.5 border-b border-line/60 py-1.5 wrap-anywhere">
      <p>{words.title}</p>
      <p className="text-sm text-muted"><bdi>{showForeign(fix.label, 120)}</bdi> · {t('fixes.inForce.by', { who: isolateForeign(fix.who, 80) })} · <Age at={fix.at} isPast /></p>
      {fix.state === 'proving' && fix.deadline !== null && <p className="text-sm text-muted">{t('fixes.inForce.until', { when: formats.clock(fix.deadline) })}</p>}
      {fix.left.length > 0 && <p className="text-sm text-warn">{t('fixes.inForce.left', { files: fix.left.map((file) => isolateForeign(file)).join(', ') })}</p>}
      <div className="flex items-center justify-between gap-2">
        <span className={fix.state === 'failed' || fix.state === 'rolled-back-by-itself' ? 'text-warn' : undefined}>{stateWords[fix.state][formats.language]}</span>
        {isInForce
          ? <Button size="small" aria-label={t('fixes.takeBack.label', words)} disabled={isOff} title={why} onClick={() => setAsking(true)}>{t('fixes.takeBack.button')}</Button>
          : <Button size="small" aria-label={t('fixes.clear.label', words)} disabled={isOff} title={why} isWorking={isPending} onClick={clear}>{t('fixes.clear.button')}</Button>}
      </div>
      {isAsking && <TakeBackDialog fix={fix} title={words.title} onClose={() => setAsking(false)} />}
    </li>
  );
}
