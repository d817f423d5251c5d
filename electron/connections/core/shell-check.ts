/**
 * The harmless command of a connection test and how its answer is read. One single-quoted word for sh, so that bash,
 * fish and csh as login shells all hand it on unchanged; markers separate it from what a .bashrc prints.
 */
export const shellCheckCommand = "exec /bin/sh -c 'echo FLEETBEAT-BEGIN; uname -s; uname -m; if [ -r /proc/self/stat ]; then echo proc; else echo no-proc; fi; echo FLEETBEAT-END'";

export type ShellCheck =
  | { readonly verdict: 'ok'; readonly machine: string; readonly isNoisy: boolean }
  | { readonly verdict: 'no-marker' | 'exited' | 'no-proc' | 'not-linux' };

export function readShellCheck(stdout: string, exitCode: number | null): ShellCheck {
  const lines = stdout.split(/\r?\n/);
  const begin = lines.findIndex((line) => line.endsWith('FLEETBEAT-BEGIN'));
  const end = lines.indexOf('FLEETBEAT-END', begin + 1);
  if (begin < 0 || end < 0) return { verdict: exitCode === null || exitCode !== 0 ? 'exited' : 'no-marker' };
  const [system, machine, proc] = lines.slice(begin + 1, end);
  if (system !== 'Linux') return { verdict: 'not-linux' };
  if (proc !== 'proc') return { verdict: 'no-proc' };
  const isNoisy = lines.slice(0, begin).some((line) => line !== '') || lines[begin] !== 'FLEETBEAT-BEGIN';
  return { verdict: 'ok', machine: (machine ?? '').replace(/[^\w.-]/g, '').slice(0, 40), isNoisy };
}
