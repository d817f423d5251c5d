/** The conditions that speak of a broker. */
import type { AlertCondition } from '#shared/domain/alert.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import { isSo, unseen, type Observed } from './observation.ts';

type See = (view: BrokerView, threshold: number) => Observed;

export const brokerConditions: { readonly [C in AlertCondition]?: See } = {
  'broker-unreachable': (view) => {
    if (view.phase === 'ready') return isSo(false);
    if (view.phase === 'waiting' || view.phase === 'blocked') return isSo(true);
    return view.error === null ? unseen : isSo(true);
  },
  'queue-over': (view, threshold) => {
    if (view.phase !== 'ready') return unseen;
    const longest = Math.max(0, ...view.queues.map(({ depth }) => depth));
    return isSo(longest > threshold, longest);
  },
};
