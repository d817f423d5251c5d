/**
 * The one command that runs the deploying hand, and what is written to its input: the program, then the request, as data.
 * Must stay true: nothing foreign becomes a word of a shell; a host without Python says so in one line.
 */
import { utf8 } from './utf8.ts';

export const noPythonLine = 'no-python';

/** `marker` is hex of ours. Quoted so that sh, fish and csh pass it on unchanged. */
export function composeHandCall(marker: string): string {
  const program = 'import sys;n=int(sys.stdin.buffer.readline());exec(compile(sys.stdin.buffer.read(n),"deploy","exec"))';
  const script = [
    'LC_ALL=C; export LC_ALL; PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin; p=/usr/bin/python3',
    '[ -x "$p" ] || p=$(command -v python3 2>/dev/null)',
    `if [ -z "$p" ]; then echo "${marker} {\\"failed\\":\\"${noPythonLine}\\"}"; exit 0; fi`,
    `exec "$p" -I -S -c "${program.replaceAll('"', String.raw`\"`)}" ${marker}`,
  ].join('; ');
  return `exec sh -c '${script}'`;
}

export function composeHandInput(script: string, request: unknown): string {
  const bytes = utf8(script).length;
  return `${String(bytes)}\n${script}${JSON.stringify(request)}\n`;
}
