/**
 * The keys of one simulated Redis database: typed values, expiry by the given clock, empty collections gone.
 * Keys and values are byte strings.
 */
import type { Clock } from '#electron/ports/clock.ts';

export type Stored =
  | { readonly kind: 'string'; text: string }
  /** Head first: LPUSH puts at index 0, BRPOP takes the last. */
  | { readonly kind: 'list'; readonly items: string[] }
  | { readonly kind: 'hash'; readonly fields: Map<string, string> }
  | { readonly kind: 'set'; readonly members: Set<string> }
  | { readonly kind: 'zset'; readonly scores: Map<string, number> };

type Kind = Stored['kind'];
type OfKind<K extends Kind> = Extract<Stored, { kind: K }>;

/** A key holds another type than the command wants. */
export const wrongType = { error: 'WRONGTYPE Operation against a key holding the wrong kind of value' } as const;

export type Keyspace = {
  get(key: string): Stored | null;
  /** The value when it has this type, null when there is no key, `wrong` when it has another. */
  read<K extends Kind>(key: string, kind: K): OfKind<K> | null | 'wrong';
  /** The same, made empty when missing. */
  open<K extends Kind>(key: string, kind: K): OfKind<K> | 'wrong';
  setText(key: string, text: string, ttlMs: number | null): void;
  /** Removes the key when its collection became empty. */
  tidy(key: string): void;
  remove(key: string): boolean;
  expire(key: string, ttlMs: number): boolean;
  /** Milliseconds left; -1 without expiry; -2 without key. */
  ttlMs(key: string): number;
  keys(): string[];
  size(): number;
  clear(): void;
};

const empty: { [K in Kind]: () => OfKind<K> } = {
  string: () => ({ kind: 'string', text: '' }),
  list: () => ({ kind: 'list', items: [] }),
  hash: () => ({ kind: 'hash', fields: new Map() }),
  set: () => ({ kind: 'set', members: new Set() }),
  zset: () => ({ kind: 'zset', scores: new Map() }),
};

export function createKeyspace(clock: Clock): Keyspace {
  const values = new Map<string, Stored>();
  const deadlines = new Map<string, number>();
  const drop = (key: string) => { deadlines.delete(key); return values.delete(key); };
  const get = (key: string): Stored | null => {
    const found = values.get(key);
    if (found === undefined) return null;
    const deadline = deadlines.get(key);
    if (deadline !== undefined && deadline <= clock.now()) { drop(key); return null; }
    return found;
  };
  const read = <K extends Kind>(key: string, kind: K): OfKind<K> | null | 'wrong' => {
    const found = get(key);
    if (found === null) return null;
    return found.kind === kind ? (found as OfKind<K>) : 'wrong';
  };
  const sweep = () => { for (const [key, deadline] of deadlines) if (deadline <= clock.now()) drop(key); };
  return {
    get, read,
    open(key, kind) {
      const found = read(key, kind);
      if (found !== null) return found;
      const made = empty[kind]();
      values.set(key, made);
      return made;
    },
    setText(key, text, ttlMs) {
      drop(key);
      values.set(key, { kind: 'string', text });
      if (ttlMs !== null) deadlines.set(key, clock.now() + ttlMs);
    },
    tidy(key) {
      const found = values.get(key);
      if (found !== undefined && sizeOf(found) === 0) drop(key);
    },
    remove: (key) => get(key) !== null && drop(key),
    expire(key, ttlMs) {
      if (get(key) === null) return false;
      deadlines.set(key, clock.now() + ttlMs);
      return true;
    },
    ttlMs(key) {
      if (get(key) === null) return -2;
      const deadline = deadlines.get(key);
      return deadline === undefined ? -1 : deadline - clock.now();
    },
    keys() { sweep(); return [...values.keys()]; },
    size() { sweep(); return values.size; },
    clear() { values.clear(); deadlines.clear(); },
  };
}

function sizeOf(value: Stored): number {
  switch (value.kind) {
    case 'string': return 1;
    case 'list': return value.items.length;
    case 'hash': return value.fields.size;
    case 'set': return value.members.size;
    case 'zset': return value.scores.size;
  }
}
