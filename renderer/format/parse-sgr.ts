/**
 * A line of a log with its colours: only SGR escapes are obeyed, and only those that colour or weigh the text. Every
 * other control stays in the text and is shown as an escape. Pure; bounded by the length of the line and by `mostRuns`.
 */
export type SgrColour = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'grey';
export type SgrStyle = { readonly colour: SgrColour | null; readonly isBold: boolean; readonly isFaint: boolean; readonly isItalic: boolean; readonly isUnderlined: boolean };
/** `from`: where the run begins in the line as it came, in UTF-16 units. */
export type SgrRun = { readonly from: number; readonly text: string; readonly style: SgrStyle };

export const plainStyle: SgrStyle = { colour: null, isBold: false, isFaint: false, isItalic: false, isUnderlined: false };
const mostRuns = 400;
const sgr = /\u001b\[([0-9;:]{0,60})m/g;

export function parseSgr(text: string): readonly SgrRun[] {
  if (!text.includes('\u001b[')) return text === '' ? [] : [{ from: 0, text, style: plainStyle }];
  const runs: SgrRun[] = [];
  let style = plainStyle;
  let from = 0;
  for (const match of text.matchAll(sgr)) {
    if (match.index > from) runs.push({ from, text: text.slice(from, match.index), style });
    from = match.index + match[0].length;
    style = applySgr(style, match[1] ?? '');
    if (runs.length >= mostRuns) break;
  }
  if (from < text.length) runs.push({ from, text: text.slice(from), style: runs.length >= mostRuns ? plainStyle : style });
  return runs;
}

function applySgr(before: SgrStyle, parameters: string): SgrStyle {
  const codes = parameters.split(/[;:]/).map((part) => (part === '' ? 0 : Number(part)));
  let style = before;
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      const { colour, used } = extendedColour(codes, index + 1);
      // A background is read over and left out: text must stay readable in both themes.
      if (code === 38) style = { ...style, colour };
      index += used;
    } else style = applyOne(style, code);
  }
  return style;
}

function applyOne(style: SgrStyle, code: number): SgrStyle {
  if (code === 0) return plainStyle;
  if (code === 1) return { ...style, isBold: true };
  if (code === 2) return { ...style, isFaint: true };
  if (code === 3) return { ...style, isItalic: true };
  if (code === 4) return { ...style, isUnderlined: true };
  if (code === 22) return { ...style, isBold: false, isFaint: false };
  if (code === 23) return { ...style, isItalic: false };
  if (code === 24) return { ...style, isUnderlined: false };
  if (code === 39) return { ...style, colour: null };
  if (code >= 30 && code <= 37) return { ...style, colour: named(code - 30) };
  if (code >= 90 && code <= 97) return { ...style, colour: code === 90 ? 'grey' : named(code - 90) };
  return style;
}

/** Black and white are the theme's own ink: what was meant to be read stays readable. */
function named(index: number): SgrColour | null {
  const names: readonly (SgrColour | null)[] = [null, 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', null];
  return names[index] ?? null;
}

function extendedColour(codes: readonly number[], at: number): { readonly colour: SgrColour | null; readonly used: number } {
  if (codes[at] === 5) return { colour: ofPalette(codes[at + 1] ?? 0), used: 2 };
  if (codes[at] === 2) return { colour: nearest(codes[at + 1] ?? 0, codes[at + 2] ?? 0, codes[at + 3] ?? 0), used: 4 };
  return { colour: null, used: 0 };
}

function ofPalette(index: number): SgrColour | null {
  if (index < 16) return index === 8 ? 'grey' : named(index % 8);
  if (index >= 232) return index < 250 ? 'grey' : null;
  const cell = index - 16;
  const level = (value: number): number => (value === 0 ? 0 : 55 + value * 40);
  return nearest(level(Math.floor(cell / 36)), level(Math.floor(cell / 6) % 6), level(cell % 6));
}

/** Any colour becomes the one of ours with its hue; the lightness is the theme's. */
function nearest(red: number, green: number, blue: number): SgrColour | null {
  const high = Math.max(red, green, blue);
  const low = Math.min(red, green, blue);
  if (high - low < 40) return high > 60 && high < 200 ? 'grey' : null;
  const span = high - low;
  const hue = high === red ? ((green - blue) / span + 6) % 6 : high === green ? (blue - red) / span + 2 : (red - green) / span + 4;
  const names: readonly SgrColour[] = ['red', 'yellow', 'green', 'cyan', 'blue', 'magenta'];
  return names[Math.round(hue) % 6] ?? null;
}

export type MarkedRun = SgrRun & { readonly isMatch: boolean };

/** Cuts the runs where a match begins or ends. Ranges are [start, end) in the line as it came, in order. */
export function markRuns(runs: readonly SgrRun[], ranges: readonly (readonly [number, number])[]): readonly MarkedRun[] {
  if (ranges.length === 0) return runs.map((run) => ({ ...run, isMatch: false }));
  const marked: MarkedRun[] = [];
  for (const run of runs) {
    const end = run.from + run.text.length;
    let from = run.from;
    const add = (to: number, isMatch: boolean): void => {
      if (to > from) marked.push({ from, text: run.text.slice(from - run.from, to - run.from), style: run.style, isMatch });
      from = Math.max(from, to);
    };
    for (const [start, stop] of ranges) {
      if (stop <= from || start >= end) continue;
      add(Math.max(from, start), false);
      add(Math.min(end, stop), true);
    }
    add(end, false);
  }
  return marked;
}

/** Where a plain text is found; a regular expression is never run in the window. */
export function findPlain(text: string, wanted: string, isCaseSensitive: boolean): readonly (readonly [number, number])[] {
  if (wanted === '') return [];
  const given = isCaseSensitive ? text : text.toLowerCase();
  const needle = isCaseSensitive ? wanted : wanted.toLowerCase();
  // A letter that changes its length with its case would put the marks beside the text.
  if (given.length !== text.length) return [];
  const found: (readonly [number, number])[] = [];
  for (let at = given.indexOf(needle); at !== -1 && found.length < 100; at = given.indexOf(needle, at + needle.length)) found.push([at, at + needle.length]);
  return found;
}
