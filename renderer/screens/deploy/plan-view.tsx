/** A plan before anything is done: each file with its difference, each command, each worker, each reason against it. */
import { useTranslation } from 'react-i18next';
import { Ban, Info } from 'lucide-react';
import { Badge } from '#renderer/components/badge.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { Copyable } from '#renderer/components/copyable.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import type { DeployPlan, FileChange } from '#shared/domain/deployment.ts';

export function PlanView({ plan }: { plan: DeployPlan }) {
  return (
    <div className="flex flex-col gap-5">
      <Refusals plan={plan} />
      <PlanFacts plan={plan} />
      <WorkersTouched plan={plan} />
      <Files files={plan.files} />
      <Commands plan={plan} />
      <Advice plan={plan} />
    </div>
  );
}

function Refusals({ plan }: { plan: DeployPlan }) {
  const { t } = useTranslation('deploy');
  if (plan.refused.length === 0) return null;
  return (
    <section role="alert" className="border-l-3 border-bad bg-sunken px-4 py-2">
      <h3 className="font-semibold">{t('refusedTitle')}</h3>
      <ul>{plan.refused.map(({ because, about }, index) => <li key={`${index} ${because}`} className="flex items-start gap-2 wrap-anywhere"><Ban size={14} aria-hidden className="mt-0.75 shrink-0 text-muted" />{t(`refused.${because}`, { about: isolateForeign(about) })}</li>)}</ul>
    </section>
  );
}

function PlanFacts({ plan }: { plan: DeployPlan }) {
  const { t } = useTranslation('deploy');
  const formats = useFormats();
  const { installedVersion: from, newVersion: to } = plan;
  const version = to === null ? t('versionGone', { from: from ?? '–' }) : from === null ? t('versionNew', { version: to }) : from === to ? t('versionSame', { version: to }) : t('versionFromTo', { from, to });
  const space = plan.freeBytes === null ? t('spaceNeeded', { needed: formats.bytes(plan.neededBytes) }) : t('spaceOf', { needed: formats.bytes(plan.neededBytes), free: formats.bytes(plan.freeBytes) });
  const rows: readonly (readonly [string, string])[] = [
    [t('facts.version'), showForeign(version, 120)],
    [t('facts.form'), t(`form.${plan.form}`)],
    [t('facts.directory'), showForeign(plan.directory, 300)],
    [t('facts.python'), plan.python === null ? t('noPython') : showForeign(`${plan.python.version}, ${plan.python.path}`, 200)],
    [t('facts.space'), space],
  ];
  return <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-4 figures">{rows.map(([name, value]) => <div key={name} className="contents"><dt className="text-muted">{name}</dt><dd className="wrap-anywhere">{value}</dd></div>)}</dl>;
}

function WorkersTouched({ plan }: { plan: DeployPlan }) {
  const { t } = useTranslation('deploy');
  return (
    <section>
      <h3 className="mb-0.5 font-semibold">{t('workers.title')}</h3>
      {plan.workers.length === 0 && <p className="text-muted">{t('workers.none')}</p>}
      <ul>{plan.workers.map((worker, index) => <li key={`${index} ${worker.program}`} className="flex gap-3 figures"><Foreign text={worker.program} className="w-52 shrink-0" /><span className="w-24 shrink-0 text-muted">{worker.pid === null ? '' : `pid ${worker.pid}`}</span><span className={classNames((worker.effect === 'restarts' || worker.effect === 'stops') && 'font-medium text-warn')}>{t(`effect.${worker.effect}`)}</span></li>)}</ul>
    </section>
  );
}

function Files({ files }: { files: readonly FileChange[] }) {
  const { t } = useTranslation('deploy');
  const changed = files.filter(({ change }) => change !== 'same');
  const same = files.length - changed.length;
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="font-semibold">{t('files.title')}</h3>
      {changed.map((file) => <FileEntry key={file.path} file={file} />)}
      {same > 0 && <p className="text-sm text-muted">{t('files.same', { count: same })}</p>}
    </section>
  );
}

