/**
 * Foreign text on its way to a terminal: worker names, queue names, host names, errors of workers.
 * Must stay true: no control character, escape sequence or direction override comes through; a newline cannot fake a row.
 */
export function cleanText(text: string, maxLength = 200): string {
  // C0, DEL, C1, line separators, bidi controls, zero-width characters, lone surrogates.
  const clean = text.toWellFormed().replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069\u200B-\u200F\uFEFF]/g, '\uFFFD');
  const characters = Array.from(clean);
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : clean;
}

/** Columns a terminal gives the text: wide East Asian and emoji count two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}|\p{Me}/u.test(character)) continue;
    width += /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u.test(character) ? 2 : 1;
  }
  return width;
}
