/**
 * What Docker sends of a container's output, cut into lines: frames of eight bytes and a payload, or plain bytes where the
 * container has a terminal. Pure. Must stay true: any split of the bytes gives the same lines; a line is bounded.
 */
/** Keeps the beginning of a character whose end has not come. */
export type Decode = (bytes: Uint8Array) => string;
export type ContainerLines = { feed(chunk: Uint8Array): readonly string[] };

const maxLine = 1_048_576;
const headLength = 8;

type Partial = { text: string; readonly decode: Decode; isTooLong: boolean };
type State = { isFramed: boolean | null; head: number[]; left: number; into: Partial; readonly partials: Map<number, Partial> };

export function createContainerLines(newDecoder: () => Decode): ContainerLines {
  const partials = new Map<number, Partial>();
  const partialOf = (stream: number): Partial => {
    const known = partials.get(stream) ?? { text: '', decode: newDecoder(), isTooLong: false };
    partials.set(stream, known);
    return known;
  };
  const state: State = { isFramed: null, head: [], left: 0, into: partialOf(1), partials };
  return {
    feed: (chunk) => {
      const lines: string[] = [];
      let at = 0;
      // A frame begins with 0, 1 or 2 and three zeros; a terminal's text begins with the year of a time.
      if (chunk.length > 0) state.isFramed ??= (chunk[0] ?? 0) < 3;
      if (state.isFramed !== true) { cut(state.into, chunk, lines); return lines; }
      while (at < chunk.length) {
        if (state.left === 0) {
          state.head.push(chunk[at] ?? 0);
          at += 1;
          if (state.head.length < headLength) continue;
          const [stream = 0, , , , a = 0, b = 0, c = 0, d = 0] = state.head;
          state.head = [];
          state.left = a * 16_777_216 + b * 65_536 + c * 256 + d;
          state.into = partialOf(Math.min(stream, 3));
          continue;
        }
        const part = chunk.subarray(at, at + state.left);
        cut(state.into, part, lines);
        state.left -= part.length;
        at += part.length;
      }
      return lines;
    },
  };
}

function cut(into: Partial, bytes: Uint8Array, lines: string[]): void {
  const parts = (into.text + into.decode(bytes)).split('\n');
  into.text = parts.pop() ?? '';
  for (const part of parts) {
    if (!into.isTooLong) lines.push(part.endsWith('\r') ? part.slice(0, -1) : part);
    into.isTooLong = false;
  }
  if (into.text.length > maxLine) {
    lines.push(into.text.slice(0, maxLine));
    into.text = '';
    into.isTooLong = true;
  }
}
