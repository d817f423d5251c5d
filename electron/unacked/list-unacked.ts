/** One page of `unacked`, oldest first, with the presumed holder of each message and when it would come back by itself. */
import type { BrokerWatch } from '#electron/celery/broker-watch.ts';
import { unackedIndexKey } from '#electron/celery/core/broker-names.ts';
import type { DeliveryTag, UnackedMessage, UnackedPage, UnackedQuery } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { ok, type Result } from '#shared/result.ts';
import { findMessages, listIn, numberIn, toShow, type FoundMessage } from './find-messages.ts';
import { gatherHolders, type HolderNeeds } from './holder-facts.ts';
import { mutexKey, unackedKey } from './core/message-keys.ts';
import { presumeHolder, type HolderFacts } from './core/presume-holder.ts';
import type { Side } from './side.ts';

/** kombu's default, and how late its workers look (every tenth of a ten-second timer). */
const usualTimeoutS = 3600;
const restoreLagMs = 100_000;
const maxScans = 40;
const fewEnough = 5000;

export type Times = { readonly now: number; readonly redisNowMs: number; readonly timeoutS: number };

export async function listUnacked(needs: HolderNeeds, watch: BrokerWatch, side: Side, query: UnackedQuery, signal: AbortSignal): Promise<Result<UnackedPage, AppError>> {
  const { naming } = side;
  const asked = await side.ask([['ZCARD', unackedIndexKey(naming)], ['HLEN', unackedKey(naming)], ['EXISTS', mutexKey(naming)], ['ZRANGE', unackedIndexKey(naming), query.offset, query.offset + query.limit - 1]]);
  if (!asked.ok) return asked;
  const refused = asked.value.find((answer) => !answer.ok);
  if (refused !== undefined && !refused.ok) return refused;
  const [indexed, kept, lock, page] = asked.value;
  // equal counts prove nothing: the index may name what is no longer there
  const mayBeUnindexed = numberIn(kept) > numberIn(indexed) || numberIn(kept) <= fewEnough;
  const lonely = mayBeUnindexed && query.offset + query.limit >= numberIn(indexed) ? await findUnindexed(side, query.limit) : [];
  const found = await findMessages(side, [...listIn(page), ...lonely].slice(0, query.limit), toShow);
  if (!found.ok) return found;
  const facts = await gatherHolders(needs, watch, side, query.broker, signal);
  const { told, ...times } = await readTimes(needs, side, query);
  return ok({
    broker: query.broker, at: times.now, total: Math.max(numberIn(indexed), numberIn(kept)), offset: query.offset,
    messages: found.value.map((one) => viewOf(one, facts, times)),
    visibilityTimeoutS: times.timeoutS, timeoutFrom: told === null ? 'usual' : 'worker', isLocked: numberIn(lock) > 0,
  });
}

export function viewOf(found: FoundMessage, facts: HolderFacts, { now, redisNowMs, timeoutS }: Times): UnackedMessage {
  const score = found.score === null ? Number.NaN : Number(found.score);
  const deliveredAt = Number.isFinite(score) ? score * 1000 : null;
  const ageMs = deliveredAt === null ? null : redisNowMs - deliveredAt;
  const { message } = found.read;
  const dueIn = ageMs === null ? null : Math.max(0, timeoutS * 1000 - ageMs);
  const isAnyoneThere = facts.candidates.some(({ process, held }) => process === 'alive' || held !== null) || (facts.strangers ?? 1) > 0;
  return {
    tag: found.tag.slice(0, 300) as DeliveryTag, message, queue: found.queue, deliveredAt, ageMs,
    ...presumeHolder(facts, message.id, deliveredAt === null ? null : now - (redisNowMs - deliveredAt)),
    redelivery: dueIn === null || !isAnyoneThere ? null : { from: now + dueIn, to: now + dueIn + restoreLagMs },
  };
}

/** Redis' clock is nearest to the consumers', whose clock the scores are. */
export async function readTimes(needs: HolderNeeds, side: Side, query: Pick<UnackedQuery, 'broker'>): Promise<Times & { readonly told: number | null }> {
  const seconds = Number(listIn(await side.one(['TIME']))[0] ?? Number.NaN);
  const told = needs.keeper.snapshot().brokers.find(({ id }) => id === query.broker)?.unacked?.visibilityTimeoutS ?? null;
  const now = needs.clock.now();
  return { now, redisNowMs: Number.isFinite(seconds) ? seconds * 1000 : now, timeoutS: told ?? usualTimeoutS, told };
}

/** Tags without a place in the index: no worker ever puts them back. */
async function findUnindexed(side: Side, most: number): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor = '0';
  for (let scan = 0; scan < maxScans && found.length < most; scan += 1) {
    const part = await side.one(['EVAL', `local s = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', 500) local out = { s[1] } for i = 1, #s[2], 2 do if not redis.call('ZSCORE', KEYS[2], s[2][i]) then out[#out + 1] = s[2][i] end end return out`, 2, unackedKey(side.naming), unackedIndexKey(side.naming), cursor]);
    const [next, ...tags] = listIn(part);
    found.push(...tags.filter((tag) => tag !== '' && tag.length <= 300));
    if (next === undefined || next === '0') break;
    cursor = next;
  }
  return found;
}

