/**
 * One kept block looked through for a pattern, by what its lines are shown as, not by how they were carried. Pure.
 * Must stay true: what is found is exactly what a match over every shown line of the block would find. The way over the whole
 * text at once is taken only where a match in a shown line is sure to be a match in the raw one.
 */
import { createLineAssembler } from '#electron/crashes/core/assemble-lines.ts';
import type { EnvelopeNeeds } from '#electron/crashes/core/open-envelope.ts';
import { levelOf, shownAs } from '#electron/crashes/core/read-log.ts';
import { utc } from '#electron/crashes/core/read-time.ts';
import { maxLineText, type LogFilter, type LogLevel } from '#shared/domain/log.ts';
import { compile, makeMatcher, type Matcher } from './page-lines.ts';

/** `isFile`: lines as bytes of a file; otherwise entries, one a line, of a journal or a container. */
type SearchedBlock = { readonly bytes: Uint8Array; readonly isFile: boolean; readonly firstAt: number };
/** A shown line that matches: its raw line by bytes and by number in the block, and which of its pieces. */
type BlockHit = { readonly start: number; readonly end: number; readonly line: number; readonly piece: number; readonly ranges: [number, number][] };
type BlockFound = { readonly count: number; readonly hits: readonly BlockHit[] };
type BlockSearch = (block: SearchedBlock, limit: number) => BlockFound;

type Needs = { readonly pattern: NonNullable<LogFilter['pattern']>; readonly levels: readonly LogLevel[]; readonly decode: (bytes: Uint8Array) => string };

/** null: the pattern is no regular expression. */
export function createBlockSearch({ pattern, levels, decode }: Needs): BlockSearch | null {
  const regex = compile(pattern);
  const matcher = makeMatcher(pattern);
  if (regex === null || matcher === null) return null;
  // What looks around or at an end says something else of a part of a line than of the whole.
  const isSound = !pattern.isRegex || !/[$^]|\\[bB]|\(\?/.test(pattern.text);
  return (block, limit) => {
    const found = createFinding(block, matcher, levels, limit);
    const text = isSound ? decode(block.bytes) : '';
    if (isSound && isDirect(text, text.length === block.bytes.length)) overText({ block, text, regex, decode }, found.look);
    else overLines(block, decode, found.look);
    return found.result();
  };
}

type RawLine = { readonly text: string; readonly isPlain: boolean; readonly start: number; readonly end: number; readonly line: number };
type Look = (line: RawLine) => void;

function createFinding(block: SearchedBlock, matcher: Matcher, levels: readonly LogLevel[], limit: number): { readonly look: Look; readonly result: () => BlockFound } {
  const hits: BlockHit[] = [];
  const needs: EnvelopeNeeds = { zone: utc, bootedAt: null, reference: block.firstAt };
  let count = 0;
  return {
    look({ text, isPlain, start, end, line }) {
      const { pieces, fields } = shownAs(text, isPlain, needs);
      for (const [piece, shown] of pieces.entries()) {
        const ranges = matcher(shown.length > maxLineText ? shown.slice(0, maxLineText) : shown);
        if (ranges.length === 0 || (levels.length > 0 && !levels.includes(levelOf(shown, fields)))) continue;
        count += 1;
        if (hits.length < limit) hits.push({ start, end, line, piece, ranges });
      }
    },
    result: () => ({ count, hits }),
  };
}

/** What is shown of each line stands in the line as it is: nothing packed in JSON, nothing to repair, no NUL. */
function isDirect(text: string, isAscii: boolean): boolean {
  return !text.includes('\0') && !/^\{|\| \{/m.test(text) && (isAscii || !/[ÂÃÅâðï][\u0080-\uffff]/.test(text));
}

/** Only the lines in which something was found. After each the search begins anew at the next line: no match hides another. */
function overText({ block, text, regex, decode }: { readonly block: SearchedBlock; readonly text: string; readonly regex: RegExp; readonly decode: Needs['decode'] }, look: Look): void {
  const { bytes, isFile } = block;
  const isAscii = text.length === bytes.length;
  let [at, byte, line] = [0, 0, 0];
  regex.lastIndex = 0;
  for (let found = regex.exec(text); found !== null; found = regex.exec(text)) {
    if (found.index >= text.length) return;
    const from = found.index === 0 ? 0 : text.lastIndexOf('\n', found.index - 1) + 1;
    const stop = text.indexOf('\n', found.index);
    const to = stop < 0 ? text.length : stop;
    for (let end = text.indexOf('\n', at); end >= 0 && end < from; end = text.indexOf('\n', at)) {
      byte = isAscii ? end + 1 : bytes.indexOf(10, byte) + 1;
      at = end + 1;
      line += 1;
    }
    const bytesTo = isAscii ? to : lineEndOf(bytes, byte);
    const raw = { start: byte, end: bytesTo, line };
    if (isFile && bytesTo - byte > longest) overLines({ ...block, bytes: bytes.subarray(byte, bytesTo) }, decode, (one) => look({ ...one, ...raw }));
    else look({ ...raw, text: isFile && text.charCodeAt(to - 1) === 13 && to > from ? text.slice(from, to - 1) : text.slice(from, to), isPlain: isFile && to - from === bytesTo - byte });
    regex.lastIndex = to + 1;
  }
}

/** Of a longer line the reader keeps the beginning only. */
const longest = 64 * 1024;

const lineEndOf = (bytes: Uint8Array, from: number): number => {
  const end = bytes.indexOf(10, from);
  return end < 0 ? bytes.length : end;
};

/** Every line, cut as the reader cuts them. */
function overLines({ bytes, isFile }: SearchedBlock, decode: Needs['decode'], look: Look): void {
  if (!isFile) {
    for (let at = 0, line = 0; at < bytes.length; line += 1) {
      const end = lineEndOf(bytes, at);
      look({ text: decode(bytes.subarray(at, end)), isPlain: false, start: at, end, line });
      at = end + 1;
    }
    return;
  }
  const assembler = createLineAssembler({ decode, maxLineBytes: longest, offset: 0, number: 0 });
  const take = ({ text, offset, length, number, isPlain }: { text: string; offset: number; length: number; number: number; isPlain: boolean }): void => {
    const end = offset + length;
    look({ text, isPlain, start: offset, end: bytes[end - 1] === 10 ? end - 1 : end, line: number });
  };
  assembler.feed(bytes, take);
  assembler.end(take);
}
