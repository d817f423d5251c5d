/**
 * One command over SSH on a simulated Pi: a line for the shell, or `exec sh` with a script on its standard input,
 * which may be the bootstrap of the sampler, the log follower or a diagnosis (docs/spec/sampler.md, follower.md, diagnosis.md). Ends by itself when the channel does.
 */
import type { ServerChannel } from 'ssh2';
import { createDiagnoseAnswer } from './diagnose-answer.ts';
import { createFollowerAnswer } from './follower-answer.ts';
import { createSamplerAnswer } from './sampler-answer.ts';
import { runShellLine, type ShellPlace } from './shell-commands.ts';

const maxLineBytes = 256 * 1024;
const shells = /^(?:exec )?(?:\/bin\/)?(?:sh|bash|dash)(?: -s)?$/;
const shellWithCommand = /^(?:exec )?(?:\/bin\/)?(?:sh|bash|dash) -l?c /;

export function serveExec(place: ShellPlace, command: string, channel: ServerChannel): void {
  const line = command.trim();
  channel.on('error', () => channel.destroy());
  if (shells.test(line)) { serveScript(place, channel); return; }
  channel.resume();
  const result = runShellLine(place, shellWithCommand.test(line) ? unwrapped(line) : line);
  if (result.err !== '') channel.stderr.write(result.err);
  if (result.out !== '') channel.write(result.out);
  channel.exit(result.code);
  channel.end();
}

/** `sh -c 'script'` says the script as one quoted word. */
function unwrapped(line: string): string {
  const script = line.replace(shellWithCommand, '').trim();
  const quote = script[0];
  if ((quote !== "'" && quote !== '"') || !script.endsWith(quote)) return script;
  return quote === "'" ? script.slice(1, -1).replaceAll("'\\''", "'") : script.slice(1, -1).replace(/\\(["\\$`])/g, '$1');
}

type Program = 'sampler' | 'follower' | 'diagnose';
type Reader = { take(line: string): boolean; dispose(): void };
type Mode = { readonly kind: 'shell' } | { readonly kind: 'bootstrap'; readonly program: Program; readonly marker: string } | { readonly kind: 'reader'; readonly answer: Reader };

function serveScript(place: ShellPlace, channel: ServerChannel): void {
  let pending = '';
  let mode: Mode = { kind: 'shell' };
  let lastCode = 0;
  const finish = (code: number) => {
    if (mode.kind === 'reader') mode.answer.dispose();
    mode = { kind: 'shell' };
    if (channel.destroyed || channel.writableEnded) return;
    channel.exit(code);
    channel.end();
  };
  const take = (line: string) => {
    if (mode.kind === 'reader') { if (!mode.answer.take(line)) finish(0); return; }
    if (mode.kind === 'bootstrap') {
      if (line === '# fleetbeat-go') mode = { kind: 'reader', answer: startReader(place, mode, channel, () => finish(0)) };
      return;
    }
    const opening = /^# fleetbeat-(sampler|follower|diagnose) 1 ([0-9A-Za-z]{1,128})$/.exec(line);
    if (opening !== null) { mode = { kind: 'bootstrap', program: opening[1] === 'follower' || opening[1] === 'diagnose' ? opening[1] : 'sampler', marker: opening[2] ?? '' }; return; }
    const result = runShellLine(place, line);
    lastCode = result.code;
    if (result.err !== '') channel.stderr.write(result.err);
    if (result.out !== '') channel.write(result.out);
    if (result.exits) finish(result.code);
  };
  channel.on('data', (chunk: Buffer) => {
    pending += chunk.toString('utf8');
    if (pending.length > maxLineBytes && !pending.includes('\n')) { pending = ''; finish(2); return; }
    const lines = pending.split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  channel.on('end', () => { if (pending !== '') take(pending); finish(lastCode); });
  channel.on('close', () => { if (mode.kind === 'reader') mode.answer.dispose(); mode = { kind: 'shell' }; });
}

function startReader(place: ShellPlace, { program, marker }: { readonly program: Program; readonly marker: string }, channel: ServerChannel, onEnd: () => void): Reader {
  const write = (data: string | Buffer): void => { channel.write(data); };
  if (program === 'diagnose') return createDiagnoseAnswer(place, marker, write, onEnd);
  return program === 'follower' ? createFollowerAnswer(place.machine, marker, write) : createSamplerAnswer(place.machine, marker, write);
}
