/**
 * RESP2, the Redis wire form, for the simulated Redis: commands in, replies out, byte for byte.
 * Text inside the simulation is a "byte string": one character per byte (latin1), so that any value survives.
 * Broken input ends the connection with Redis's own words; it never throws.
 */
export type Reply = null | number | string | { readonly status: string } | { readonly error: string } | { readonly noList: true } | readonly Reply[];

export const okReply: Reply = { status: 'OK' };

const maxBulkBytes = 64 * 1024 * 1024;
const maxItems = 1024 * 1024;

export function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

export function fromBytes(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

export function encodeReply(reply: Reply): string {
  if (reply === null) return '$-1\r\n';
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (typeof reply === 'string') return `$${reply.length}\r\n${reply}\r\n`;
  if ('status' in reply) return `+${reply.status}\r\n`;
  if ('error' in reply) return `-${reply.error}\r\n`;
  if ('noList' in reply) return '*-1\r\n';
  let text = `*${reply.length}\r\n`;
  for (const item of reply) text += encodeReply(item);
  return text;
}

export type CommandReader = { push(chunk: string): void };

/** Calls `onCommand` for each whole command; `onBroken` once when the stream is no Redis protocol. */
export function createCommandReader(onCommand: (args: readonly string[]) => void, onBroken: (words: string) => void): CommandReader {
  let pending = '';
  let isBroken = false;
  const fail = (words: string) => { isBroken = true; pending = ''; onBroken(words); };
  return {
    push(chunk) {
      if (isBroken) return;
      pending = pending === '' ? chunk : pending + chunk;
      let from = 0;
      for (;;) {
        const read = readCommand(pending, from);
        if (read === 'more') break;
        if ('broken' in read) { fail(read.broken); return; }
        from = read.next;
        if (read.args.length > 0) onCommand(read.args);
        if (isBroken) return;
      }
      pending = pending.slice(from);
    },
  };
}

type Read = 'more' | { readonly broken: string } | { readonly args: readonly string[]; readonly next: number };

function readCommand(text: string, from: number): Read {
  if (from >= text.length) return 'more';
  const lineEnd = text.indexOf('\r\n', from);
  if (text[from] !== '*') return readInline(text, from);
  if (lineEnd < 0) return text.length - from > 64 ? { broken: 'ERR Protocol error: too big mbulk count string' } : 'more';
  const count = readCount(text.slice(from + 1, lineEnd));
  if (count === null || count > maxItems) return { broken: 'ERR Protocol error: invalid multibulk length' };
  const args: string[] = [];
  let at = lineEnd + 2;
  for (let i = 0; i < count; i += 1) {
    if (at >= text.length) return 'more';
    if (text[at] !== '$') return { broken: `ERR Protocol error: expected '$', got '${printable(text[at])}'` };
    const end = text.indexOf('\r\n', at);
    if (end < 0) return text.length - at > 64 ? { broken: 'ERR Protocol error: too big bulk count string' } : 'more';
    const size = readCount(text.slice(at + 1, end));
    if (size === null || size < 0 || size > maxBulkBytes) return { broken: 'ERR Protocol error: invalid bulk length' };
    if (text.length < end + 2 + size + 2) return 'more';
    args.push(text.slice(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return { args, next: at };
}

function readInline(text: string, from: number): Read {
  const end = text.indexOf('\n', from);
  if (end < 0) return text.length - from > 64 * 1024 ? { broken: 'ERR Protocol error: too big inline request' } : 'more';
  return { args: text.slice(from, end).trim().split(/\s+/).filter((word) => word !== ''), next: end + 1 };
}

function readCount(text: string): number | null {
  return /^-?\d{1,10}$/.test(text) ? Number(text) : null;
}

function printable(character: string | undefined): string {
  return character !== undefined && character >= ' ' && character <= '~' ? character : '?';
}
