/** Keys of `unacked` and of a queue's priority lists as kombu builds them, and the queue a message belongs to. Pure. */
import { priorityKeys, splitBinding, type BrokerNaming } from '#electron/celery/core/broker-names.ts';
import type { ReadMessage } from './read-message.ts';

export const unackedKey = (naming: BrokerNaming): string => `${naming.keyPrefix}unacked`;
export const mutexKey = (naming: BrokerNaming): string => `${naming.keyPrefix}unacked_mutex`;
/** What a move leaves for a few minutes, so that its outcome is known even when the answer was lost. */
export const receiptKey = (naming: BrokerNaming, copy: string): string => `${naming.keyPrefix}_fleetbeat.moved.${copy}`;
export const deadPrefix = 'dead.';
export const deadQueueOf = (queue: string | null): string => `${deadPrefix}${queue ?? 'unreadable'}`;

/** kombu's steps: the highest that is not above the priority; 0 where none is given. */
export function keyOfPriority(naming: BrokerNaming, queue: string, priority: number | null): string {
  const keys = priorityKeys(naming, queue);
  const value = priority ?? 0;
  return value >= 9 ? keys[3] : value >= 6 ? keys[2] : value >= 3 ? keys[1] : keys[0];
}

export type Bindings = ReadonlyMap<string, readonly string[]>;

/**
 * Where kombu would put it: on the default exchange the routing key is the queue; on a named one the bindings say. Null
 * when they name none, or several (one message would become many).
 */
export function queueOf(naming: BrokerNaming, read: Pick<ReadMessage, 'exchange' | 'routingKey'>, bindings: Bindings): string | null {
  const { exchange, routingKey } = read;
  if (routingKey === null) return null;
  if (exchange === null || exchange === '') return routingKey === '' ? null : routingKey;
  const queues = new Set((bindings.get(exchange) ?? []).flatMap((member) => {
    const bound = splitBinding(naming, member);
    return bound !== null && (bound.routingKey === routingKey || matchesTopic(bound.routingKey, routingKey)) ? [bound.queue] : [];
  }));
  const [only, another] = [...queues];
  return only === undefined || another !== undefined || only.length > 500 ? null : only;
}

/** `*` is one word, `#` any number of them. Words of foreign text: compared, never run as a pattern. */
export function matchesTopic(pattern: string, key: string): boolean {
  if (!pattern.includes('*') && !pattern.includes('#')) return false;
  const words = key.split('.').slice(0, 50);
  const parts = pattern.split('.').slice(0, 50);
  const fits = (part: number, word: number): boolean => {
    if (part === parts.length) return word === words.length;
    if (parts[part] === '#') return Array.from({ length: words.length - word + 1 }, (_, skip) => word + skip).some((next) => fits(part + 1, next));
    return word < words.length && (parts[part] === '*' || parts[part] === words[word]) && fits(part + 1, word + 1);
  };
  return parts.filter((part) => part === '#').length <= 3 && fits(0, 0);
}
