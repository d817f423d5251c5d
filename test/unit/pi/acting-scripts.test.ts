/** The programs that act on a host, run here on processes and files of this test's own: what they refuse, whoever asks. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const sourceOf = (name: string): string => readFileSync(new URL(`../../../electron/pi/${name}`, import.meta.url), 'utf8');
const onLinux = test.skipIf(process.platform !== 'linux');
let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => { folder = realpathSync(mkdtempSync(join(tmpdir(), 'fleetbeat-acting-'))); });
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a program's text; answers what it said after the marker. */
function python(text: string, asks: readonly unknown[]): unknown[] {
  const ran = spawnSync('/usr/bin/python3', ['-I', '-S', '-', 'MARK'], { input: text, encoding: 'utf8', env: { PATH: '/usr/bin:/bin', HOME: folder, ASKS: JSON.stringify(asks) } });
  expect(ran.stderr).toBe('');
  return ran.stdout.split('\n').filter((line) => line.startsWith('MARK ')).map((line) => JSON.parse(line.slice(5)) as unknown);
}
/** The program of a host asked several things one after the other, as so many of its runs; `first` changes what is around it. */
function ask(name: string, asks: readonly unknown[], first = ''): readonly Record<string, unknown>[] {
  const text = sourceOf(name).replace(/\nmain\(\)\s*$/, `\n${first}for one in json.loads(os.environ.pop("ASKS")):\n    os.environ["FLEETBEAT_REQUEST"] = json.dumps(one)\n    main()\n`);
  expect(text).toContain('os.environ.pop("ASKS")');
  return python(text, asks) as readonly Record<string, unknown>[];
}
const mend = (...asks: readonly unknown[]): readonly unknown[] => ask('mender.py', asks);
const hand = (...asks: readonly unknown[]): readonly unknown[] => ask('hand.py', asks);

