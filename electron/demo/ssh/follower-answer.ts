/**
 * The log follower's side of its protocol (docs/spec/follower.md) for a simulated Pi: files that only grow, and a journal.
 */
import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';
import type { SimMachine } from '#electron/demo/linux/sim-machine.ts';
import type { JournalRecord, SimFile } from '#electron/demo/linux/sim-records.ts';

export type FollowerAnswer = { take(line: string): boolean; dispose(): void };

type Followed = { readonly id: string; readonly path: string; offset: number; isOpen: boolean };
type Stream = { readonly id: string; readonly wants: (entry: JournalRecord) => boolean };

const unhex = (hex: string): string => Buffer.from(hex, 'hex').toString('utf8');
const headBytes = 1024;

export function createFollowerAnswer(machine: SimMachine, marker: string, write: (data: Buffer) => void): FollowerAnswer {
  const { records, clock } = machine;
  const files = new Map<string, Followed>();
  const streams = new Map<string, Stream>();
  const say = (line: string): void => write(Buffer.from(`${line}\n`));
  const carry = (header: string, body: Buffer): void => write(Buffer.concat([Buffer.from(`${header} ${body.length}\n`), body, Buffer.from('\n')]));
  const seconds = (): number => Math.floor(clock.now() / 1000);
  const pump = (followed: Followed, file: SimFile): void => {
    const bytes = Buffer.from(file.text);
    if (!followed.isOpen) {
      followed.isOpen = true;
      say(`O ${followed.id} 1 ${file.inode} ${followed.offset} ${bytes.length} ${seconds()} ${Buffer.from(file.path).toString('hex')}`);
      say(`E ${followed.id} following`);
    }
    if (bytes.length <= followed.offset) return;
    carry(`D ${followed.id} 1 ${followed.offset}`, bytes.subarray(followed.offset));
    followed.offset = bytes.length;
    const head = bytes.subarray(0, headBytes);
    say(`H ${followed.id} 1 ${head.length} ${crc32(head)} ${seconds()}`);
    say(`S ${followed.id} 1 ${bytes.length} ${bytes.length} ${seconds()}`);
  };
  const follow = ([id = '', path = '', , , offset = '0']: readonly string[]): void => {
    const followed: Followed = { id, path: unhex(path), offset: Number(offset) || 0, isOpen: false };
    files.set(id, followed);
    const file = records.file(followed.path);
    if (file === null) { say(`E ${id} missing`); return; }
    followed.offset = Math.min(followed.offset, Buffer.byteLength(file.text));
    pump(followed, file);
  };
  const listen = ([id = '', ...argv]: readonly string[]): void => {
    // the units of its past: all of them run
    if (argv.map(unhex).includes('-F')) { say(`X ${id} 0`); return; }
    const stream: Stream = { id, wants: readMatches(argv.map(unhex)) };
    const isFollowed = argv.map(unhex).includes('--follow');
    if (isFollowed) streams.set(id, stream);
    const past = records.journal().filter(stream.wants);
    if (past.length > 0) carry(`J ${id}`, Buffer.from(past.map(({ json }) => `${json}\n`).join('')));
    if (!isFollowed) say(`X ${id} 0`);
  };
  const stops = [
    records.onAppend((file) => { for (const followed of files.values()) if (followed.path === file.path) pump(followed, file); }),
    records.onEntry((entry) => { for (const stream of streams.values()) if (stream.wants(entry)) carry(`J ${stream.id}`, Buffer.from(`${entry.json}\n`)); }),
  ];
  const answer = ([id = '0', what = '']: readonly string[]): void => {
    const clockText = `now ${(clock.now() / 1000).toFixed(3)}\nzone ${seconds() - 31_622_400} 0\nbtime ${Math.floor(machine.bootedAt / 1000)}`;
    carry(`R ${id}`, Buffer.from(what === 'clock' ? clockText : ''));
  };
  const verbs: Readonly<Record<string, (words: readonly string[]) => void>> = {
    f: follow, u: ([id = '']) => { files.delete(id); }, j: listen, k: ([id = '']) => { streams.delete(id); }, r: answer, c: () => say('C 40 9200'),
  };
  say(`fleetbeat-follower 1 ${marker} python 0 py=${machine.hardware.python} uid=1000`);
  return {
    take(line) {
      const [verb = '', ...words] = line.split(' ');
      if (verb === 'q') return false;
      if (Object.hasOwn(verbs, verb)) verbs[verb]?.(words);
      return true;
    },
    dispose() { for (const stop of stops) stop(); files.clear(); streams.clear(); },
  };
}

/** `FIELD=value` words joined by `+`: any of them; only what comes after the cursor. */
function readMatches(words: readonly string[]): Stream['wants'] {
  const matches = words.filter((word) => /^[A-Z_]+=/.test(word)).map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const);
  const after = words.find((word) => word.startsWith('--after-cursor='))?.slice(15) ?? '';
  const from = Number.parseInt(/;i=([0-9a-f]+)/.exec(after)?.[1] ?? '0', 16);
  return (entry) => entry.number > from && matches.some(([field, value]) => entry.fields[field] === value);
}
