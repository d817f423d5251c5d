/** Simulated Redis: hashes, sets and sorted sets, as far as kombu, Celery and their watchers use them. */
import { type Command, type CommandTable, type Context, syntaxError, toInteger } from './command.ts';
import { globMatcher } from './glob-match.ts';
import { wrongType } from './keyspace.ts';
import type { Reply } from './resp.ts';

const onHash = (run: (fields: Map<string, string>, args: readonly string[]) => Reply, missing: Reply, arity: number): Command => ({
  arity,
  run: ({ space }, [key = '', ...args]) => {
    const found = space.read(key, 'hash');
    if (found === 'wrong') return wrongType;
    if (found === null) return missing;
    const reply = run(found.fields, args);
    space.tidy(key);
    return reply;
  },
});

const onSet = (run: (members: Set<string>, args: readonly string[]) => Reply, missing: Reply, arity: number): Command => ({
  arity,
  run: ({ space }, [key = '', ...args]) => {
    const found = space.read(key, 'set');
    if (found === 'wrong') return wrongType;
    if (found === null) return missing;
    const reply = run(found.members, args);
    space.tidy(key);
    return reply;
  },
});

const onScores = (run: (scores: Map<string, number>, args: readonly string[]) => Reply, missing: Reply, arity: number): Command => ({
  arity,
  run: ({ space }, [key = '', ...args]) => {
    const found = space.read(key, 'zset');
    if (found === 'wrong') return wrongType;
    if (found === null) return missing;
    const reply = run(found.scores, args);
    space.tidy(key);
    return reply;
  },
});

const removedFrom = (has: { delete(item: string): boolean }, items: readonly string[]) => items.filter((item) => has.delete(item)).length;

function setFields({ space }: Context, [key = '', ...pairs]: readonly string[]): Reply {
  if (pairs.length % 2 === 1) return { error: "ERR wrong number of arguments for 'hset' command" };
  const hash = space.open(key, 'hash');
  if (hash === 'wrong') return wrongType;
  let made = 0;
  for (let i = 0; i < pairs.length; i += 2) {
    if (!hash.fields.has(pairs[i] ?? '')) made += 1;
    hash.fields.set(pairs[i] ?? '', pairs[i + 1] ?? '');
  }
  return made;
}

function addScores({ space }: Context, [key = '', ...pairs]: readonly string[]): Reply {
  const zset = space.open(key, 'zset');
  if (zset === 'wrong') return wrongType;
  let made = 0;
  for (let i = 0; i < pairs.length; i += 2) {
    const score = scoreOf(pairs[i]);
    const member = pairs[i + 1];
    if (score === null || member === undefined) { space.tidy(key); return { error: 'ERR value is not a valid float' }; }
    if (!zset.scores.has(member)) made += 1;
    zset.scores.set(member, score);
  }
  return made;
}

function scoreOf(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const value = Number(text);
  return Number.isNaN(value) ? null : value;
}

const sorted = (scores: ReadonlyMap<string, number>) => [...scores].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
const flat = (pairs: readonly (readonly [string, number])[], withScores: boolean): Reply => pairs.flatMap(([member, score]) => (withScores ? [member, formatScore(score)] : [member]));
const formatScore = (score: number) => (Number.isFinite(score) ? String(score) : score > 0 ? 'inf' : '-inf');

function rangeByRank(scores: ReadonlyMap<string, number>, [from, to, ...words]: readonly string[]): Reply {
  const upper = words.map((word) => word.toUpperCase());
  if (upper.includes('BYSCORE')) return rangeByScore(scores, [from ?? '', to ?? '', ...words.filter((word) => word.toUpperCase() !== 'BYSCORE')]);
  const first = toInteger(from);
  const last = toInteger(to);
  if (first === null || last === null) return { error: 'ERR value is not an integer or out of range' };
  const all = upper.includes('REV') ? sorted(scores).reverse() : sorted(scores);
  const start = first < 0 ? Math.max(0, all.length + first) : first;
  const end = last < 0 ? all.length + last : last;
  return flat(all.slice(start, end + 1), upper.includes('WITHSCORES'));
}

