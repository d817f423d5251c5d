/**
 * A part of the store: its tables and its statements, kept together in one file by whoever owns them.
 * Must stay true: each call of a write is one transaction, all or nothing; a read sees one moment; both are synchronous
 * (they run in the worker thread); inputs and outputs are plain data that can be cloned.
 */
import type { DatabaseSync } from 'node:sqlite';

/** Statements by name. `never`: each takes its own input. */
export type Statements = Readonly<Record<string, (input: never) => unknown>>;

export type StorePart<Reads extends Statements, Writes extends Statements> = {
  /** SQL texts, run once each, in order; the number run is kept in the file. Never edit one that has shipped: append. */
  readonly migrations: readonly string[];
  reads(db: DatabaseSync): Reads;
  writes(db: DatabaseSync): Writes;
};

export function definePart<Reads extends Statements, Writes extends Statements>(part: StorePart<Reads, Writes>): StorePart<Reads, Writes> {
  return part;
}
