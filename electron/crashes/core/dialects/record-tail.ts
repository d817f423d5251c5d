/** The text of a record of many lines, bounded: its beginning and its end survive. */
const headLimit = 1500;
const tailLimit = 2000;

export type RecordTail = {
  begin(text: string): void;
  add(text: string): void;
  /** The whole record; starts over. */
  take(): string;
};

export function createRecordTail(): RecordTail {
  let head = '';
  let tail = '';
  let isCut = false;
  return {
    begin(text) {
      head = text.slice(0, headLimit);
      tail = '';
      isCut = text.length > headLimit;
    },
    add(text) {
      const piece = `\n${text.slice(0, tailLimit)}`;
      if (tail === '' && head.length + piece.length <= headLimit && !isCut) {
        head += piece;
        return;
      }
      tail += piece;
      if (tail.length > tailLimit) {
        tail = tail.slice(-tailLimit);
        isCut = true;
      }
    },
    take() {
      const text = isCut ? `${head}\n…${tail}` : head + tail;
      head = '';
      tail = '';
      isCut = false;
      return text;
    },
  };
}
