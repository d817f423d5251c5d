/**
 * JSON as Python writes it (bare Infinity, -Infinity, NaN), from a stranger: bounded in size and depth, never throws.
 * The depth bound also protects every function that walks the value afterwards.
 */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };
export type JsonBounds = { readonly maxLength: number; readonly maxDepth: number };
export type JsonReading = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly because: 'too-long' | 'too-deep' | 'not-json' };

export const eventBounds: JsonBounds = { maxLength: 1_000_000, maxDepth: 64 };
export const replyBounds: JsonBounds = { maxLength: 24_000_000, maxDepth: 64 };

const quote = 34;
const backslash = 92;

export function parseTolerantJson(text: string, bounds: JsonBounds): JsonReading {
  if (text.length > bounds.maxLength) return { ok: false, because: 'too-long' };
  const words: PythonWord[] = [];
  if (!scan(text, bounds.maxDepth, words)) return { ok: false, because: 'too-deep' };
  try {
    return { ok: true, value: JSON.parse(words.length === 0 ? text : replaceWords(text, words)) as JsonValue };
  } catch {
    return { ok: false, because: 'not-json' };
  }
}

export function isRecord(value: unknown): value is { readonly [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own fields only: a stranger may name one `__proto__` or `constructor`. */
export function fieldOf(value: unknown, name: string): JsonValue | undefined {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

type PythonWord = { readonly at: number; readonly length: number; readonly instead: string };

/** Finds Python's words outside strings; false when nested too deeply. */
function scan(text: string, maxDepth: number, words: PythonWord[]): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
    } else if (code === 91 || code === 123) {
      depth += 1;
      if (depth > maxDepth) return false;
    } else if (code === 93 || code === 125) {
      depth -= 1;
    } else if (code === 73 && text.startsWith('Infinity', at)) {
      // A number too large for a double reads as Infinity; a minus sign before it stays where it is.
      words.push({ at, length: 8, instead: '1e999' });
      at += 7;
    } else if (code === 78 && text.startsWith('NaN', at)) {
      words.push({ at, length: 3, instead: 'null' });
      at += 2;
    }
  }
  return true;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end === -1) return text.length;
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return end;
    at = end + 1;
  }
}

function replaceWords(text: string, words: readonly PythonWord[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const word of words) {
    parts.push(text.slice(from, word.at), word.instead);
    from = word.at + word.length;
  }
  parts.push(text.slice(from));
  return parts.join('');
}
