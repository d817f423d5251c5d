/** One message on one line; opened, all that is known of it. Everything of a message is foreign text. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { Age } from '#renderer/components/age.tsx';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Popover } from '#renderer/components/popover.tsx';
import { TickBox } from '#renderer/components/tick-box.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import type { TaskMessage, UnackedMessage } from '#shared/domain/unacked.ts';

/** Narrow, the arguments are read in the details: who holds a message, and when it comes back, stay in sight. */
export const messageGrid = 'grid grid-cols-[16px_20px_minmax(140px,1.2fr)_minmax(80px,0.7fr)_72px_118px_minmax(170px,1fr)_96px] xl:grid-cols-[16px_20px_minmax(170px,1.2fr)_minmax(120px,1fr)_minmax(90px,0.7fr)_72px_130px_minmax(150px,1fr)_96px] items-center gap-x-3 px-4';

export function nameOfMessage(t: (key: 'noName') => string, { task, id }: Pick<TaskMessage, 'task' | 'id'>): string {
  return task ?? id ?? t('noName');
}

type Props = { message: UnackedMessage; isOpen: boolean; isTicked: boolean; canAct: boolean; onOpen: () => void; onTick: (withRange: boolean) => void; onRetry: () => void };

export function MessageRow({ message, isOpen, isTicked, canAct, onOpen, onTick, onRetry }: Props) {
  const { t } = useTranslation('unacked');
  const { t: tOperations } = useTranslation('operations');
  const name = nameOfMessage(t, message.message);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <li className="border-b border-line/60">
      <div className={classNames(messageGrid, 'row', isTicked ? 'bg-selected' : 'hover:bg-hover')}>
        <TickBox isTabStop state={isTicked ? 'all' : 'none'} disabled={!canAct} label={t('select', { task: isolateForeign(name, 60) })} onChange={onTick} />
        <button type="button" aria-expanded={isOpen} aria-label={tOperations('journal.details', { what: isolateForeign(name, 60) })} onClick={onOpen} className="inline-flex size-5 items-center justify-center rounded-sm text-muted hover:bg-selected hover:text-text"><Chevron size={14} aria-hidden /></button>
        <span className="flex min-w-0 gap-1.5">{message.message.problem === null ? <Foreign text={name} /> : <span className="truncate text-warn">{t(`problem.${message.message.problem}`)}</span>}</span>
        <span className="flex min-w-0 text-muted max-xl:hidden"><Foreign isMono text={message.message.args ?? ''} /></span>
        <span className="flex min-w-0">{message.queue === null ? <span className="text-stale">{t('noQueue')}</span> : <Foreign text={message.queue} />}</span>
        <span className="text-right"><Age at={message.deliveredAt} /></span>
        <span className="truncate text-muted" title={t(`acks.${message.acks}`)}>{t(`stage.${message.stage}`)}</span>
        <HolderCell message={message} />
        <span className="truncate text-right text-muted figures"><Redelivery message={message} /></span>
      </div>
      {isOpen && <MessageDetails message={message.message} rows={<TakenRows message={message} />} action={<Button size="small" disabled={!canAct} onClick={onRetry}>{t('act.retry')}</Button>} />}
    </li>
  );
}

function HolderCell({ message: { holder } }: { message: UnackedMessage }) {
  const { t } = useTranslation('unacked');
  const name = holder.name === null ? t('noHolder') : isolateForeign(holder.name, 60);
  return (
    <Popover label={t('why', { holder: name })} trigger={(
      <button type="button" className="flex min-w-0 items-center gap-1.5 rounded-sm text-left underline decoration-line-strong decoration-dotted underline-offset-3 hover:bg-selected hover:decoration-solid">
        <span className="truncate">{name}</span>
        <span className={classNames('shrink-0', holder.life === 'dead' ? 'font-medium text-bad' : holder.life === 'unknown' ? 'text-away' : 'text-muted')}>{t(`life.${holder.life}`)}</span>
      </button>
    )}
    >
      <div className="flex max-w-100 flex-col gap-1">
        <p className="font-semibold">{t('whyTitle')}: {name}, {t(`life.${holder.life}`)}</p>
        <ul>{holder.proofs.map((proof, index) => <li key={`${index} ${proof.says}`} className="wrap-anywhere">{t(`holds.${proof.says}`, { name: proof.name === null ? name : isolateForeign(proof.name, 60) })}</li>)}</ul>
      </div>
    </Popover>
  );
}

function Redelivery({ message: { redelivery } }: { message: UnackedMessage }) {
  const { t } = useTranslation('unacked');
  const formats = useFormats();
  const isDue = useTick((now) => redelivery !== null && now >= redelivery.from);
  if (redelivery === null) return t('again.never');
  return isDue ? t('again.due') : t('again.at', { time: formats.clock(redelivery.from) });
}

function TakenRows({ message }: { message: UnackedMessage }) {
  const { t } = useTranslation('unacked');
  const formats = useFormats();
  return (
    <>
      <Row name={t('field.tag')}><Foreign isMono text={message.tag} className="max-w-full" /></Row>
      {message.deliveredAt !== null && <Row name={t('field.taken')}>{formats.absolute(message.deliveredAt)}</Row>}
      <Row name={t('field.acks')}>{t(`acks.${message.acks}`)}</Row>
    </>
  );
}

export function MessageDetails({ message, rows, action }: { message: TaskMessage; rows?: ReactNode; action?: ReactNode }) {
  const { t } = useTranslation('unacked');
  const formats = useFormats();
  return (
    <section aria-label={t('detail')} className="flex flex-col gap-2 bg-sunken px-4 py-3 pl-14">
      <dl className="grid grid-cols-[9rem_minmax(0,1fr)] gap-x-4 gap-y-0.5 text-sm">
        {message.task !== null && <Row name={t('field.task')}><Foreign text={message.task} className="max-w-full" /></Row>}
        {message.id !== null && <Row name={t('field.id')}><Foreign isMono text={message.id} className="max-w-full" /></Row>}
        {message.args !== null && <Row name={t('field.args')}><Foreign isMono text={message.args} className="max-w-full whitespace-pre-wrap!" /></Row>}
        {message.kwargs !== null && <Row name={t('field.kwargs')}><Foreign isMono text={message.kwargs} className="max-w-full whitespace-pre-wrap!" /></Row>}
        {message.eta !== null && <Row name={t('field.eta')}>{formats.absolute(message.eta)}</Row>}
        {message.expires !== null && <Row name={t('field.expires')}>{formats.absolute(message.expires)}</Row>}
        {message.retries !== null && message.retries > 0 && <Row name={t('field.retries')}>{formats.number(message.retries)}</Row>}
        {message.priority !== null && <Row name={t('field.priority')}>{formats.number(message.priority)}</Row>}
        {message.origin !== null && <Row name={t('field.origin')}><Foreign text={message.origin} className="max-w-full" /></Row>}
        <Row name={t('field.bytes')}>{formats.bytes(message.bytes)}{message.isRedelivered === true && `, ${t('redelivered')}`}</Row>
        {rows}
      </dl>
      {(message.args?.length ?? 0) >= 299 && <p className="text-sm text-muted">{t('argsCut')}</p>}
      {action !== undefined && <div>{action}</div>}
    </section>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return <div className="contents"><dt className="text-muted">{name}</dt><dd className="flex min-w-0 figures">{children}</dd></div>;
}
