/**
 * Redis glob patterns (`* ? [a-z] \x`) as PSUBSCRIBE, KEYS and SCAN use them, made into one regular expression.
 */
export function globMatcher(pattern: string): (text: string) => boolean {
  let source = '';
  for (let i = 0; i < pattern.length; i += 1) {
    const c = pattern[i] ?? '';
    if (c === '*') source += source.endsWith('[^]*') ? '' : '[^]*';
    else if (c === '?') source += '[^]';
    else if (c === '\\' && i + 1 < pattern.length) { i += 1; source += escaped(pattern[i] ?? ''); }
    else if (c === '[') {
      const close = pattern.indexOf(']', i + 1);
      if (close < 0) { source += '\\['; continue; }
      const inside = pattern.slice(i + 1, close);
      const body = inside.replace(/[\\\]^]/g, '\\$&');
      source += inside.startsWith('^') ? `[^${body.slice(2)}]` : `[${body}]`;
      i = close;
    } else source += escaped(c);
  }
  const expression = safeExpression(`^${source}$`);
  return expression === null ? (text) => text === pattern : (text) => expression.test(text);
}

function escaped(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

/** A pattern such as `[z-a]` is no valid range: it then matches only itself. */
function safeExpression(source: string): RegExp | null {
  try { return new RegExp(source); } catch { return null; }
}
