/**
 * Foreign text as one safe line: control characters and line breaks become visible signs, directional overrides
 * become visible marks, and the length is bounded. Pure; HTML is harmless because React never renders it as markup.
 */
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
/** Marks that reorder or hide text: bidi embeddings, overrides, isolates, zero-width signs, byte-order mark. */
const invisible = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

export function showForeign(text: string, longest = 600): string {
  const head = text.length > longest ? `${Array.from(text.slice(0, longest)).slice(0, -1).join('')}…` : text;
  return head.replace(controls, visibleControl).replace(invisible, '␣');
}

/** The same, wrapped in directional isolates: for a name inside a translated sentence. */
export function isolateForeign(text: string, longest = 120): string {
  return `\u2068${showForeign(text, longest)}\u2069`;
}

function visibleControl(char: string): string {
  const code = char.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '␡' : '␦';
}
