/** A host that is not connected: in which phase, since when and why, when it is tried again. The full words on demand. */
import { useWords } from '#renderer/components/words-context.tsx';
import { CircleAlert } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Popover } from '#renderer/components/popover.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { VerdictGlyph } from '#renderer/components/verdict-glyph.tsx';
import { describeError } from '#renderer/format/describe-error.ts';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import type { HostView } from '#shared/domain/host.ts';
import { useActions, useApp, useIsPending } from '#renderer/state/hooks.tsx';

export function HostLinkSentence({ host }: { host: HostView }) {
  const t = useWords('fleet');
  const tError = useWords('errors');
  const formats = useFormats();
  const { link } = host;
  const words = link.error === null ? null : describeError(tError, formats, link.error);
  const seconds = useTick((now) => (link.nextTryAt === null ? null : Math.max(0, Math.ceil((link.nextTryAt - now) / 1000))));
  const lastAt = link.lastConnectedAt;
  const since = useTick((now) => (lastAt === null ? null : formats.moment(lastAt, now)));
  const next = seconds === null ? null : seconds === 0 ? t('link.trying') : t('link.nextTry', { seconds });
  const isWarning = link.phase === 'blocked' || link.phase === 'asking';
  return (
    <span className="flex min-w-0 items-center gap-2 whitespace-nowrap figures">
      {isWarning && <CircleAlert size={14} aria-hidden className="shrink-0" />}
      {!isWarning && link.phase !== 'off' && <VerdictGlyph kind={link.phase === 'waiting' ? 'unreachable' : 'unknown'} size={12} />}
      <span className={isWarning ? 'truncate font-medium' : 'truncate'}>{sentence()}</span>
      {words !== null && (
        <Popover
          label={t('whyLink', { host: isolateForeign(host.config.name) })}
          trigger={<button type="button" className="shrink-0 rounded-sm px-1 text-muted underline decoration-dotted underline-offset-3 hover:text-text">{t('why')}</button>}
        >
          <div className="flex max-w-110 flex-col gap-1 whitespace-normal">
            <p className="font-semibold wrap-anywhere">{words.what}</p>
            {words.why !== '' && <p className="wrap-anywhere">{words.why}</p>}
            {words.next !== '' && <p className="wrap-anywhere text-muted">{words.next}</p>}
          </div>
        </Popover>
      )}
      {next !== null && <span className="shrink-0 text-muted">{next}</span>}
    </span>
  );

  function sentence(): string {
    const reason = words?.short ?? '';
    switch (link.phase) {
      case 'off': return t('link.off');
      case 'idle': return t('link.idle');
      case 'connecting': return words === null ? t('link.connecting') : `${t('link.connecting')} (${reason})`;
      case 'asking': return t('link.asking');
      case 'connected': return t('link.connected');
      case 'waiting': return since === null ? t('link.waitingFirst', { reason }) : t('link.waiting', { since, reason });
      case 'blocked': return t('link.blocked', { reason });
    }
  }
}

export function RetryHost({ host }: { host: HostView }) {
  const t = useWords('fleet');
  const { ask } = useActions();
  const isPending = useIsPending('hosts.retry', host.id);
  const isLive = useApp((state) => state.link.phase === 'live');
  if (host.link.phase !== 'waiting' && host.link.phase !== 'blocked') return null;
  return <Button size="small" isWorking={isPending} disabled={!isLive} onClick={() => void ask('hosts.retry', { id: host.id }, { subject: host.id })}>{t('retry')}</Button>;
}
