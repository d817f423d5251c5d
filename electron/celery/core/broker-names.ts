/**
 * Keys and channels as kombu's Redis transport builds them, by hand: the global key prefix is glued on to keys and
 * channels, never to names inside JSON. `separator` is kombu's `sep` option, the same in bindings and priority keys.
 */
export type BrokerNaming = {
  readonly db: number;
  readonly keyPrefix: string;
  readonly separator: string;
  readonly controlExchange: string;
  readonly eventExchange: string;
};

export const defaultSeparator = '\u0006\u0016';

export const unackedIndexKey = (naming: BrokerNaming): string => `${naming.keyPrefix}unacked_index`;
export const bindingKey = (naming: BrokerNaming, exchange: string): string => `${naming.keyPrefix}_kombu.binding.${exchange}`;
export const pidboxExchange = (naming: BrokerNaming): string => `${naming.controlExchange}.pidbox`;
export const replyExchange = (naming: BrokerNaming): string => `reply.${naming.controlExchange}.pidbox`;
export const controlChannel = (naming: BrokerNaming): string => `${naming.keyPrefix}/${naming.db}.${pidboxExchange(naming)}`;
export const replyQueue = (naming: BrokerNaming, oid: string): string => `${oid}.reply.${naming.controlExchange}.pidbox`;
export const replyKey = (naming: BrokerNaming, oid: string): string => `${naming.keyPrefix}${replyQueue(naming, oid)}`;
export const replyBinding = (naming: BrokerNaming, oid: string): string => `${oid}${naming.separator}${naming.separator}${replyQueue(naming, oid)}`;

/** The keys of one queue at steps 0, 3, 6, 9; 0 is served first. */
export function priorityKeys(naming: BrokerNaming, queue: string): readonly [string, string, string, string] {
  const key = `${naming.keyPrefix}${queue}`;
  return [key, `${key}${naming.separator}3`, `${key}${naming.separator}6`, `${key}${naming.separator}9`];
}

/** Two patterns: with the routing key in the channel, and without it (fanout_patterns=False). */
export function eventPatterns(naming: BrokerNaming): readonly [string, string] {
  const channel = escapeGlob(`${naming.keyPrefix}/${naming.db}.${naming.eventExchange}`);
  return [`${channel}/*`, channel];
}

export function escapeGlob(text: string): string {
  return text.replace(/[*?[\]\\]/g, '\\$&');
}

/** `routing key, pattern, queue` of one member of a binding set; null when it has another shape. */
export function splitBinding(naming: BrokerNaming, member: string): { readonly routingKey: string; readonly queue: string } | null {
  const parts = member.split(naming.separator);
  const queue = parts[2];
  return parts.length === 3 && queue !== undefined && queue !== '' ? { routingKey: parts[0] ?? '', queue } : null;
}

/** Node names in the pidbox binding set. */
export function nodesOfBindings(naming: BrokerNaming, members: readonly string[]): readonly string[] {
  const ending = `.${pidboxExchange(naming)}`;
  const nodes = members.flatMap((member) => {
    const queue = splitBinding(naming, member)?.queue ?? '';
    const node = queue.endsWith(ending) ? queue.slice(0, -ending.length) : '';
    return node !== '' && node.length <= 600 ? [node] : [];
  });
  return [...new Set(nodes)];
}

/** Queues in an exchange's binding set. */
export function queuesOfBindings(naming: BrokerNaming, members: readonly string[]): readonly string[] {
  return [...new Set(members.flatMap((member) => splitBinding(naming, member)?.queue ?? []))].filter((queue) => queue.length <= 500);
}

/**
 * The separator in use, from a member of the pidbox binding set: routing key and pattern are empty there, so the member
 * begins with the separator twice. Answering with the wrong one would make every worker fail at our reply queue.
 */
export function separatorOf(members: readonly string[]): string | null {
  for (const member of members) {
    if (member.startsWith(defaultSeparator + defaultSeparator)) return defaultSeparator;
    const doubled = /^([^\w@.]{1,4})\1/.exec(member);
    if (doubled?.[1] !== undefined) return doubled[1];
  }
  return null;
}
