/**
 * Runs a program of the lab's own machine to its end and hands back what it said.
 * Arguments go as a list, never through a shell; a failure carries the program's own words.
 */
import { spawn } from 'node:child_process';

export type CommandEnd = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
export type CommandOptions = { readonly input?: string; readonly timeoutMs?: number; readonly env?: Readonly<Record<string, string>>; readonly cwd?: string };

export function tryCommand(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { stdio: 'pipe', env: { ...process.env, ...options.env }, ...(options.cwd ? { cwd: options.cwd } : {}) });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 60_000);
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    // A program that ends before reading its input is judged by its exit code, not by the broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
  });
}

export async function runCommand(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const end = await tryCommand(program, args, options);
  if (end.code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${end.code ?? 'a signal'}: ${(end.stderr || end.stdout).trim().slice(-2000)}`);
  return end.stdout;
}
