/** What every verb is given: where to write, in which language, and how to end. Made once by the entry. */
import type { CliFailure } from './core/cli-failure.ts';
import type { Language } from './core/language.ts';

export type CliContext = {
  /** Folder of the running entry, ending with a slash. */
  readonly home: URL;
  readonly pageFolder: string;
  readonly version: string;
  readonly language: Language;
  readonly hasColour: boolean;
  readonly input: NodeJS.ReadStream;
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
  /** Aborted by Ctrl-C, SIGTERM, and by a closed pipe (`fleetbeat watch | head`). */
  readonly ending: AbortSignal;
  /** Writes the sentence and answers the exit code that goes with it. */
  fail(failure: CliFailure): number;
};

/** Options that the verbs looking at a fleet share, as commander hands them over. */
export type LookOptions = { readonly json?: true; readonly fleet?: string; readonly host?: readonly string[]; readonly timeout: number; readonly demo?: true };
