/**
 * A RemoteSession that is this machine: commands run by a local shell instead of over SSH, with real pipes and real
 * processes. `shell` stands for the login shell (argv before the command). `lose` acts a cut connection.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { createConnection } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ChannelEnd, LiveChannel, RemoteSession, RunOutcome } from '#electron/ports/remote-shell.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';

export type LocalShellOptions = { readonly shell?: readonly string[]; readonly env?: NodeJS.ProcessEnv; readonly spawn?: SpawnOptions };

export type LocalShellSession = RemoteSession & {
  lose(cause: AppError): void;
  /** Pids of the programs started by `open`, oldest first. */
  readonly opened: readonly number[];
};

export function createLocalShellSession(options: LocalShellOptions = {}): LocalShellSession {
  const [program = 'sh', ...before] = options.shell ?? ['/bin/sh', '-c'];
  const running = new Set<ChildProcess>();
  const lost = new Set<(cause: AppError) => void>();
  const opened: number[] = [];
  const start = (command: string): ChildProcess => {
    const child = spawn(program, [...before, command], { stdio: 'pipe', env: options.env ?? process.env, ...options.spawn });
    running.add(child);
    child.on('exit', () => running.delete(child));
    child.on('error', () => running.delete(child));
    child.stdin?.on('error', () => {});
    return child;
  };
  const endAll = (): void => {
    for (const child of running) child.stdin?.end();
  };
  return {
    serverVersion: 'local',
    route: ['local'],
    opened,
    async open(command) {
      const child = start(command);
      if (child.pid !== undefined) opened.push(child.pid);
      return ok(channelOf(child));
    },
    run: (command, { signal, deadlineMs, input, maxBytes }) => runToEnd(start(command), { signal, deadlineMs, input, maxBytes: maxBytes ?? 1_000_000 }),
    forward: (to, { signal }) => connect('host' in to ? { host: to.host, port: to.port } : { path: to.socketPath }, signal),
    onLost(listen) {
      lost.add(listen);
      return () => void lost.delete(listen);
    },
    lose(cause) {
      endAll();
      for (const listen of lost) listen(cause);
    },
    async dispose() {
      endAll();
    },
  };
}

function channelOf(child: ChildProcess): LiveChannel {
  const ends = new Set<(end: ChannelEnd) => void>();
  let ended: ChannelEnd | null = null;
  child.on('close', (exitCode, signal) => {
    ended = { exitCode, signal, lost: false };
    for (const listen of ends) listen(ended);
  });
  const hear = (stream: NodeJS.ReadableStream | null, listen: (chunk: Uint8Array) => void): (() => void) => {
    stream?.on('data', listen);
    return () => void stream?.off('data', listen);
  };
  child.stdout?.resume();
  child.stderr?.resume();
  return {
    write: (text) => child.stdin?.write(text) ?? false,
    onData: (listen) => hear(child.stdout, listen),
    onErrorData: (listen) => hear(child.stderr, listen),
    onEnd(listen) {
      if (ended === null) ends.add(listen);
      else listen(ended);
      return () => void ends.delete(listen);
    },
    close() {
      child.stdin?.end();
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
  };
}

async function runToEnd(child: ChildProcess, limits: { signal: AbortSignal; deadlineMs: number; input: Uint8Array | undefined; maxBytes: number }): Promise<Result<RunOutcome, AppError>> {
  const outputs: [Buffer[], Buffer[]] = [[], []];
  let wasCut = false;
  [child.stdout, child.stderr].forEach((stream, i) => {
    stream?.on('data', (chunk: Buffer) => {
      const kept = outputs[i as 0 | 1];
      const left = limits.maxBytes - kept.reduce((n, b) => n + b.length, 0);
      wasCut ||= chunk.length > left;
      if (left > 0) kept.push(chunk.subarray(0, left));
    });
  });
  child.stdin?.end(limits.input);
  return new Promise((resolve) => {
    const stop = (error: AppError): void => {
      child.kill('SIGKILL');
      resolve(err(error));
    };
    const timer = setTimeout(() => stop({ code: 'deadline-passed', waitedMs: limits.deadlineMs }), limits.deadlineMs);
    const cancel = (): void => stop({ code: 'cancelled' });
    limits.signal.addEventListener('abort', cancel, { once: true });
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer);
      limits.signal.removeEventListener('abort', cancel);
      resolve(ok({ exitCode, signal, stdout: Buffer.concat(outputs[0]), stderr: Buffer.concat(outputs[1]), wasCut }));
    });
  });
}

async function connect(to: { host: string; port: number } | { path: string }, signal: AbortSignal): Promise<Result<Duplex, AppError>> {
  return new Promise((resolve) => {
    const socket = createConnection({ ...to, signal });
    const target = 'path' in to ? to.path : `${to.host}:${to.port}`;
    socket.once('connect', () => resolve(ok(socket)));
    socket.once('error', () => resolve(err({ code: 'forward-refused', at: 'local', target, because: 'connect-failed' })));
  });
}
