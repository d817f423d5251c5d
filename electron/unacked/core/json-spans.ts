/**
 * Where the parts of a JSON text begin and end, so that a message can be changed in one place and stay what it is, byte
 * for byte, in all others (Python's numbers, order and escapes do not survive a parser). One character is one byte here.
 * Must stay true: never throws; what is no JSON gives null.
 */
export type Span = { readonly start: number; readonly end: number };

const maxParts = 2000;
const maxDepth = 200;
const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13;

/** The value that begins at or after `at`; null when there is none that ends. */
export function valueAt(text: string, at: number): Span | null {
  const start = skipBlank(text, at);
  const first = text[start];
  if (first === undefined) return null;
  if (first === '"') {
    const end = endOfString(text, start);
    return end === -1 ? null : { start, end };
  }
  if (first === '{' || first === '[') {
    const end = endOfNest(text, start);
    return end === -1 ? null : { start, end };
  }
  const word = /^[-+\w.]+/.exec(text.slice(start, start + 400));
  return word === null ? null : { start, end: start + word[0].length };
}

/** Elements of the array that begins at `at`. */
export function elementsAt(text: string, at: number): readonly Span[] | null {
  if (text[at] !== '[') return null;
  const found: Span[] = [];
  let from = skipBlank(text, at + 1);
  if (text[from] === ']') return found;
  while (found.length < maxParts) {
    const value = valueAt(text, from);
    if (value === null) return null;
    found.push(value);
    const next = skipBlank(text, value.end);
    if (text[next] === ']') return found;
    if (text[next] !== ',') return null;
    from = next + 1;
  }
  return null;
}

/** Members of the object that begins at `at`; of a name that stands twice, the last, as Python reads it. */
export function membersAt(text: string, at: number): ReadonlyMap<string, Span> | null {
  if (text[at] !== '{') return null;
  const found = new Map<string, Span>();
  let from = skipBlank(text, at + 1);
  if (text[from] === '}') return found;
  while (found.size < maxParts) {
    const name = valueAt(text, from);
    const colon = name === null ? -1 : skipBlank(text, name.end);
    if (name === null || text[name.start] !== '"' || text[colon] !== ':') return null;
    const value = valueAt(text, colon + 1);
    const key = parsedString(text.slice(name.start, name.end));
    if (value === null || key === null) return null;
    found.set(key, value);
    const next = skipBlank(text, value.end);
    if (text[next] === '}') return found;
    if (text[next] !== ',') return null;
    from = next + 1;
  }
  return null;
}

/** The value under a path of names. */
export function spanOf(text: string, from: number, path: readonly string[]): Span | null {
  let at: Span | null = valueAt(text, from);
  for (const name of path) {
    if (at === null) return null;
    at = membersAt(text, at.start)?.get(name) ?? null;
  }
  return at;
}

/** Puts a value under a name of the object at `path`: in place of the one there, or before the others. Null: no such object. */
export function withMember(text: string, path: readonly string[], name: string, value: string): string | null {
  const holder = spanOf(text, 0, path);
  const members = holder === null ? null : membersAt(text, holder.start);
  if (holder === null || members === null) return null;
  const old = members.get(name);
  if (old !== undefined) return text.slice(0, old.start) + value + text.slice(old.end);
  return `${text.slice(0, holder.start + 1)}${JSON.stringify(name)}: ${value}${members.size === 0 ? '' : ', '}${text.slice(holder.start + 1)}`;
}

function parsedString(quoted: string): string | null {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function skipBlank(text: string, at: number): number {
  let here = at;
  while (isBlank(text.charCodeAt(here))) here += 1;
  return here;
}

/** The place after the closing quote. */
function endOfString(text: string, start: number): number {
  let from = start + 1;
  for (;;) {
    const end = text.indexOf('"', from);
    if (end === -1) return -1;
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return end + 1;
    from = end + 1;
  }
}

function endOfNest(text: string, start: number): number {
  const open: string[] = [];
  for (let at = start; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') {
      const end = endOfString(text, at);
      if (end === -1) return -1;
      at = end - 1;
    } else if (letter === '{' || letter === '[') {
      open.push(letter === '{' ? '}' : ']');
      if (open.length > maxDepth) return -1;
    } else if (letter === '}' || letter === ']') {
      if (open.pop() !== letter) return -1;
      if (open.length === 0) return at + 1;
    }
  }
  return -1;
}
