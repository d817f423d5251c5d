/**
 * Lines that checks look for and the crash review does not keep: marks of a start, warnings of Celery's own, a library's complaint.
 * One pattern finds them all in what is kept here of a host's logs; nothing is read on the Pi for it. ASCII parts only: the
 * reports' lines come accented or garbled.
 */
const patterns = [
  'Worker process initialized', 'OpenCV configur.{1,6}en single-thread', 'Limite m.{1,6}moire processus configur', 'fleetbeat-worker: ready',
  'Substantial drift from ', 'DuplicateNodenameWarning', 'Received multiple replies from node', 'Unsupported system page size', 'ELF load command (address/offset|alignment) not page-aligned',
  'missed heartbeat from ', 'restart #\\d{1,6}',
] as const;

export const markPattern = { text: patterns.join('|'), isRegex: true, isCaseSensitive: true } as const;
export const mostMarks = 200;
