/** What the C library, the C++ runtime and OpenBLAS print before they give up: no time, no pid. */
import { eventOf, oneLineDialect, type BodyLine, type CrashEvent } from '#electron/crashes/core/crash-event.ts';

const heap = /^(?:free\(\)|malloc\(\)|realloc\(\)|calloc\(\)|malloc_consolidate\(\)|munmap_chunk\(\)|corrupted (?:size vs\. prev_size|double-linked list)|double free or corruption)[ :(]?.{0,200}$|^\*\*\* (?:stack smashing|buffer overflow) detected \*\*\*/;
const terminate = /^terminate called (?:after throwing an instance of '([^']{1,200})'|without an active exception|recursively)/;
const what = /^ {2}what\(\): +(.{1,500})/;
const threads = /^OpenBLAS blas_thread_init: pthread_create failed/;
const systemPage = /Unsupported system page size|ELF load command address\/offset not (?:properly |page-)aligned/;

export const nativeAbort = oneLineDialect('native-abort', 'fmrc*dtOS< ', read);

function read(line: BodyLine): CrashEvent | null {
  const { text } = line;
  if (heap.test(text)) return eventOf('native-abort', line, { signal: 'SIGABRT', detail: { what: text.startsWith('***') ? 'stack' : 'heap' } });
  const thrown = text.charCodeAt(0) === 116 ? terminate.exec(text) : null;
  if (thrown !== null) return eventOf('native-abort', line, { signal: 'SIGABRT', exception: thrown[1] === undefined ? null : { type: thrown[1], message: '' }, detail: { what: 'terminate' } });
  const said = text.charCodeAt(0) === 32 ? what.exec(text) : null;
  if (said !== null) return eventOf('native-abort', line, { signal: 'SIGABRT', exception: { type: '', message: said[1] ?? '' }, detail: { what: 'what' } });
  if (threads.test(text)) return eventOf('native-abort', line, { native: { library: 'libopenblas', offset: null, function: 'blas_thread_init' }, detail: { what: 'threads' } });
  return systemPage.test(text) ? eventOf('native-abort', line, { detail: { what: 'page-size' } }) : null;
}
