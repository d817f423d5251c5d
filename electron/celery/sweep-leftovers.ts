/**
 * Removes reply queues that a crashed Fleetbeat left behind: only names of our own making, older than ten minutes, and
 * without a living connection of that name. Without the list of connections nobody can be proven gone.
 */
import { bindingKey, priorityKeys, replyBinding, replyExchange, replyQueue } from './core/broker-names.ts';
import type { BrokerNaming } from './core/broker-names.ts';
import { findLeftovers, ourPrefix } from './core/our-name.ts';
import { clientNames } from './core/parse-client-list.ts';
import { readSet } from './read-set.ts';
import type { VisitContext } from './visit-context.ts';

type Needs = Pick<VisitContext, 'ask' | 'redisNowS'> & { readonly naming: BrokerNaming; readonly oid: string };

export async function sweepLeftovers({ ask, naming, oid, redisNowS }: Needs, signal: AbortSignal): Promise<void> {
  const key = bindingKey(naming, replyExchange(naming));
  const members = (await readSet(ask, key, signal, `${ourPrefix}.*`)) ?? [];
  if (members.length === 0) return;
  const listed = await ask([['CLIENT', 'LIST']], signal);
  const text = listed.ok && listed.value[0]?.ok === true ? listed.value[0].value : null;
  if (typeof text !== 'string') return;
  const names = members.map((member) => member.split(naming.separator)[0] ?? '');
  const living = new Set([...clientNames(text), oid]);
  for (const name of findLeftovers(names, redisNowS(), living)) await ask([['SREM', key, replyBinding(naming, name)], ['DEL', ...priorityKeys(naming, replyQueue(naming, name))]], signal);
}
