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
  let offset = startOffset;
  let number = startNumber;
  let pending: Uint8Array[] = [];
  let pendingKept = 0;
  let pendingLength = 0;

  const hold = (part: Uint8Array): void => {
    const room = maxLineBytes - pendingKept;
    if (room > 0 && part.length > 0) {
      // Copied: the caller may use the chunk's memory again.
      const kept = part.slice(0, room);
      pending.push(kept);
      pendingKept += kept.length;
    }
    pendingLength += part.length;
  };
  const give = (bytes: Uint8Array, length: number, isCut: boolean, take: (line: AssembledLine) => void): void => {
    take({ text: clean(decode(bytes)), offset, length, number, isCut });
    offset += length;
    number += 1;
  };
  const givePending = (take: (line: AssembledLine) => void): void => {
    const bytes = join(pending, pendingKept);
    const length = pendingLength;
    pending = [];
    pendingKept = 0;
    pendingLength = 0;
    give(bytes, length, length > maxLineBytes + 1, take);
  };

  return {
    feed(chunk, take) {
      let from = 0;
      if (pendingLength > 0) {
        const end = chunk.indexOf(lineEnd);
        hold(end < 0 ? chunk : chunk.subarray(0, end + 1));
        if (end < 0) return;
        givePending(take);
        from = end + 1;
      }
      const last = chunk.lastIndexOf(lineEnd);
      if (last >= from) {
        giveWhole(chunk.subarray(from, last + 1));
        from = last + 1;
      }
      if (from < chunk.length) hold(chunk.subarray(from));

      function giveWhole(block: Uint8Array): void {
        const text = decode(block);
        if (text.length === block.length) return giveAscii(text);
        for (let start = 0; start < block.length;) {
          const end = block.indexOf(lineEnd, start) + 1;
          give(block.subarray(start, Math.min(end, start + maxLineBytes)), end - start, end - start > maxLineBytes + 1, take);
          start = end;
        }
      }
      /** One byte is one character: lines are cut out of the decoded block, which is many times faster. */
      function giveAscii(text: string): void {
        for (let start = 0; start < text.length;) {
          const end = text.indexOf('\n', start) + 1;
          const length = end - start;
          take({ text: clean(text.slice(start, start + Math.min(length, maxLineBytes))), offset, length, number, isCut: length > maxLineBytes + 1 });
          offset += length;
          number += 1;
          start = end;
        }
      }
    },
    end(take) {
      if (pendingLength > 0) givePending(take);
    },
    offset: () => offset,
    held: () => pendingKept,
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
