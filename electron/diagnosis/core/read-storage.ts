/** File systems, devices and the files that Celery's programs write. */
import type { Piece } from './evidence.ts';
import type { StorageEvidence } from './evidence-system.ts';
import { had, linesOf, numberOf, pieceOf, twiceOf, type Reading } from './piece-of.ts';
import { kernelLines } from './read-kernel-lines.ts';

export function readStorage(reading: Reading, skewMs: number | null): StorageEvidence {
  const of = <T>(name: string, read: (text: string) => T | null, options = {}): Piece<T> => pieceOf(reading, `storage.${name}`, read, options);
  const mounts = of('mounts', readMounts, { mustSay: true });
  const numbers = deviceNumbers(mounts, reading);
  return {
    mounts,
    space: of('space', (text) => rows(text, /^(\d+) (\d+) (\d+) (\S+) (.*)$/).map(([total, available, used, , path]) => {
      const usable = Number(used) + Number(available);
      return { path: path ?? '', device: mountOf(mounts, path ?? '')?.device ?? '', totalBytes: Number(total), availableBytes: Number(available), usedPercent: usable === 0 ? 0 : (100 * Number(used)) / usable };
    }), { mustSay: true }),
    inodes: of('inodes', (text) => rows(text, /^(\d+) (\d+) (.*)$/).map(([total, free, path]) => ({ path: path ?? '', total: Number(total), free: Number(free), usedPercent: (100 * (Number(total) - Number(free))) / Number(total) }))),
    blockStats: twiceOf(reading, 'storage.blockStats', readDisks),
    rootDevice: of('rootDevice', (text) => { const name = text.slice(text.lastIndexOf('/') + 1).trim(); return name === '' || !text.includes('/') ? (mountOf(mounts, '/')?.device ?? null) : name; }),
    mmc: of('mmc', readMmc),
    ioLines: kernelLines(reading, 'storage.ioLines', skewMs, ({ text }) => /mmc(blk)?\d|I\/O error|EXT4-fs|F2FS|BTRFS|[Rr]emount/.test(text)),
    logFiles: of('logFiles', (text) => rows(text, /^(\d+) (\S+) (\S+) (.*)$/).map(([bytes, device, owner, path]) => ({ bytes: Number(bytes), onTmpfs: numbers.get(device ?? '') === 'tmpfs' || mountOf(mounts, path ?? '')?.kind === 'tmpfs', owner: owner ?? '', path: path ?? '' }))),
    journal: of('journal', (text) => { const [isPersistent, bytes] = text.split(' '); return { isPersistent: isPersistent === '1', diskBytes: numberOf(bytes) }; }, { mustSay: true }),
    beatSchedules: of('beatSchedules', (text) => rows(text, /^(\d+) (\d+) ([\d.]+) ([01]) (.*)$/).map(([pid, bytes, at, isWritable, path]) => ({ pid: Number(pid), bytes: Number(bytes), modifiedAtMs: Number(at), isWritable: isWritable === '1', path: path ?? '' }))),
    networkMounts: readNetworkMounts(reading, mounts),
    coreFiles: of('coreFiles', (text) => rows(text, /^(\d+) (.*)$/).map(([bytes, path]) => ({ bytes: Number(bytes), path: path ?? '' }))),
  };
}

function rows(text: string, pattern: RegExp): string[][] {
  return linesOf(text).flatMap((line) => { const found = pattern.exec(line); return found === null ? [] : [found.slice(1)]; });
}

function readMounts(text: string) {
  return linesOf(text).flatMap((line) => {
    const [device = '', path = '', kind = '', options = ''] = line.split(' ');
    return path === '' ? [] : [{ device: unescape(device), path: unescape(path), kind, options: options.split(',') }];
  });
}

/** The kernel writes blanks and backslashes of names in octal. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_whole, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

function mountOf(mounts: StorageEvidence['mounts'], path: string) {
  const all = mounts.state === 'had' ? mounts.value : [];
  return all.filter((mount) => mount.path === '/' || path === mount.path || path.startsWith(`${mount.path}/`)).sort((a, b) => a.path.length - b.path.length).at(-1);
}

function deviceNumbers(mounts: StorageEvidence['mounts'], reading: Reading): ReadonlyMap<string, string> {
  const space = reading.round.pieces.get('storage.space')?.text ?? '';
  return new Map(rows(space, /^\d+ \d+ \d+ (\S+) (.*)$/).flatMap(([device, path]) => { const kind = mountOf(mounts, path ?? '')?.kind; return kind === undefined ? [] : [[device ?? '', kind] as const]; }));
}

/** Fields of /proc/diskstats: 6 sectors read, 10 sectors written, 12 in flight, 13 milliseconds busy. */
function readDisks(text: string) {
  return Object.fromEntries(linesOf(text).flatMap((line) => {
    const field = line.trim().split(/\s+/);
    const [name, read, written, inFlight, ticks] = [field[2], ...[5, 9, 11, 12].map((at) => numberOf(field[at]))] as [string | undefined, number | null, number | null, number | null, number | null];
    return name === undefined || read === null || written === null ? [] : [[name, { sectorsRead: read, sectorsWritten: written, inFlight: inFlight ?? 0, ioTicksMs: ticks ?? 0 }] as const];
  }));
}

function readMmc(text: string) {
  const devices = new Map<string, Record<string, string>>();
  for (const [device = '', key = '', value = ''] of rows(text, /^(\S+) (\S+) (.*)$/)) devices.set(device, { ...devices.get(device), [key]: value });
  return [...devices].map(([device, facts]) => ({ device, facts }));
}

/** Each was asked in a process of its own: one that did not come back has no time. */
function readNetworkMounts(reading: Reading, mounts: StorageEvidence['mounts']): StorageEvidence['networkMounts'] {
  if (mounts.state !== 'had') return mounts;
  const asked = [...reading.round.pieces].filter(([name]) => name.startsWith('storage.networkMount.'));
  return had('storage.networkMounts', reading.at, 'stat -f', asked.map(([, raw]) => {
    const found = /^(\d+) (\S+) (.*)$/.exec(raw.text);
    const path = found?.[3] ?? raw.source.replace(/^stat -f /, '');
    return { path, kind: found?.[2] ?? mountOf(mounts, path)?.kind ?? '', statMs: found === null ? null : Number(found[1]) };
  }), asked.map(([, raw]) => raw.text).join('\n'));
}
