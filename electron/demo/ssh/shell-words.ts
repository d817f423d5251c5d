/**
 * Splits a command line as a POSIX shell would, far enough for the commands a panel sends: quotes, backslashes,
 * `;`, `&&`, `||` and redirections to /dev/null. Null: something this shell does not understand.
 */
export type ShellStep = { readonly when: 'always' | 'if-ok' | 'if-failed'; readonly words: readonly string[]; readonly hidesErrors: boolean; readonly hidesOutput: boolean };

export function parseShellLine(line: string): readonly ShellStep[] | null {
  const tokens = tokenize(line);
  if (tokens === null) return null;
  const steps: ShellStep[] = [];
  let when: ShellStep['when'] = 'always';
  let words: string[] = [];
  let hidesErrors = false;
  let hidesOutput = false;
  const close = (next: ShellStep['when']) => {
    if (words.length > 0) steps.push({ when, words, hidesErrors, hidesOutput });
    words = []; hidesErrors = false; hidesOutput = false; when = next;
  };
  for (const token of tokens) {
    if ('word' in token) { words.push(token.word); continue; }
    switch (token.mark) {
      case ';': case '\n': close('always'); break;
      case '&&': close('if-ok'); break;
      case '||': close('if-failed'); break;
      case '2>/dev/null': hidesErrors = true; break;
      case '>/dev/null': hidesOutput = true; break;
      case '2>&1': case '</dev/null': break;
      default: return null;
    }
  }
  close('always');
  return steps;
}

type Token = { readonly word: string } | { readonly mark: string };

function tokenize(line: string): readonly Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  while (at < line.length) {
    const rest = line.slice(at);
    const blank = /^[ \t\r]+/.exec(rest);
    if (blank !== null) { at += blank[0].length; continue; }
    if (rest.startsWith('#')) { const end = rest.indexOf('\n'); at = end < 0 ? line.length : at + end; continue; }
    const mark = /^(?:2>\s*\/dev\/null|2>&1|1?>\s*\/dev\/null|<\s*\/dev\/null|&&|\|\||[;\n|&<>()`])/.exec(rest);
    if (mark !== null) { tokens.push({ mark: mark[0].replace(/\s+(?=\/)/, '').replace(/^1>/, '>') }); at += mark[0].length; continue; }
    const word = readWord(line, at);
    if (word === null) return null;
    tokens.push({ word: word.text });
    at = word.next;
  }
  return tokens;
}

function readWord(line: string, from: number): { readonly text: string; readonly next: number } | null {
  let text = '';
  let at = from;
  while (at < line.length) {
    const c = line[at] ?? '';
    if (/[\s;|&<>()`]/.test(c)) break;
    if (c === "'") {
      const end = line.indexOf("'", at + 1);
      if (end < 0) return null;
      text += line.slice(at + 1, end);
      at = end + 1;
    } else if (c === '"') {
      const end = closingQuote(line, at + 1);
      if (end < 0) return null;
      text += line.slice(at + 1, end).replace(/\\(["\\$`])/g, '$1');
      at = end + 1;
    } else if (c === '\\') { text += line[at + 1] ?? ''; at += 2; }
    else { text += c; at += 1; }
  }
  return { text, next: at };
}

function closingQuote(line: string, from: number): number {
  for (let at = from; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '"') return at;
  }
  return -1;
}
