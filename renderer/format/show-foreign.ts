/**
 * Foreign text as one safe line: control characters, line breaks and directional overrides become visible
 * escapes, and the length is bounded. Pure; HTML is harmless because React never renders it as markup.
 */
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
/** Marks that reorder or hide text: bidi embeddings, overrides, isolates, zero-width signs, byte-order mark. */
const invisible = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

export function showForeign(text: string, longest = 600): string {
  const head = text.length > longest ? `${Array.from(text.slice(0, longest)).slice(0, -1).join('')}…` : text;
  return head.replace(controls, escapeOf).replace(invisible, escapeOf);
}

/** The same, wrapped in directional isolates: for a name inside a translated sentence. */
export function isolateForeign(text: string, longest = 120): string {
  return `\u2068${showForeign(text, longest)}\u2069`;
}

/** As a programmer would write it: `\n`, `\x1b`, `\u202e`. Letters every font has. */
function escapeOf(char: string): string {
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[char];
  if (short !== undefined) return short;
  const code = char.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
