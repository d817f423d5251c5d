/** What a shell prints when its child ends by a signal, alone on a line or with script, line number and pid in front. */
import { eventOf, oneLineDialect, type BodyLine, type CrashEvent } from '#electron/crashes/core/crash-event.ts';

const ended = /^(?:(\S{1,200}): line (\d{1,7}): +(\d{1,10}) )?(Segmentation fault|Killed|Aborted|Bus error|Illegal instruction|Floating point exception|Terminated)( \(core dumped\))?(?: +(\S.{0,500}))?$/;
const signals: { readonly [words: string]: string | undefined } = { 'Segmentation fault': 'SIGSEGV', Killed: 'SIGKILL', Aborted: 'SIGABRT', 'Bus error': 'SIGBUS', 'Illegal instruction': 'SIGILL', 'Floating point exception': 'SIGFPE', Terminated: 'SIGTERM' };

export const shell = oneLineDialect('shell', '', read);

function read(line: BodyLine): CrashEvent | null {
  const { text } = line;
  if (line.writer === 'kernel' || text.length > 1000 || !/Segmentation fault|Killed|Aborted|Bus error|Illegal instruction|Floating point|Terminated/.test(text)) return null;
  const found = ended.exec(text);
  // Without a script's name only the bare word counts: `Killed process …` is somebody else's sentence.
  if (found === null || (found[1] === undefined && found[6] !== undefined)) return null;
  return eventOf('main-exited', line, { pid: found[3] === undefined ? null : Number(found[3]), signal: signals[found[4] ?? ''] ?? null, coreDumped: found[5] === undefined ? null : true, detail: { expected: false, by: 'shell', command: found[6]?.slice(0, 200) ?? null } });
}
