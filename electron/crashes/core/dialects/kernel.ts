/**
 * The kernel's log: faults, out-of-memory kills, storage errors, boots. Must stay true: the process that asked for memory
 * ("invoked oom-killer") is not the victim; pids are the outermost namespace's.
 */
import { eventOf, oneLineDialect, type BodyLine, type CrashEvent, type NativeFrame } from '#electron/crashes/core/crash-event.ts';

const segfault = /^(.{1,32})\[(\d{1,10})\]: segfault at ([\da-f]+) ip ([\da-f]+) sp [\da-f]+ error (\d+)(?: in (.{1,200}?)\[(?:([\da-f]+),)?([\da-f]+)\+[\da-f]+\])?/;
const trap = /^traps: (.{1,32})\[(\d{1,10})\] (?:trap )?(invalid opcode|general protection(?: fault)?|divide error|int3|bounds).{0,60}? ip:([\da-f]+)(?:.{0,60}? in (.{1,200}?)\[(?:([\da-f]+),)?[\da-f]+\+[\da-f]+\])?/;
/** arm64 with `debug.exception-trace` on. */
const unhandled = /^(.{1,32})\[(\d{1,10})\]: unhandled (.{1,80}?) (?:\((\d+)\) )?at 0x([\da-f]+).{0,100}? in (.{1,200}?)\[(?:([\da-f]+),)?[\da-f]+\+[\da-f]+\]/;
const killed = /^(Out of memory|Memory cgroup out of memory|Out of memory \(oom_kill_allocating_task\)): Kill(?:ed)? process (\d{1,10}) \((.{1,32}?)\)(?:,? UID \d+,?)?(?: total-vm:(\d+)kB, anon-rss:(\d+)kB, file-rss:(\d+)kB)?/;
const oomKill = /^oom-kill:constraint=(\w+),.*?(?:oom_memcg=([^,]*),)?(?:task_memcg=([^,]*),)?task=(.{1,32}?),pid=(\d+)/;
const invoked = /^(.{1,32}) invoked oom-killer:/;
const reaped = /^oom_reaper: reaped process (\d{1,10}) \((.{1,32}?)\)/;
const storage = /^(?:mmc\d: (?:timeout|error|Timeout)|blk_update_request: I\/O error|I\/O error, dev |Buffer I\/O error|EXT4-fs error|Aborting journal|EXT4-fs \(.{1,60}\): Remounting filesystem read-only)/;
const boot = /^(?:Linux version \d|Booting Linux on physical CPU)/;

export const kernel = oneLineDialect('kernel', '', read);

function read(line: BodyLine): CrashEvent | null {
  if (line.writer !== null && line.writer !== 'kernel') return null;
  const { text } = line;
  if (text.includes(': segfault at ') || text.startsWith('traps: ') || text.includes(']: unhandled ')) return readFault(line);
  if (text.includes('ut of memory') || text.includes('oom')) return readOom(line);
  if (storage.test(text)) return eventOf('io-error', line, {});
  return boot.test(text) ? eventOf('booted', line, {}) : null;
}

function readFault(line: BodyLine): CrashEvent | null {
  const fault = segfault.exec(line.text);
  if (fault !== null) {
    const offset = fault[7] ?? difference(fault[4], fault[8]);
    return eventOf('segfault', line, { pid: Number(fault[2]), signal: 'SIGSEGV', native: nativeOf(fault[6], offset), detail: { process: fault[1] ?? null, address: fault[3] ?? null } });
  }
  const trapped = trap.exec(line.text);
  if (trapped !== null) {
    const signal = trapped[3] === 'invalid opcode' ? 'SIGILL' : trapped[3] === 'divide error' ? 'SIGFPE' : 'SIGSEGV';
    return eventOf('segfault', line, { pid: Number(trapped[2]), signal, native: nativeOf(trapped[5], trapped[6]), detail: { process: trapped[1] ?? null, trap: trapped[3] ?? null } });
  }
  const arm = unhandled.exec(line.text);
  if (arm === null) return null;
  const signal = arm[4] === '11' || /translation|permission|level/.test(arm[3] ?? '') ? 'SIGSEGV' : /alignment|external/.test(arm[3] ?? '') ? 'SIGBUS' : 'SIGSEGV';
  return eventOf('segfault', line, { pid: Number(arm[2]), signal, native: nativeOf(arm[6], arm[7]), detail: { process: arm[1] ?? null, address: arm[5] ?? null } });
}

function nativeOf(library: string | undefined, offset: string | null | undefined): NativeFrame | null {
  return library === undefined ? null : { library, offset: offset ?? null, function: null };
}

/** Where in the mapping: older kernels print only addresses. */
function difference(ip: string | undefined, base: string | undefined): string | null {
  const at = Number.parseInt(ip ?? '', 16) - Number.parseInt(base ?? '', 16);
  return Number.isFinite(at) && at >= 0 ? at.toString(16) : null;
}

function readOom(line: BodyLine): CrashEvent | null {
  const { text } = line;
  const kill = killed.exec(text);
  if (kill !== null) {
    const rss = kill[5] === undefined ? null : (Number(kill[5]) + Number(kill[6] ?? 0)) * 1024;
    return eventOf('oom-kill', line, { pid: Number(kill[2]), signal: 'SIGKILL', detail: { scope: kill[1]?.startsWith('Memory cgroup') === true ? 'limit' : null, process: kill[3] ?? null, rssBytes: rss } });
  }
  const summary = oomKill.exec(text);
  if (summary !== null) {
    const isLimit = summary[1] === 'CONSTRAINT_MEMCG';
    return eventOf('oom-kill', line, { pid: Number(summary[5]), signal: 'SIGKILL', owner: ownerOf(summary[3] ?? ''), detail: { scope: isLimit ? 'limit' : 'global', process: summary[4] ?? null, memcg: summary[2] ?? null } });
  }
  const asked = invoked.exec(text);
  if (asked !== null) return eventOf('oom-asked', line, { detail: { process: asked[1] ?? null } });
  const done = reaped.exec(text);
  return done === null ? null : eventOf('oom-kill', line, { pid: Number(done[1]), signal: 'SIGKILL', detail: { scope: null, process: done[2] ?? null } });
}

/** The unit or the container a control group belongs to. */
function ownerOf(group: string): string | null {
  const last = group.split('/').findLast((part) => part !== '') ?? '';
  const docker = /^docker-([\da-f]{12,64})\.scope$/.exec(last) ?? /\/docker\/([\da-f]{12,64})/.exec(group);
  if (docker !== null) return docker[1]?.slice(0, 12) ?? null;
  return /\.(?:service|scope)$/.test(last) ? last.replace(/\.service$/, '') : null;
}
