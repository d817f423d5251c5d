/**
 * Bytes to lines, whatever the splits: the same lines come out of one chunk or of many.
 * Must stay true: memory is bounded by the longest line kept; every line knows its byte offset; a NUL, an invalid byte
 * and a terminal escape are text like any other.
 */

export type AssembledLine = {
  readonly text: string;
  /** Of its first byte, and its length in bytes with the line end. */
  readonly offset: number;
  readonly length: number;
  readonly number: number;
  readonly isCut: boolean;
  /** One byte is one character: nothing to repair. */
  readonly isPlain: boolean;
};

export type LineAssemblerNeeds = {
  /** UTF-8 to text, an invalid byte becoming U+FFFD, a byte order mark kept. */
  readonly decode: (bytes: Uint8Array) => string;
  /** Bytes of one line that are kept; the rest is counted, not stored. */
  readonly maxLineBytes: number;
  readonly offset?: number;
  readonly number?: number;
};

export type LineAssembler = {
  feed(chunk: Uint8Array, take: (line: AssembledLine) => void): void;
  /** The last line, when it has no line end. */
  end(take: (line: AssembledLine) => void): void;
  /** Offset of the first byte of the line not yet finished. */
  offset(): number;
  /** How many bytes of an unfinished line are held in memory. */
  held(): number;
};

const lineEnd = 10;

export function createLineAssembler({ decode, maxLineBytes, offset: startOffset = 0, number: startNumber = 1 }: LineAssemblerNeeds): LineAssembler {
  const place = { offset: startOffset, number: startNumber };
  const pending = createPending(maxLineBytes);
  const give = (text: string, length: number, isPlain: boolean, take: (line: AssembledLine) => void): void => {
    take({ text: clean(text), offset: place.offset, length, number: place.number, isCut: length > maxLineBytes + 1, isPlain });
    place.offset += length;
    place.number += 1;
  };
  const givePending = (take: (line: AssembledLine) => void): void => {
    const { bytes, length } = pending.take();
    const text = decode(bytes);
    give(text, length, text.length === bytes.length, take);
  };
  /**
   * Decoded at once and cut at the line ends, of which there are as many in the bytes as in the text: many times faster
   * than line by line, and the same, since no character holds a line end.
   */
  const giveWhole = (block: Uint8Array, take: (line: AssembledLine) => void): void => {
    const text = decode(block);
    const isAscii = text.length === block.length;
    let at = 0;
    for (let start = 0; start < block.length;) {
      const end = isAscii ? text.indexOf('\n', start) + 1 : block.indexOf(lineEnd, start) + 1;
      const textEnd = isAscii ? end : text.indexOf('\n', at) + 1;
      const length = end - start;
      const line = length > maxLineBytes ? decode(block.subarray(start, start + maxLineBytes)) : text.slice(at, textEnd);
      give(line, length, isAscii || textEnd - at === length, take);
      start = end;
      at = textEnd;
    }
  };

  return {
    feed(chunk, take) {
      let from = 0;
      if (pending.length() > 0) {
        const end = chunk.indexOf(lineEnd);
        pending.hold(end < 0 ? chunk : chunk.subarray(0, end + 1));
        if (end < 0) return;
        givePending(take);
        from = end + 1;
      }
      const last = chunk.lastIndexOf(lineEnd);
      if (last >= from) {
        giveWhole(chunk.subarray(from, last + 1), take);
        from = last + 1;
      }
      if (from < chunk.length) pending.hold(chunk.subarray(from));
    },
    end(take) {
      if (pending.length() > 0) givePending(take);
    },
    offset: () => place.offset,
    held: pending.kept,
  };
}

type Pending = { hold(part: Uint8Array): void; take(): { readonly bytes: Uint8Array; readonly length: number }; length(): number; kept(): number };

/** The line that has no end yet: its first bytes are kept, the rest is counted. */
function createPending(maxLineBytes: number): Pending {
  let parts: Uint8Array[] = [];
  let kept = 0;
  let length = 0;
  return {
    hold(part) {
      const room = maxLineBytes - kept;
      if (room > 0 && part.length > 0) {
        // Copied: the caller may use the chunk's memory again.
        const copy = part.slice(0, room);
        parts.push(copy);
        kept += copy.length;
      }
      length += part.length;
    },
    take() {
      const whole = { bytes: join(parts, kept), length };
      parts = [];
      kept = 0;
      length = 0;
      return whole;
    },
    length: () => length,
    kept: () => kept,
  };
}

/** Without its line end (also `\r\n`); a NUL becomes the sign for NUL. */
function clean(text: string): string {
  let end = text.length;
  if (text.charCodeAt(end - 1) === 10) end -= 1;
  if (text.charCodeAt(end - 1) === 13) end -= 1;
  const line = end === text.length ? text : text.slice(0, end);
  return line.includes('\0') ? line.replaceAll('\0', '␀') : line;
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
