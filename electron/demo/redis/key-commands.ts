/** Simulated Redis: strings, expiry and the commands over keys of any type. */
import { type Command, type CommandTable, type Context, notAnInteger, syntaxError, toInteger } from './command.ts';
import { globMatcher } from './glob-match.ts';
import { wrongType } from './keyspace.ts';
import { okReply, type Reply } from './resp.ts';

const get = (context: Context, key: string): Reply => {
  const found = context.space.read(key, 'string');
  return found === 'wrong' ? wrongType : found?.text ?? null;
};

const add = (context: Context, key: string, by: number | null): Reply => {
  if (by === null) return notAnInteger;
  const found = context.space.read(key, 'string');
  if (found === 'wrong') return wrongType;
  const now = toInteger(found?.text ?? '0');
  if (now === null) return notAnInteger;
  if (found === null) context.space.setText(key, String(now + by), null);
  else found.text = String(now + by);
  return now + by;
};

function set(context: Context, args: readonly string[]): Reply {
  const [key = '', text = '', ...rest] = args;
  let ttlMs: number | null = null;
  const words = rest.map((word) => word.toUpperCase());
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i];
    if (word === 'NX' && context.space.get(key) !== null) return null;
    if (word === 'XX' && context.space.get(key) === null) return null;
    if (word === 'EX' || word === 'PX') {
      const amount = toInteger(words[i + 1]);
      if (amount === null) return notAnInteger;
      ttlMs = word === 'EX' ? amount * 1000 : amount;
      i += 1;
    } else if (word !== 'NX' && word !== 'XX' && word !== 'KEEPTTL') return syntaxError;
  }
  context.space.setText(key, text, ttlMs);
  return okReply;
}

/** One page holds all that matches: small simulated databases need no cursor. */
function scan(context: Context, args: readonly string[]): Reply {
  let matches: (text: string) => boolean = () => true;
  let kind: string | null = null;
  for (let i = 1; i < args.length; i += 2) {
    const word = args[i]?.toUpperCase();
    const value = args[i + 1];
    if (value === undefined) return syntaxError;
    if (word === 'MATCH') matches = globMatcher(value);
    else if (word === 'TYPE') kind = value.toLowerCase();
    else if (word !== 'COUNT') return syntaxError;
  }
  return ['0', context.space.keys().filter((key) => matches(key) && (kind === null || context.space.get(key)?.kind === kind))];
}

const each = (test: (context: Context, key: string) => boolean): Command => ({
  arity: -2, run: (context, args) => args.filter((key) => test(context, key)).length,
});
const remove = each(({ space }, key) => space.remove(key));

const expireIn = (unitMs: number): Command => ({
  arity: -3,
  run: ({ space }, [key = '', amount]) => {
    const value = toInteger(amount);
    return value === null ? notAnInteger : Number(space.expire(key, value * unitMs));
  },
});

const setWithExpiry = (unitMs: number): Command => ({
  arity: 4,
  run: ({ space }, [key = '', amount, text = '']) => {
    const value = toInteger(amount);
    if (value === null) return notAnInteger;
    space.setText(key, text, value * unitMs);
    return okReply;
  },
});

export const keyCommands: CommandTable = {
  GET: { arity: 2, run: (context, [key = '']) => get(context, key) },
  MGET: { arity: -2, run: (context, keys) => keys.map((key) => { const found = get(context, key); return typeof found === 'string' ? found : null; }) },
  SET: { arity: -3, run: set },
  SETEX: setWithExpiry(1000),
  PSETEX: setWithExpiry(1),
  SETNX: { arity: 3, run: ({ space }, [key = '', text = '']) => { if (space.get(key) !== null) return 0; space.setText(key, text, null); return 1; } },
  INCR: { arity: 2, run: (context, [key = '']) => add(context, key, 1) },
  DECR: { arity: 2, run: (context, [key = '']) => add(context, key, -1) },
  INCRBY: { arity: 3, run: (context, [key = '', by]) => add(context, key, toInteger(by)) },
  STRLEN: { arity: 2, run: (context, [key = '']) => { const found = get(context, key); return typeof found === 'string' ? found.length : found ?? 0; } },
  DEL: remove,
  UNLINK: remove,
  EXISTS: each(({ space }, key) => space.get(key) !== null),
  TYPE: { arity: 2, run: ({ space }, [key = '']) => ({ status: space.get(key)?.kind ?? 'none' }) },
  EXPIRE: expireIn(1000),
  PEXPIRE: expireIn(1),
  TTL: { arity: 2, run: ({ space }, [key = '']) => { const left = space.ttlMs(key); return left < 0 ? left : Math.ceil(left / 1000); } },
  PTTL: { arity: 2, run: ({ space }, [key = '']) => space.ttlMs(key) },
  KEYS: { arity: 2, run: ({ space }, [pattern = '']) => space.keys().filter(globMatcher(pattern)) },
  SCAN: { arity: -2, run: scan },
  DBSIZE: { arity: 1, run: ({ space }) => space.size() },
  FLUSHDB: { arity: -1, run: ({ space }) => { space.clear(); return okReply; } },
};
