/**
 * Giving messages back or setting them aside: who holds them, where they go, what has to be agreed to; then once, and the
 * outcome message by message with the name of the saved copy and the way back.
 */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions } from '#renderer/state/hooks.tsx';
import type { BrokerId } from '#shared/domain/ids.ts';
import type { MessageConsent, MoveReport, UnackedMessage } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { ConsentBoxes } from './consent-boxes.tsx';
import { countHolders, countQueues, foreseeConsents, toldConsents, union } from './foresee-consents.ts';
import { MoveResult } from './move-result.tsx';
import { useHasConsumer } from './use-has-consumer.ts';

type Props = { touch: 'give-back' | 'move'; broker: BrokerId; messages: readonly UnackedMessage[]; onClose: () => void; onChanged: () => void };

export function MoveDialog({ touch, broker, messages, onClose, onChanged }: Props) {
  const { t } = useTranslation('unacked');
  const { ask } = useActions();
  const hasConsumer = useHasConsumer(broker);
  const [given, setGiven] = useState<readonly MessageConsent[]>([]);
  const [isWorking, setWorking] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [report, setReport] = useState<MoveReport | null>(null);
  const key = touch === 'give-back' ? 'giveBack' : 'move';
  const count = messages.length;
  const needed = union(foreseeConsents(touch, messages, hasConsumer), toldConsents(error));
  const canSend = needed.every((one) => given.includes(one));
  const send = async (): Promise<void> => {
    setWorking(true);
    const result = await ask(touch === 'give-back' ? 'unacked.give-back' : 'unacked.move', { broker, tags: messages.map(({ tag }) => tag), consents: [...given] }, { subject: broker });
    setWorking(false);
    setError(result.ok ? null : result.error);
    if (result.ok) setReport(result.value);
    onChanged();
  };
  if (report !== null) return <MoveResult report={report} messages={messages} onClose={onClose} onChanged={onChanged} />;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t(`${key}.title`, { count })}
      description={t(`${key}.body`)}
      footer={(
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look={needed.length > 0 ? 'danger' : 'filled'} disabled={!canSend} isWorking={isWorking} onClick={() => void send()}>{t(`${key}.confirm`, { count })}</Button>
        </>
      )}
    >
      <div className="flex flex-col gap-4 pb-1">
        <section>
          <h3 className="mb-0.5 font-semibold">{t('holders')}</h3>
          <ul className="max-h-28 overflow-auto figures">{countHolders(messages).slice(0, 30).map((one) => <li key={`${one.life} ${one.name ?? ''}`} className="wrap-anywhere">{one.name === null ? t('nobodyLine', { count: one.count }) : t('holdersLine', { count: one.count, name: isolateForeign(one.name, 60), life: t(`life.${one.life}`) })}</li>)}</ul>
        </section>
        <section>
          <h3 className="mb-0.5 font-semibold">{t('giveBack.dest')}</h3>
          <ul className="max-h-28 overflow-auto figures">{countQueues(messages, touch === 'move').slice(0, 30).map((one) => <li key={one.queue ?? ''} className="wrap-anywhere"><span className="inline-block w-12 pr-2 text-right">{one.count}</span>{one.queue === null ? t('noQueue') : isolateForeign(one.queue, 80)}</li>)}</ul>
        </section>
        <ConsentBoxes needed={needed} given={given} onChange={setGiven} />
        {error !== null && error.code !== 'not-agreed' && <div role="alert" className="border-l-2 border-bad pl-3"><p className="font-medium">{t('failed')}</p><ErrorNote error={error} /></div>}
      </div>
    </Dialog>
  );
}
