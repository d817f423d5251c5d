/** Simulated Redis: lists, with the blocking pops that kombu waits in. */
import { type Command, type CommandTable, type Context, notAnInteger, toInteger } from './command.ts';
import { wrongType } from './keyspace.ts';
import type { Reply } from './resp.ts';

export function popFrom(context: Pick<Context, 'space'>, key: string, side: 'head' | 'tail'): string | null | typeof wrongType {
  const found = context.space.read(key, 'list');
  if (found === 'wrong') return wrongType;
  if (found === null) return null;
  const item = side === 'head' ? found.items.shift() : found.items.pop();
  context.space.tidy(key);
  return item ?? null;
}

const push = (side: 'head' | 'tail'): Command => ({
  arity: -3,
  run: (context, [key = '', ...items]) => {
    const list = context.space.open(key, 'list');
    if (list === 'wrong') return wrongType;
    for (const item of items) if (side === 'head') list.items.unshift(item); else list.items.push(item);
    const length = list.items.length;
    context.server.pushed(context.client.db, key);
    return length;
  },
});

const pop = (side: 'head' | 'tail'): Command => ({
  arity: -2,
  run: (context, [key = '', count]) => {
    if (count === undefined) return popFrom(context, key, side);
    const wanted = toInteger(count);
    if (wanted === null || wanted < 0) return { error: 'ERR value is out of range, must be positive' };
    const taken: string[] = [];
    while (taken.length < wanted) {
      const item = popFrom(context, key, side);
      if (item === wrongType) return wrongType;
      if (typeof item !== 'string') break;
      taken.push(item);
    }
    return taken.length === 0 ? { noList: true } : taken;
  },
});

const blockingPop = (side: 'head' | 'tail'): Command => ({
  arity: -3,
  run: (context, args) => {
    const keys = args.slice(0, -1);
    const seconds = Number(args.at(-1));
    if (!Number.isFinite(seconds) || args.at(-1)?.trim() === '') return { error: 'ERR timeout is not a float or out of range' };
    if (seconds < 0) return { error: 'ERR timeout is negative' };
    for (const key of keys) {
      const item = popFrom(context, key, side);
      if (item !== null) return item === wrongType ? wrongType : [key, item];
    }
    if (context.client.transaction !== null) return { noList: true };
    context.server.block(context.client, keys, side, seconds * 1000);
    return undefined;
  },
});

const onList = (run: (items: string[], args: readonly string[]) => Reply, missing: Reply, arity: number): Command => ({
  arity,
  run: ({ space }, [key = '', ...args]) => {
    const found = space.read(key, 'list');
    if (found === 'wrong') return wrongType;
    if (found === null) return missing;
    const reply = run(found.items, args);
    space.tidy(key);
    return reply;
  },
});

function range(items: readonly string[], from: string | undefined, to: string | undefined): string[] | null {
  const first = toInteger(from);
  const last = toInteger(to);
  if (first === null || last === null) return null;
  const start = first < 0 ? Math.max(0, items.length + first) : first;
  const end = last < 0 ? items.length + last : last;
  return items.slice(start, end + 1);
}

function removeItems(items: string[], [count, item]: readonly string[]): Reply {
  const wanted = toInteger(count);
  if (wanted === null) return notAnInteger;
  const limit = wanted === 0 ? Infinity : Math.abs(wanted);
  let removed = 0;
  while (removed < limit) {
    const at = wanted < 0 ? items.lastIndexOf(item ?? '') : items.indexOf(item ?? '');
    if (at < 0) break;
    items.splice(at, 1);
    removed += 1;
  }
  return removed;
}

export const listCommands: CommandTable = {
  LPUSH: push('head'),
  RPUSH: push('tail'),
  LPOP: pop('head'),
  RPOP: pop('tail'),
  BLPOP: blockingPop('head'),
  BRPOP: blockingPop('tail'),
  LLEN: onList((items) => items.length, 0, 2),
  LRANGE: onList((items, [from, to]) => range(items, from, to) ?? notAnInteger, [], 4),
  LINDEX: onList((items, [index]) => { const at = toInteger(index); return at === null ? notAnInteger : items.at(at) ?? null; }, null, 3),
  LREM: onList(removeItems, 0, 4),
  LTRIM: onList((items, [from, to]) => {
    const kept = range(items, from, to);
    if (kept === null) return notAnInteger;
    items.splice(0, items.length, ...kept);
    return { status: 'OK' };
  }, { status: 'OK' }, 4),
};
