/**
 * A RemoteSession whose remote programs are functions of the test. Behaves as the real one where callers can tell:
 * limits, cancelling, loss and use after the end are proven by test/suites/remote-session-suite.ts on both.
 */
import { PassThrough, type Duplex } from 'node:stream';
import type { ChannelEnd, ForwardTarget, LiveChannel, RemoteSession } from '#electron/ports/remote-shell.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type ProgramIo = {
  write(text: string | Uint8Array): void;
  writeError(text: string | Uint8Array): void;
  exit(code: number, signal?: string): void;
  onInput(listen: (chunk: Uint8Array) => void): void;
  /** stdin was closed by the caller. */
  onInputEnd(listen: () => void): void;
  /** The channel is gone: the program should stop. */
  onKilled(listen: () => void): void;
};
export type Program = (command: string, io: ProgramIo) => void;

export type ScriptedRemoteShell = RemoteSession & { readonly commands: string[]; lose(cause?: AppError): void; runningCount(): number };

type Running = { readonly io: ProgramIo; readonly send: (chunk: Uint8Array) => void; readonly endInput: () => void; readonly kill: (lost: boolean) => void };
type Sinks = { out(chunk: Uint8Array): void; error(chunk: Uint8Array): void; end(end: ChannelEnd): void };

export function createScriptedRemoteShell(program: Program, options: { readonly at?: string; readonly forward?: (to: ForwardTarget) => Duplex | null } = {}): ScriptedRemoteShell {
  const at = options.at ?? 'pi@pi1:22';
  const commands: string[] = [];
  const running = new Set<Running>();
  const lostListeners = new Set<(cause: AppError) => void>();
  let gone: AppError | null = null;
  const start = (command: string, sinks: Sinks): Running => {
    commands.push(command);
    const started = startProgram(sinks, () => running.delete(started));
    running.add(started);
    queueMicrotask(() => program(command, started.io));
    return started;
  };
  const end = (cause: AppError): void => {
    gone = cause;
    for (const each of [...running]) each.kill(true);
  };
  return {
    serverVersion: 'SSH-2.0-Scripted_1', route: [at], commands,
    runningCount: () => running.size,
    run: (command, limits) => gone !== null ? Promise.resolve(err(gone)) : runToEnd(command, limits, start, () => gone),
    async open(command, { signal }) {
      if (gone !== null) return err(gone);
      if (signal.aborted) return err({ code: 'cancelled' });
      return ok(openLive(command, signal, start));
    },
    async forward(to, { signal }): Promise<Result<Duplex, AppError>> {
      if (gone !== null) return err(gone);
      if (signal.aborted) return err({ code: 'cancelled' });
      const stream = options.forward?.(to) ?? null;
      return stream === null ? err({ code: 'forward-refused', at, target: 'socketPath' in to ? to.socketPath : `${to.host}:${to.port}`, because: 'connect-failed' }) : ok(stream);
    },
    onLost(listen) { lostListeners.add(listen); return () => { lostListeners.delete(listen); }; },
    lose(cause = { code: 'host-unreachable', at, because: 'reset' }) {
      if (gone !== null) return;
      end(cause);
      for (const listen of [...lostListeners]) listen(cause);
    },
    async dispose() { if (gone === null) end({ code: 'host-unreachable', at, because: 'closed' }); },
  };
}

/** The far end of a forward that gives back what it gets. */
export function createEchoStream(): Duplex {
  return new PassThrough();
}

