/** Whose run, when, by whom, at what cost; and what can be done with it. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ChevronLeft } from 'lucide-react';
import { Age } from '#renderer/components/age.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { isRunning } from '#renderer/state/diagnosis-replica.ts';
import { formatRoute } from '#renderer/state/routes.ts';
import type { DiagnosisRun, RunProgress } from '#shared/domain/diagnosis.ts';
import { RunProgressLine } from './run-progress.tsx';

export function RunHeader({ name, nameHref, run, progress, isReplay, children }: { name: string; /** null: there is no such host here. */ nameHref: string | null; run: DiagnosisRun | null; progress: RunProgress | null; isReplay: boolean; children: ReactNode }) {
  const { t } = useTranslation('diagnosis');
  return (
    <header className="flex shrink-0 flex-col gap-0.5 px-4 pt-2.5 pb-2.5">
      <a href={formatRoute({ screen: 'diagnoses' })} className="-ml-1 inline-flex w-max items-center gap-0.5 text-muted hover:text-text"><ChevronLeft size={14} aria-hidden />{t('page.back')}</a>
      <div className="flex min-w-0 items-center gap-2">
        <h1 className="flex min-w-0 flex-1 text-xl font-semibold">
          <span className="sr-only">{`${t('title')}: `}</span>
          {nameHref === null ? <Foreign text={name} /> : <a href={nameHref} title={t('page.toHost')} className="flex min-w-0 hover:underline"><Foreign text={name} /></a>}
        </h1>
        {children}
      </div>
      {isRunning(progress) && progress !== null ? <RunProgressLine progress={progress} /> : run !== null && <RunFacts run={run} isReplay={isReplay} />}
    </header>
  );
}

export function RunFacts({ run, isReplay }: { run: DiagnosisRun; isReplay: boolean }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const { cost } = run;
  const detail = [t('page.costDetail', { commands: formats.number(cost.commands), bytes: formats.bytes(cost.bytes), redis: formats.number(cost.redisCommands), control: formats.number(cost.controlRequests) }), ...(cost.variant === 'sh' ? [t('page.costDetailSh')] : [])].join('. ');
  return (
    <p className="flex flex-wrap gap-x-3 text-muted figures">
      <span>{t('page.ran', { when: formats.absolute(run.endedAt), by: t(`by.${run.by}`) })}</span>
      {!isReplay && <Age at={run.endedAt} isPast />}
      <span>{t('page.checks', { count: run.findings.length })}</span>
      <span>{t('page.took', { time: formats.duration(cost.wallMs) })}</span>
      <span title={detail}>{cost.cpuMs === null ? t('page.costUnknown') : t('page.cost', { cpu: formats.duration(cost.cpuMs) })}</span>
    </p>
  );
}
