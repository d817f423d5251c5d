/** A round under way: which parts have answered, how long it takes so far; or why the last one failed. */
import { useTranslation } from 'react-i18next';
import { Check, Loader, Minus, X } from 'lucide-react';
import { Banner } from '#renderer/components/banner.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { describeError } from '#renderer/format/describe-error.ts';
import type { RunProgress } from '#shared/domain/diagnosis.ts';

type PartState = RunProgress['parts']['redis'];
const signs = { waiting: Loader, had: Check, failed: X, none: Minus } as const;
const parts = ['host', 'redis', 'workers'] as const;

/** Stands in the header's line of facts: when a round begins nothing on the page moves. */
export function RunProgressLine({ progress }: { progress: RunProgress }) {
  const { t } = useTranslation('diagnosis');
  return (
    <p role="status" aria-label={t('progress.label')} className="flex h-5 items-center gap-5 figures">
      <span className="w-44 font-medium text-busy">{t(`progress.${progress.step}`)}</span>
      {progress.step !== 'waiting' && parts.map((part) => <Part key={part} name={t(`progress.part.${part}`)} state={progress.parts[part]} says={t(`progress.state.${progress.parts[part]}`)} />)}
      <Elapsed since={progress.startedAt} />
    </p>
  );
}

/** Why the last round failed; what was known before it still stands below. */
export function RunFailed({ progress }: { progress: RunProgress | null }) {
  const { t } = useTranslation('diagnosis');
  const { t: tErrors } = useTranslation('errors');
  const formats = useFormats();
  if (progress?.step !== 'failed') return null;
  const words = progress.error === null ? null : describeError(tErrors, formats, progress.error);
  return <Banner tone="bad" title={t('progress.failed')}>{words === null ? '' : `${words.what} ${words.why} ${words.next}`}</Banner>;
}

function Part({ name, state, says }: { name: string; state: PartState; says: string }) {
  const Sign = signs[state];
  return (
    <span className={classNames('flex items-center gap-1.5', state === 'waiting' || state === 'none' ? 'text-muted' : state === 'failed' ? 'text-away' : '')}>
      <Sign size={14} aria-hidden className={classNames(state === 'waiting' && 'animate-spin [animation-duration:2s]')} />
      {name}
      <span className="text-muted">{says}</span>
    </span>
  );
}

export function Elapsed({ since }: { since: number }) {
  const formats = useFormats();
  const text = useTick((now) => formats.age(Math.max(0, now - since)));
  return <span className="text-muted figures">{text}</span>;
}