function startProgram(sinks: Sinks, onEnd: () => void): Running {
  const input: ((chunk: Uint8Array) => void)[] = [];
  const inputEnd: (() => void)[] = [];
  const killed: (() => void)[] = [];
  const early: Uint8Array[] = [];
  let hasInputEnded = false;
  let isOver = false;
  const finish = (end: ChannelEnd): void => { if (isOver) return; isOver = true; onEnd(); sinks.end(end); };
  const bytes = (text: string | Uint8Array): Uint8Array => (typeof text === 'string' ? new TextEncoder().encode(text) : text);
  return {
    io: {
      write: (text) => { if (!isOver) sinks.out(bytes(text)); },
      writeError: (text) => { if (!isOver) sinks.error(bytes(text)); },
      exit: (code, signal) => finish({ exitCode: signal === undefined ? code : null, signal: signal ?? null, lost: false }),
      onInput: (listen) => { input.push(listen); for (const chunk of early.splice(0)) listen(chunk); },
      onInputEnd: (listen) => { if (hasInputEnded) listen(); else inputEnd.push(listen); },
      onKilled: (listen) => { if (isOver) listen(); else killed.push(listen); },
    },
    send: (chunk) => { if (input.length === 0) early.push(chunk); for (const listen of input) listen(chunk); },
    endInput: () => { hasInputEnded = true; for (const listen of inputEnd) listen(); },
    kill: (lost) => { if (isOver) return; finish({ exitCode: null, signal: null, lost }); for (const listen of killed) listen(); },
  };
}

function runToEnd(command: string, limits: Parameters<RemoteSession['run']>[1], start: (command: string, sinks: Sinks) => Running, gone: () => AppError | null): ReturnType<RemoteSession['run']> {
  if (limits.signal.aborted) return Promise.resolve(err({ code: 'cancelled' }));
  return new Promise((resolve) => {
    const maxBytes = limits.maxBytes ?? 8 * 1024 * 1024;
    const out: Uint8Array[] = [];
    const errors: Uint8Array[] = [];
    let wasCut = false;
    const keep = (into: Uint8Array[]) => (chunk: Uint8Array): void => {
      const room = maxBytes - into.reduce((sum, each) => sum + each.length, 0);
      if (chunk.length > room) wasCut = true;
      if (room > 0) into.push(chunk.subarray(0, room));
    };
    const stop = (error: AppError): void => { resolve(err(error)); running.kill(false); };
    const onAbort = (): void => stop({ code: 'cancelled' });
    const timer = setTimeout(() => stop({ code: 'deadline-passed', waitedMs: limits.deadlineMs }), limits.deadlineMs);
    limits.signal.addEventListener('abort', onAbort, { once: true });
    const running = start(command, {
      out: keep(out), error: keep(errors),
      end(end) {
        clearTimeout(timer);
        limits.signal.removeEventListener('abort', onAbort);
        const cause = gone();
        if (end.lost && cause !== null) resolve(err(cause));
        else resolve(ok({ exitCode: end.exitCode, signal: end.signal, stdout: Buffer.concat(out), stderr: Buffer.concat(errors), wasCut }));
      },
    });
    if (limits.input !== undefined) running.send(limits.input);
    queueMicrotask(running.endInput);
  });
}

function openLive(command: string, signal: AbortSignal, start: (command: string, sinks: Sinks) => Running): LiveChannel {
  const data = createTap<Uint8Array>();
  const errorData = createTap<Uint8Array>();
  const endListeners = new Set<(end: ChannelEnd) => void>();
  let ended: ChannelEnd | null = null;
  const onEnd = (end: ChannelEnd): void => { ended = end; for (const listen of [...endListeners]) listen(end); };
  const running = start(command, { out: data.push, error: errorData.push, end: onEnd });
  signal.addEventListener('abort', () => running.kill(false), { once: true });
  return {
    write(text) { if (ended === null) running.send(new TextEncoder().encode(text)); return ended === null; },
    onData: data.listen, onErrorData: errorData.listen,
    onEnd(listen) { if (ended !== null) listen(ended); else endListeners.add(listen); return () => { endListeners.delete(listen); }; },
    close: () => running.kill(false),
  };
}

/** Remembers what came before anyone listened. */
function createTap<T>(): { push(value: T): void; listen(listener: (value: T) => void): () => void } {
  const listeners = new Set<(value: T) => void>();
  const held: T[] = [];
  return {
    push(value) { if (listeners.size === 0) held.push(value); for (const listener of [...listeners]) listener(value); },
    listen(listener) { listeners.add(listener); for (const value of held.splice(0)) listener(value); return () => { listeners.delete(listener); }; },
  };
}
