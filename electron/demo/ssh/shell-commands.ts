/**
 * The programs of a simulated Pi that can be started over SSH, each a small function to output and exit code.
 * Anything else answers as a real shell does: `not found`, 127.
 */
import { readSimFile } from '#electron/demo/linux/proc-files.ts';
import type { SimMachine } from '#electron/demo/linux/sim-machine.ts';
import type { SimHand } from '#electron/demo/linux/sim-hand.ts';
import type { SimUnits } from '#electron/demo/linux/sim-units.ts';
import { parseShellLine } from './shell-words.ts';

export type ShellResult = { readonly out: string; readonly err: string; readonly code: number };
export type ShellPlace = { readonly machine: SimMachine; readonly units: SimUnits; readonly hand: SimHand; readonly signal: (pid: number, signal: string) => boolean };

type Program = (place: ShellPlace, args: readonly string[]) => ShellResult;

const out = (text: string, code = 0): ShellResult => ({ out: text, err: '', code });
const fail = (text: string, code = 1): ShellResult => ({ out: '', err: text, code });
const maxSteps = 100;

/** Runs a whole line (or script) and joins what its steps say. */
export function runShellLine(place: ShellPlace, line: string): ShellResult & { readonly exits: boolean } {
  const steps = parseShellLine(line);
  if (steps === null || steps.length > maxSteps) return { ...fail('sh: 1: Syntax error: not understood\n', 2), exits: false };
  let text = '';
  let errors = '';
  let code = 0;
  const branches: Branch[] = [];
  for (const step of steps) {
    if ((step.when === 'if-ok' && code !== 0) || (step.when === 'if-failed' && code === 0)) continue;
    const words = followBranch(branches, step.words);
    if (words.length === 0) continue;
    if (words[0] === 'exit') return { out: text, err: errors, code: Number(words[1] ?? code) & 255, exits: true };
    const result = runProgram(place, words);
    const asked = branches.at(-1);
    if (asked?.isTaken === 'asking') { asked.isTaken = result.code === 0; code = 0; continue; }
    if (!step.hidesOutput) text += result.out;
    if (!step.hidesErrors) errors += result.err;
    code = result.code;
  }
  return { out: text, err: errors, code, exits: false };
}

type Branch = { isTaken: boolean | 'asking'; part: 'then' | 'else' };

/** `if C; then A; else B; fi`: the words that are left to run, none when the other branch is taken. */
function followBranch(branches: Branch[], words: readonly string[]): readonly string[] {
  const [first, ...rest] = words;
  const inner = branches.at(-1);
  if (first === undefined) return [];
  if (first === 'fi') { branches.pop(); return []; }
  if (inner !== undefined && (first === 'then' || first === 'else')) { inner.part = first; return followBranch(branches, rest); }
  if (isOff(branches)) { if (first === 'if') branches.push({ isTaken: false, part: 'then' }); return []; }
  if (first === 'if') { branches.push({ isTaken: 'asking', part: 'then' }); return rest; }
  return words;
}

function isOff(branches: readonly Branch[]): boolean {
  return branches.some(({ isTaken, part }) => isTaken !== 'asking' && isTaken !== (part === 'then'));
}

function runProgram(place: ShellPlace, words: readonly string[]): ShellResult {
  const [name = '', ...args] = words;
  const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
  return program === undefined ? fail(`sh: 1: ${name.slice(0, 200)}: not found\n`, 127) : program(place, args);
}

const uname: Program = ({ machine: { hardware } }, args) => {
  const parts = { s: 'Linux', n: hardware.hostname, r: hardware.kernel, v: '#1 SMP PREEMPT Debian 1:6.6.51-1+rpt3 (2024-10-08)', m: hardware.architecture, o: 'GNU/Linux' } as const;
  const flags = args.join('').replace(/[^asnrvmo]/g, '');
  const wanted = (Object.keys(parts) as (keyof typeof parts)[]).filter((key) => flags.includes('a') || flags.includes(key));
  return out(`${(wanted.length === 0 ? ['s' as const] : wanted).map((key) => parts[key]).join(' ')}\n`);
};

const cat: Program = ({ machine }, paths) => {
  let text = '';
  let errors = '';
  for (const path of paths) {
    const content = readSimFile(machine, path);
    if (content === null) errors += `cat: ${path.slice(0, 300)}: No such file or directory\n`;
    else text += content;
  }
  return { out: text, err: errors, code: errors === '' ? 0 : 1 };
};

const directories = new Set(['/', '/proc', '/sys', '/tmp', '/home/pi', '/etc', '/run', '/run/systemd/system']);