function within(score: number, low: string, high: string): boolean | null {
  const least = scoreOf(low.replace(/^\(/, ''));
  const most = scoreOf(high.replace(/^\(/, ''));
  if (least === null || most === null) return null;
  return (low.startsWith('(') ? score > least : score >= least) && (high.startsWith('(') ? score < most : score <= most);
}

function rangeByScore(scores: ReadonlyMap<string, number>, [low = '', high = '', ...words]: readonly string[], isDescending = false): Reply {
  const upper = words.map((word) => word.toUpperCase());
  if (within(0, low, high) === null) return { error: 'ERR min or max is not a float' };
  let found = sorted(scores).filter(([, score]) => within(score, low, high) === true);
  if (isDescending) found.reverse();
  const limit = upper.indexOf('LIMIT');
  if (limit >= 0) {
    const offset = toInteger(words[limit + 1]);
    const count = toInteger(words[limit + 2]);
    if (offset === null || count === null) return syntaxError;
    found = found.slice(offset, count < 0 ? undefined : offset + count);
  }
  return flat(found, upper.includes('WITHSCORES'));
}

const matching = (words: readonly string[]) => {
  const at = words.findIndex((word) => word.toUpperCase() === 'MATCH');
  return at < 0 ? () => true : globMatcher(words[at + 1] ?? '');
};

export const collectionCommands: CommandTable = {
  HSET: { arity: -4, run: setFields },
  HMSET: { arity: -4, run: (context, args) => { const reply = setFields(context, args); return typeof reply === 'number' ? { status: 'OK' } : reply; } },
  HGET: onHash((fields, [field = '']) => fields.get(field) ?? null, null, 3),
  HMGET: onHash((fields, names) => names.map((name) => fields.get(name) ?? null), [], -3),
  HDEL: onHash((fields, names) => removedFrom(fields, names), 0, -3),
  HLEN: onHash((fields) => fields.size, 0, 2),
  HEXISTS: onHash((fields, [field = '']) => Number(fields.has(field)), 0, 3),
  HKEYS: onHash((fields) => [...fields.keys()], [], 2),
  HVALS: onHash((fields) => [...fields.values()], [], 2),
  HGETALL: onHash((fields) => [...fields].flat(), [], 2),
  HSCAN: onHash((fields, [, ...words]) => ['0', [...fields].filter(([name]) => matching(words)(name)).flat()], ['0', []], -3),
  SADD: {
    arity: -3,
    run: ({ space }, [key = '', ...items]) => {
      const found = space.open(key, 'set');
      if (found === 'wrong') return wrongType;
      const before = found.members.size;
      for (const item of items) found.members.add(item);
      return found.members.size - before;
    },
  },
  SREM: onSet((members, items) => removedFrom(members, items), 0, -3),
  SMEMBERS: onSet((members) => [...members], [], 2),
  SCARD: onSet((members) => members.size, 0, 2),
  SISMEMBER: onSet((members, [item = '']) => Number(members.has(item)), 0, 3),
  SSCAN: onSet((members, [, ...words]) => ['0', [...members].filter(matching(words))], ['0', []], -3),
  ZADD: { arity: -4, run: addScores },
  ZREM: onScores((scores, items) => removedFrom(scores, items), 0, -3),
  ZCARD: onScores((scores) => scores.size, 0, 2),
  ZSCORE: onScores((scores, [member = '']) => { const score = scores.get(member); return score === undefined ? null : formatScore(score); }, null, 3),
  ZRANGE: onScores(rangeByRank, [], -4),
  ZREVRANGE: onScores((scores, args) => rangeByRank(scores, [...args, 'REV']), [], -4),
  ZRANGEBYSCORE: onScores(rangeByScore, [], -4),
  ZREVRANGEBYSCORE: onScores((scores, [high = '', low = '', ...words]) => rangeByScore(scores, [low, high, ...words], true), [], -4),
  ZCOUNT: onScores((scores, [low = '', high = '']) => (within(0, low, high) === null ? { error: 'ERR min or max is not a float' } : [...scores.values()].filter((score) => within(score, low, high) === true).length), 0, 4),
};
