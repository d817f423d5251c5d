/** A fix's plan: each value before and after with what it does, each file of ours as a difference, the commands; or why there is none. */
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Ban } from 'lucide-react';
import { classNames } from '#renderer/components/class-names.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { fileLines } from '#renderer/format/file-lines.ts';
import { foreignLines } from '#renderer/format/foreign-lines.ts';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import { useApp } from '#renderer/state/hooks.tsx';
import type { FixChange, FixPlan } from '#shared/domain/fix.ts';
import { sayReportRow } from '#shared/fix-words/report-words.ts';
import { refusalWords, sayChange } from '#shared/fix-words/say-fix.ts';

export function FixPlanView({ plan }: { plan: FixPlan }) {
  const { t } = useTranslation('diagnosis');
  const { language } = useFormats();
  if (plan.refused !== null) {
    const { because, about, byHand } = plan.refused;
    return (
      <div role="alert" className="flex gap-2 border-l-3 border-bad bg-sunken px-4 py-2">
        <Ban size={14} aria-hidden className="mt-0.75 shrink-0 text-muted" />
        <div className="min-w-0 wrap-anywhere"><p className="font-semibold">{t('fixes.refused')}</p><p>{refusalWords[because][language]}</p>{about !== '' && <p className="font-mono text-sm text-muted"><bdi>{showForeign(about, 300)}</bdi></p>}{byHand !== null && <ByHand text={byHand} />}</div>
      </div>
    );
  }
  const files = plan.changes.filter(({ kind }) => kind === 'file');
  return (
    <>
      <Consequences plan={plan} />
      <FixValues changes={plan.changes} isBack={false} />
      {plan.report.length > 0 && <ReportRows plan={plan} />}
      {files.length > 0 && <section className="flex flex-col gap-2"><h3 className="font-semibold">{t('fixes.plan.files')}</h3>{files.map((file) => <FileDiff key={file.what} file={file} />)}</section>}
      {plan.commands.length > 0 && (
        <section>
          <h3 className="mb-1 font-semibold">{t('fixes.plan.commands')}</h3>
          <ol className="border-t">{plan.commands.map((command, index) => <li key={`${index} ${command}`} className="border-b border-line/60 py-1"><code dir="ltr" className="font-mono text-sm wrap-anywhere whitespace-pre-wrap">{foreignLines(command)}</code></li>)}</ol>
        </section>
      )}
    </>
  );
}

function ByHand({ text }: { text: string }) {
  const id = useId();
  const { t } = useTranslation('diagnosis');
  return (
    <section aria-labelledby={id} className="mt-2">
      <h3 id={id} className="font-semibold">{t('fixes.byHand')}</h3>
      <div role="region" aria-labelledby={id} tabIndex={0} dir="ltr" className="max-h-60 overflow-auto font-mono text-sm leading-4.5"><pre className="wrap-anywhere whitespace-pre-wrap">{foreignLines(text)}</pre></div>
    </section>
  );
}

function Consequences({ plan: { restarts, remakes, provingMs, isLasting } }: { plan: FixPlan }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const name = useApp(({ replica }) => (restarts === null ? null : (replica.workers.get(restarts)?.name ?? restarts)));
  if (name === null && isLasting) return null;
  const worker = isolateForeign(name ?? '');
  return (
    <ul className="flex flex-col gap-1 wrap-anywhere">
      {name !== null && <li className="font-medium">{provingMs === null ? t('fixes.restartsPlain', { worker }) : t('fixes.restarts', { worker, time: `${formats.number(Math.round(provingMs / 1000))}\u00a0s` })}</li>}
      {remakes !== null && <li className="text-warn">{t('fixes.remakes', { service: isolateForeign(remakes.service), time: `${formats.number(Math.round(remakes.killsAfterMs / 1000))}\u00a0s` })}</li>}
      {!isLasting && <li className="text-warn">{t('fixes.fleeting')}</li>}
    </ul>
  );
}