function FileEntry({ file }: { file: FileChange }) {
  const { t } = useTranslation('deploy');
  const formats = useFormats();
  const mode = file.oldMode !== null && file.newMode !== null && file.oldMode !== file.newMode ? t('files.modeFromTo', { from: file.oldMode, to: file.newMode }) : file.newMode === null ? '' : t('files.mode', { mode: file.newMode });
  return (
    <details className="rounded-md border">
      <summary className="flex h-7 items-center gap-3 rounded-md px-2.5 hover:bg-hover">
        <Badge tone={file.change === 'remove' ? 'warn' : 'neutral'} className="w-18">{t(`fileChange.${file.change}`)}</Badge>
        <Foreign isMono text={file.path} className="min-w-0 flex-1" />
        <span className="shrink-0 text-sm text-muted figures">{[file.needsRoot ? t('files.needsRoot') : '', mode, file.change === 'remove' ? '' : formats.bytes(file.bytes)].filter((part) => part !== '').join(' · ')}</span>
      </summary>
      <div className="border-t">
        {file.diff === '' ? <p className="px-2.5 py-1.5 text-sm text-muted">{t('files.noDiff')}</p> : <DiffText text={file.diff} label={t('files.diff', { path: isolateForeign(file.path) })} />}
        {file.isDiffCut && <p className="border-t px-2.5 py-1 text-sm text-muted">{t('files.cut')}</p>}
      </div>
    </details>
  );
}

/** A file of thousands of lines must not cost thousands of elements: one block per run of lines of a kind. */
function DiffText({ text, label }: { text: string; label: string }) {
  const runs: { kind: '+' | '-' | ' '; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const kind = line.startsWith('+') && !line.startsWith('+++') ? '+' : line.startsWith('-') && !line.startsWith('---') ? '-' : ' ';
    const last = runs.at(-1);
    const shown = showForeign(line, 2000);
    if (last?.kind === kind) last.lines.push(shown);
    else runs.push({ kind, lines: [shown] });
  }
  return (
    <div role="region" aria-label={label} tabIndex={0} className="max-h-80 overflow-auto py-1 font-mono text-sm leading-4.5">
      {runs.map((run, index) => <pre key={index} className={classNames('w-max min-w-full px-2.5', run.kind === '+' && 'bg-good/10', run.kind === '-' && 'bg-bad/10', run.kind === ' ' && 'text-muted')}>{run.lines.join('\n')}</pre>)}
    </div>
  );
}

function Commands({ plan }: { plan: DeployPlan }) {
  const { t } = useTranslation('deploy');
  return (
    <>
      {plan.commands.length > 0 && (
        <section>
          <h3 className="mb-1 font-semibold">{t('commands.title')}</h3>
          <ol className="border-t">
            {plan.commands.map((command, index) => (
              <li key={`${index} ${command.why}`} className="flex items-baseline gap-3 border-b border-line/60 py-1">
                <span className="w-5 shrink-0 text-right text-sm text-muted figures">{index + 1}</span>
                <Foreign isMono text={command.text} className="min-w-0 flex-1" />
                {command.needsRoot && <Badge className="shrink-0">{t('commands.asRoot')}</Badge>}
                <span className="w-64 shrink-0 truncate text-sm text-muted">{t(`commands.why.${command.why}`)}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
      {plan.startLine !== null && (
        <section className="flex flex-col gap-1">
          <h3 className="font-semibold">{t('startLine')}</h3>
          <p className="text-sm text-muted">{t('startLineHelp')}</p>
          <Copyable text={showForeign(plan.startLine, 2000)} />
        </section>
      )}
    </>
  );
}

function Advice({ plan }: { plan: DeployPlan }) {
  const { t } = useTranslation('deploy');
  if (plan.advice.length === 0) return null;
  return (
    <section>
      <h3 className="mb-0.5 font-semibold">{t('adviceTitle')}</h3>
      <ul>{plan.advice.map(({ kind, about }, index) => <li key={`${index} ${kind}`} className="flex items-start gap-2 wrap-anywhere"><Info size={14} aria-hidden className="mt-0.75 shrink-0 text-muted" />{t(`advice.${kind}`, { about: isolateForeign(about, 600) })}</li>)}</ul>
    </section>
  );
}
