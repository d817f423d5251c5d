/** Names of the signals that end processes, by number; the numbers are those of Linux on ARM and x86. */
const names: readonly (string | undefined)[] = [undefined, 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGUSR1', 'SIGSEGV', 'SIGUSR2', 'SIGPIPE', 'SIGALRM', 'SIGTERM', 'SIGSTKFLT', 'SIGCHLD', 'SIGCONT', 'SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGXCPU', 'SIGXFSZ', 'SIGVTALRM', 'SIGPROF', 'SIGWINCH', 'SIGIO', 'SIGPWR', 'SIGSYS'];

export function signalName(number: number): string | null {
  return names[number] ?? null;
}

/** `KILL`, `SIGKILL`, `9`: all the same. */
export function readSignal(text: string): string | null {
  if (/^\d{1,2}$/.test(text)) return signalName(Number(text));
  const name = text.startsWith('SIG') ? text : `SIG${text}`;
  return names.includes(name) ? name : null;
}

/** The status as a shell or a container daemon gives it: above 128 it names a signal. */
export function readShellStatus(status: number): { readonly signal: string | null; readonly exitCode: number | null } {
  const signal = status > 128 && status < 160 ? signalName(status - 128) : null;
  return signal === null ? { signal: null, exitCode: status } : { signal, exitCode: null };
}

/** Python's `returncode`: negative for a signal. */
export function readPythonStatus(status: number): { readonly signal: string | null; readonly exitCode: number | null } {
  return status < 0 ? { signal: signalName(-status), exitCode: null } : { signal: null, exitCode: status };
}
