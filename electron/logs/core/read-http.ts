/**
 * The answer of a daemon to one HTTP/1.0 question, as its bytes come: first the head, then the body to the end. Pure.
 * Must stay true: bounded before the head is whole; bytes of the body are passed on as they are; never throws.
 */
export type HttpReading = {
  /** What belongs to the body; empty while the head is not whole. */
  feed(chunk: Uint8Array): Uint8Array;
  /** null: the head is not whole yet. 0: what came is no answer of a daemon. */
  status(): number | null;
};

const maxHead = 16_384;
const nothing = new Uint8Array(0);

export function createHttpReading(): HttpReading {
  let head: Uint8Array = nothing;
  let status: number | null = null;
  return {
    status: () => status,
    feed: (chunk) => {
      if (status === 0) return nothing;
      if (status !== null) return chunk;
      const all = new Uint8Array(head.length + chunk.length);
      all.set(head);
      all.set(chunk, head.length);
      const end = endOfHead(all);
      if (end < 0) {
        head = all;
        if (all.length > maxHead) status = 0;
        return nothing;
      }
      const text = String.fromCharCode(...all.subarray(0, Math.min(end, maxHead)));
      const isChunked = /\r\ntransfer-encoding:\s*chunked/i.test(text);
      status = isChunked ? 0 : Number(/^HTTP\/1\.[01] (\d{3})(?: |\r)/.exec(text)?.[1] ?? 0);
      head = nothing;
      return status === 0 ? nothing : all.subarray(end);
    },
  };
}

function endOfHead(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1)) {
    if (bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at + 4;
  }
  return -1;
}
