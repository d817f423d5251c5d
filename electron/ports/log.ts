/**
 * The engine's own log. Raw library text may go here and nowhere else; secrets never do.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;
export type Log = {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** Logs a bug with its stack and returns a short reference that a person can quote. */
  bug(error: unknown, where: string): string;
};