/** `isBack`: from what stands now to what was before. */
export function FixValues({ changes, isBack }: { changes: readonly FixChange[]; isBack: boolean }) {
  const { t } = useTranslation('diagnosis');
  const { language } = useFormats();
  const values = changes.filter(({ kind }) => kind !== 'file');
  if (values.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1 font-semibold">{t('fixes.plan.values')}</h3>
      <table className="w-full table-fixed">
        <thead className="text-left text-sm text-muted"><tr><th className="w-2/5 py-1 pr-4 font-normal">{t('fixes.plan.value')}</th><th className="py-1 pr-4 font-normal">{t('fixes.plan.before')}</th><th className="py-1 font-normal">{t('fixes.plan.after')}</th></tr></thead>
        {values.map((change, index) => {
          const does = isBack ? null : sayChange(change, language);
          return (
            <tbody key={`${index} ${change.what}`} className="border-t border-line/60 align-baseline wrap-anywhere">
              <tr className="font-mono text-sm"><th scope="row" className="pt-1 pr-4 text-left font-normal"><bdi>{showForeign(change.what)}</bdi></th><td className="pt-1 pr-4 text-muted"><Value text={isBack ? change.after : change.before} /></td><td className="pt-1"><Value text={isBack ? change.before : change.after} /></td></tr>
              <tr><td colSpan={3} className="pb-1.5 text-muted">{does === null ? null : showForeign(does)}</td></tr>
            </tbody>
          );
        })}
      </table>
    </section>
  );
}

/** A profile beside the field report it comes from: what was set there, what it does in this worker's pool, what is put in its place. */
function ReportRows({ plan: { report, fix } }: { plan: FixPlan }) {
  const id = useId();
  const { t } = useTranslation('diagnosis');
  const { language } = useFormats();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="mb-1 font-semibold">{t('fixes.report.title')}</h3>
      <table className="w-full table-fixed">
        <thead className="text-left text-sm text-muted"><tr><th className="w-2/5 py-1 pr-4 font-normal">{t('fixes.plan.value')}</th><th className="py-1 pr-4 font-normal">{t('fixes.report.reported')}</th><th className="py-1 pr-4 font-normal">{t('fixes.plan.before')}</th><th className="py-1 font-normal">{t('fixes.report.proposed')}</th></tr></thead>
        {report.map((row) => {
          const { effect, inPool, why } = sayReportRow(fix.id, row, language);
          return (
            <tbody key={row.name} className="border-t border-line/60 align-baseline wrap-anywhere">
              <tr className="font-mono text-sm"><th scope="row" className="pt-1 pr-4 text-left font-normal">{row.name}</th><td className="pt-1 pr-4 text-muted"><Value text={row.reported} />{inPool !== '' && <span className="block font-sans">{inPool}</span>}</td><td className="pt-1 pr-4 text-muted">{row.now === null ? <span className="font-sans">–</span> : <bdi>{showForeign(row.now)}</bdi>}</td><td className="pt-1">{row.proposed === null ? <span className="font-sans text-muted">{effect}</span> : <>{row.proposed}<span className="block font-sans text-muted">{effect}</span></>}</td></tr>
              <tr><td colSpan={4} className="pb-1.5 text-muted">{why}</td></tr>
            </tbody>
          );
        })}
      </table>
    </section>
  );
}

function Value({ text }: { text: string | null }) {
  const { t } = useTranslation('diagnosis');
  return text === null ? <span className="font-sans text-muted">{t('fixes.plan.unset')}</span> : <bdi>{showForeign(text)}</bdi>;
}

function FileDiff({ file }: { file: FixChange }) {
  const { t } = useTranslation('diagnosis');
  return (
    <figure className="overflow-hidden rounded-md border">
      <figcaption className="border-b bg-sunken px-2.5 py-1 font-mono text-sm wrap-anywhere"><bdi>{showForeign(file.what)}</bdi>{file.after === null && <span className="ml-2 font-sans text-muted">{t('fixes.plan.gone')}</span>}</figcaption>
      <div role="region" aria-label={t('fixes.plan.diff', { path: isolateForeign(file.what) })} tabIndex={0} dir="ltr" className="max-h-60 overflow-auto py-1 font-mono text-sm leading-4.5">
        {fileLines(file.before, file.after).map(({ sign, text }, index) => <pre key={index} className={classNames('px-2.5 wrap-anywhere whitespace-pre-wrap', sign === '+' && 'bg-good/10', sign === '-' && 'bg-bad/10', sign === ' ' && 'text-muted')}>{`${sign} ${text}`}</pre>)}
      </div>
    </figure>
  );
}