const test: Program = ({ machine }, args) => {
  const words = args.at(-1) === ']' ? args.slice(0, -1) : args;
  const [flag = '', path = ''] = words;
  if (flag === '-d') return out('', directories.has(path) ? 0 : 1);
  if (flag === '-r' || flag === '-e' || flag === '-f' || flag === '-s') return out('', readSimFile(machine, path) !== null || (flag === '-e' && directories.has(path)) ? 0 : 1);
  if (words.length === 3) return out('', (words[1] === '=' ? words[0] === words[2] : words[1] === '!=' ? words[0] !== words[2] : false) ? 0 : 1);
  return out('', words.length === 1 && words[0] !== '' ? 0 : 1);
};

const printf: Program = (_place, [format = '', ...args]) => {
  let used = 0;
  return out(format.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/%[sd%]/g, (mark) => (mark === '%%' ? '%' : args[used++] ?? '')));
};

const id: Program = (_place, args) => {
  if (args.includes('-u')) return out(args.includes('-n') ? 'pi\n' : '1000\n');
  if (args.includes('-un')) return out('pi\n');
  return out('uid=1000(pi) gid=1000(pi) groups=1000(pi),4(adm),27(sudo),44(video)\n');
};

const known = new Set(['python3', 'vcgencmd', 'systemctl', 'sh', 'redis-cli']);
const which: Program = (_place, args) => {
  const found = args.filter((arg) => known.has(arg));
  return out(found.map((name) => `/usr/bin/${name}\n`).join(''), found.length > 0 ? 0 : 1);
};

const vcgencmd: Program = ({ machine }, [what]) => {
  if (what === 'get_throttled') return out(`throttled=0x${machine.throttled.toString(16)}\n`);
  if (what === 'measure_temp') return out(`temp=${(machine.milliC() / 1000).toFixed(1)}'C\n`);
  return out('error=1 error_msg="Command not registered"\n');
};

const kill: Program = ({ machine, signal }, args) => {
  const given = args[0] === '-s' ? args[1] : args[0]?.startsWith('-') === true ? args[0].slice(1) : 'TERM';
  const pids = args.slice(args[0] === '-s' ? 2 : args[0]?.startsWith('-') === true ? 1 : 0);
  for (const text of pids) {
    const pid = /^\d+$/.test(text) ? Number(text) : -1;
    if (machine.find(pid) === null) return fail(`sh: 1: kill: No such process\n`);
    if (given !== '0' && !signal(pid, (given ?? 'TERM').toUpperCase().replace(/^SIG/, ''))) return fail('sh: 1: kill: Operation not permitted\n');
  }
  return out('');
};

const systemctl: Program = ({ units }, args) => units.control(args);
const sudo: Program = (place, args) => {
  const words = args[0] === '-n' ? args.slice(1) : args;
  return words[0] === 'systemctl' || words[0] === 'true' ? runProgram(place, words) : fail('sudo: a password is required\n');
};

const uptime: Program = ({ machine }) => {
  const [one, five, fifteen] = machine.load();
  return out(` 10:00:00 up ${Math.floor(machine.uptimeS() / 86_400)} days,  1 user,  load average: ${one.toFixed(2)}, ${five.toFixed(2)}, ${fifteen.toFixed(2)}\n`);
};

const programs: Readonly<Record<string, Program>> = {
  ':': () => out(''), true: () => out(''), false: () => out('', 1),
  echo: (_place, args) => out(args[0] === '-n' ? args.slice(1).join(' ') : `${args.join(' ')}\n`),
  '[': test, test,
  printf, uname, cat, id, which, vcgencmd, kill, systemctl, sudo, uptime,
  hostname: ({ machine }) => out(`${machine.hardware.hostname}\n`),
  whoami: () => out('pi\n'),
  pwd: () => out('/home/pi\n'),
  nproc: ({ machine }) => out(`${machine.hardware.cores}\n`),
  date: ({ machine }, [format]) => out(format === '+%s' ? `${Math.floor(machine.clock.now() / 1000)}\n` : `${new Date(machine.clock.now()).toUTCString()}\n`),
  getconf: ({ machine }, [name]) => (name === 'PAGESIZE' || name === 'PAGE_SIZE' ? out(`${machine.hardware.pageSize}\n`) : name === 'CLK_TCK' ? out('100\n') : fail('getconf: unrecognized variable\n', 2)),
  command: (place, args) => which(place, args.filter((arg) => arg !== '-v')),
  python3: ({ machine }, args) => (args[0] === '--version' || args[0] === '-V' ? out(`Python ${machine.hardware.python}\n`) : fail('python3: not available here\n', 2)),
};
