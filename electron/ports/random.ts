export type Random = {
  /** 0 <= x < 1 */
  next(): number;
  uuid(): string;
  /** Unguessable, hex, of so many bytes. */
  token(bytes: number): string;
};