type Shown = { readonly pid: number; readonly start: number; readonly boot: string };
const boot = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
const startOf = (pid: number): number => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19]);
const shown = (pid: number): Shown => ({ pid, start: startOf(pid), boot: boot() });
const isAlive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;
/** A process of its own, or with one below it whose pid it says. */
async function sleeper(hasChild = false): Promise<{ readonly process: ChildProcess; readonly child: number }> {
  const process = spawn('/bin/sh', ['-c', hasChild ? 'sleep 60 & echo $!; wait' : 'echo 0; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(process);
  const child = await new Promise<number>((resolve) => { process.stdout.once('data', (data: Buffer) => resolve(Number(data.toString()))); });
  return { process, child };
}
const ended = (child: ChildProcess): Promise<string | null> => new Promise((resolve) => { if (isAlive(child)) child.once('exit', (_code, signal) => resolve(signal)); else resolve(child.signalCode); });

onLinux('SU-4 a signal goes to the process of that pid, start time and boot, and to no other', async () => {
  const { process } = await sleeper();
  const { pid, start } = shown(process.pid ?? 0);
  const signal = (change: object): object => ({ mode: 'signal', pid, startTicks: start, boot: boot(), signal: 'SIGTERM', ...change });
  expect(hand(signal({ startTicks: start + 1 }), signal({ boot: 'another' }), signal({ pid: 4_194_303 }))).toEqual([{ result: 'other' }, { result: 'other' }, { result: 'gone' }]);
  expect(isAlive(process)).toBe(true);
  expect(hand(signal({}))).toEqual([{ result: 'sent' }]);
  expect(await ended(process)).toBe('SIGTERM');
});

onLinux('PR5 a child is ended only as a child of that main, both with start time and boot', async () => {
  const family = await sleeper(true);
  const other = await sleeper();
  const [main, child] = [shown(family.process.pid ?? 0), shown(family.child)];
  const kill = (of: Shown, which: Shown): object => ({ do: 'kill-child', main: of, child: which, signal: 'SIGKILL' });
  expect(mend(
    kill(main, { ...child, start: child.start + 1 }), kill({ ...main, start: main.start + 1 }, child), kill({ ...main, boot: 'another' }, child), kill(main, { ...child, boot: 'another' }),
    kill(main, shown(other.process.pid ?? 0)), kill(shown(other.process.pid ?? 0), child),
  )).toMatchObject(['process-changed', 'process-changed', 'another-boot', 'another-boot', 'not-a-child', 'not-a-child'].map((because) => ({ ok: false, because })));
  expect([isAlive(family.process), isAlive(other.process), existsSync(`/proc/${child.pid}`)]).toEqual([true, true, true]);
  expect(mend(kill(main, child))).toMatchObject([{ ok: true, answer: { sent: true } }]);
  expect(await ended(family.process)).toBeNull();
});

onLinux('PR8 only plain logs are emptied: no link, no second name, no other name, nothing of a database', () => {
  const file = (name: string): string => { const path = join(folder, name); writeFileSync(path, 'x'.repeat(5000)); return path; };
  const good = ['w.log', 'w.out', 'w.err', 'syslog', 'w.log.1'].map(file);
  const bad = ['appendonly.aof', 'dump.rdb', 'w.logs', 'w.log.gz', 'settings.conf'].map(file);
  const target = file('target.log');
  symlinkSync(target, join(folder, 'link.log'));
  const twice = file('twice.log');
  linkSync(twice, join(folder, 'second.log'));
  mkdirSync(join(folder, 'folder.log'));
  mkdirSync(join(folder, 'real'));
  file('real/inside.log');
  symlinkSync(join(folder, 'real'), join(folder, 'alias'));
  const refused = [...bad, join(folder, 'link.log'), twice, join(folder, 'folder.log'), join(folder, 'alias/inside.log'), `${folder}/real/../w.log`, '/etc/hostname', '/var/lib/dpkg/x.log'];
  const [said] = mend({ do: 'empty', paths: [...refused, ...good] }) as [{ readonly answer: { readonly files: readonly { readonly path: string; readonly failed?: string; readonly freed?: number }[] } }];
  expect(said.answer.files.filter(({ failed }) => failed === undefined).map(({ path }) => path)).toEqual(good);
  expect([...bad, target, twice, join(folder, 'real/inside.log')].map((path) => statSync(path).size)).toEqual([...bad, target, twice, ''].map(() => 5000));
  expect(good.map((path) => statSync(path).size)).toEqual(good.map(() => 0));
});

onLinux('PR9 the application is imported with that Python and folder, as ourselves, without the worker’s environment; what is no module name is not tried', () => {
  writeFileSync(join(folder, 'good.py'), 'import os\nprint("uid", os.getuid(), os.environ.get("SECRET"), os.environ.get("CELERY_BROKER_URL"))\n');
  writeFileSync(join(folder, 'bad.py'), 'raise RuntimeError("no such setting")\n');
  const attempt = (app: string, more: object = {}): object => ({ do: 'try-import', python: '/usr/bin/python3', app, folder, environment: [['SECRET', 'x'], ['LD_PRELOAD', '/x']], ...more });
  const [good, bad, ...others] = mend(attempt('good:app'), attempt('bad'), ...['os;import x', '$(id)', "a'b", 'a b', ''].map((app) => attempt(app)), attempt('good', { python: '/nowhere/python' }));
  expect(good).toMatchObject({ answer: { code: 0, text: `uid ${process.getuid?.() ?? ''} None memory://\nimported\n` } });
  expect(bad).toMatchObject({ answer: { code: 1, text: expect.stringContaining('RuntimeError: no such setting') as string } });
  expect(others).toMatchObject(others.map(() => ({ ok: false, because: 'not-tried' })));
  expect(others).toHaveLength(6);
});

/** The program of the fixes as a user without root, whose timer is nobody's: what it keeps and gives back. */
const asUser = 'os.geteuid = lambda: 1000\narm = lambda name, folder, seconds: {"by": "test"}\ndisarm = lambda name, armed: None\nSOURCE = "the program"\n';
const fixes = (asks: readonly object[], first = ''): readonly Record<string, unknown>[] => ask('fix.py', asks.map((one) => ({ root: false, ...one })), asUser + first);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const place = '.config/systemd/user/w.service.d/90-fleetbeat-thread-caps.conf';
const apply = (id: string): object => ({ verb: 'apply', id, fix: 'thread-caps', label: 'w1', worker: null, who: 'ana@laptop', seconds: 90, files: [{ path: place, before: null, after: base64('[Service]\n') }], act: [], back: [], changes: [] });
const list = { verb: 'list' };

onLinux('FX9 what one panel applied every panel sees and can take back, and then nothing is left', () => {
  const said = fixes([apply('a-1'), { verb: 'confirm', id: 'a-1' }, list, { verb: 'forget', id: 'a-1' }]);
  expect(said).toMatchObject([{ state: 'proving' }, { state: 'in-force' }, { fixes: [{ id: 'a-1', who: 'ana@laptop', state: 'in-force', left: [] }] }, { refused: 'still-in-force' }]);
  expect(readFileSync(join(folder, place), 'utf8')).toBe('[Service]\n');
  // another panel, another run of the program
  expect(fixes([list, { verb: 'roll-back', id: 'a-1' }, list])).toMatchObject([{ fixes: [{ id: 'a-1' }] }, { state: 'rolled-back', left: [] }, { fixes: [] }]);
  expect([existsSync(join(folder, place)), existsSync(dirname(join(folder, place))), existsSync(join(folder, '.local/state/fleetbeat'))]).toEqual([false, false, false]);
});

onLinux('FX9 one that the Pi took back by itself stays in the list until it is cleared; a file somebody changed since is left, and named', () => {
  fixes([apply('a-1')]);
  expect(fixes([list, { verb: 'forget', id: 'a-1' }, list, apply('a-2')], 'take_back(folder_of("a-1"), load(folder_of("a-1")), "rolled-back-by-itself")\n')).toMatchObject([{ fixes: [{ id: 'a-1', state: 'rolled-back-by-itself' }] }, { state: 'forgotten' }, { fixes: [] }, { state: 'proving' }]);
  writeFileSync(join(folder, place), '# mine\n');
  expect(fixes([{ verb: 'roll-back', id: 'a-2' }, list])).toMatchObject([{ left: [join(folder, place)] }, { fixes: [{ id: 'a-2', left: [join(folder, place)] }] }]);
  expect(readFileSync(join(folder, place), 'utf8')).toBe('# mine\n');
});

/** The follower without its reader: `steps` drive it, everything it would send is counted and told. */
function follower(steps: string): unknown[] {
  const around = 'import binascii, json, os, select, sys\npoll, MARKER, sent = select.poll(), b"M", []\ncarry, spent = sent.append, (lambda: 0.0)\n';
  return python(`${around}exec(compile(${JSON.stringify(sourceOf('follower.py'))}, "follower", "exec"))\npath = os.path.join(os.environ["HOME"], "app.log").encode()\nhexed = binascii.hexlify(path)\ntell = lambda what: print("MARK " + json.dumps(what))\npayload = lambda: sum(len(one) - one.index(b"\\n") - 2 for one in sent if one[:1] == b"D")\n${steps}\n`, []);
}

onLinux('LF7 no more payload is on the way than was allowed: 256 KiB at first, then what is taken, and at most 4 MiB a second', () => {
  writeFileSync(join(folder, 'app.log'), 'x'.repeat(99).concat('\n').repeat(100_000));
  const [first, more, most] = follower(`
time.monotonic = lambda: 100.0
obey(b"f 1 " + hexed + b" 10000000")
def pump():
    for _ in range(2000): go_on()
    return payload()
tell(pump())
obey(b"a 1000"); tell(pump())
for _ in range(100): obey(b"a 4194304")
tell(pump())`) as number[];
  expect([first, more]).toEqual([262_144, 263_144]);
  // the allowance is 4 MiB at most, and what went out already counts within this second
  expect(most).toBe(4_194_304);
});

onLinux('LF3 a generation is known by what its beginning holds; the inode alone, or the name, is not enough', () => {
  const [head, found] = follower(`
first, second = b"first " * 300, b"second " * 300
open(path, "wb").write(first)
obey(b"f 1 " + hexed + b" 10000")
for _ in range(9): go_on()
tick()
one = sources[1]
tell([one.head[0], one.head[1] == binascii.crc32(first[:1024]) & 0xffffffff])
ino, known, offset = os.stat(path).st_ino, one.head, len(first)
obey(b"u 1")
def resumed():
    del sent[:]
    obey(b"f 1 " + hexed + b" 10000 %d %d %d %d 0" % (ino, offset, known[0], known[1]))
    said = [line for line in sent if line[:1] in b"OG"]
    return said[0].split()[0].decode(), (os.path.basename(binascii.unhexlify(said[0].split()[-1])).decode() if said[0][:1] == b"O" else "lost")
same = resumed()
os.rename(path, path + b".1"); open(path, "wb").write(second)
moved = resumed()
# the same inode, another beginning; the old beginning under another inode
with open(path + b".1", "r+b") as file: file.write(second)
open(path + b".2", "wb").write(first)
copied = resumed()
os.unlink(path + b".2")
lost = resumed()
tell([same, moved, copied, lost])`) as [unknown, unknown];
  expect(head).toEqual([1024, true]);
  expect(found).toEqual([['O', 'app.log'], ['O', 'app.log.1'], ['O', 'app.log.2'], ['G', 'lost']]);
});
