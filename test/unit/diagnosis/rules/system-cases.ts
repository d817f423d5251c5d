/** Cases of the checks of the machine: memory, load, reboots, limits. */
import { evidenceNow, gib, had, lost, mainProcess, mib, oneProcess, workerView } from '#test/fakes/evidence.ts';
import { casesOf, type RuleCase } from '#test/fakes/rule-cases.ts';

const psi = (some: number, full: number, now = full) => had({ some: { avg10: some, avg60: some, avg300: some }, full: { avg10: now, avg60: full, avg300: full } });
const sys01 = casesOf('SYS-01');
const sys02 = casesOf('SYS-02');
const sys02b = casesOf('SYS-02b');
const sys03 = casesOf('SYS-03');
const sys04 = casesOf('SYS-04');
const sys05 = casesOf('SYS-05');
const sys06 = casesOf('SYS-06');
const sys07 = casesOf('SYS-07');
const sys08 = casesOf('SYS-08');
const sys09 = casesOf('SYS-09');
const sys10 = casesOf('SYS-10');
const sys11 = casesOf('SYS-11');
const sys12 = casesOf('SYS-12');
const sys13 = casesOf('SYS-13');
const sys14 = casesOf('SYS-14');
const sys15 = casesOf('SYS-15');
const vmstat = (pages: number) => had({ first: { pswpin: 0, pswpout: 0, pgmajfault: 0 }, second: { pswpin: 0, pswpout: pages, pgmajfault: 0 }, overMs: 1000 });
const swap = (path: string, used: number, kind = 'partition') => had([{ path, kind, sizeBytes: 100 * mib, usedBytes: used * mib, priority: -2 }]);

export const systemCases: readonly RuleCase[] = [
  sys01.good('40 % used'),
  sys01.bad('85 % used, and the minutes before too', (e) => { e.system.meminfo = had({ MemTotal: 4 * gib, MemAvailable: 0.6 * gib }); e.panel.memoryPercent = [84, 85]; }, 'warn', 'high'),
  sys01.bad('95 % used', (e) => { e.system.meminfo = had({ MemTotal: 4 * gib, MemAvailable: 0.2 * gib }); e.panel.memoryPercent = [94, 95]; }, 'crit', 'high'),
  sys01.bad('30 MB left of 512 MB', (e) => { e.system.meminfo = had({ MemTotal: 512 * mib, MemAvailable: 30 * mib }); e.panel.memoryPercent = [94]; }, 'crit', 'high'),
  sys01.trap('one burst', (e) => { e.system.meminfo = had({ MemTotal: 4 * gib, MemAvailable: 0.4 * gib }); e.panel.memoryPercent = [41, 60]; }, 'info', 'once'),
  sys01.trap('MemFree is low, MemAvailable is not', (e) => { e.system.meminfo = had({ MemTotal: 4 * gib, MemFree: 30 * mib, MemAvailable: 2 * gib }); }, 'ok'),
  sys01.missing('no MemAvailable', (e) => { e.system.meminfo = had({ MemTotal: 4 * gib }); }),

  sys02.good('hardly any'), sys02.bad('some avg60 of 15', (e) => { e.system.psiMemory = psi(15, 1); }, 'warn', 'some'), sys02.bad('full avg60 of 6', (e) => { e.system.psiMemory = psi(30, 6); }, 'crit', 'full'),
  sys02.bad('full avg10 of 25', (e) => { e.system.psiMemory = psi(8, 2, 25); }, 'crit', 'full'), sys02.trap('exactly 10', (e) => { e.system.psiMemory = psi(10, 0); }, 'ok'),
  sys02.missing('the kernel counts no pressure', (e) => { e.system.psiMemory = lost('missing', 'psi'); }),

  sys02b.good('PSI is there, so this does not apply', undefined, 'nothing'),
  sys02b.good('few faults without PSI', (e) => { e.system.psiMemory = lost('missing', 'psi'); }),
  sys02b.bad('500 faults a second with little memory', (e) => { e.system.psiMemory = lost('missing', 'psi'); e.system.vmstat = had({ first: { pgmajfault: 0 }, second: { pgmajfault: 500 }, overMs: 1000 }); e.system.meminfo = had({ MemTotal: gib, MemAvailable: 0.05 * gib }); }, 'warn', 'high', { rate: 500 }),
  sys02b.trap('a program starts: many faults, much memory', (e) => { e.system.psiMemory = lost('missing', 'psi'); e.system.vmstat = had({ first: { pgmajfault: 0 }, second: { pgmajfault: 500 }, overMs: 1000 }); }, 'ok'),
  sys02b.missing('neither PSI nor vmstat', (e) => { e.system.psiMemory = lost('missing', 'psi'); e.system.vmstat = lost(); }),

  sys03.good('nothing moves'), sys03.bad('500 pages a second', (e) => { e.system.vmstat = vmstat(500); }, 'warn', 'thrash', { pages: 500 }), sys03.bad('3000 pages a second', (e) => { e.system.vmstat = vmstat(3000); }, 'crit', 'thrash'),
  sys03.bad('full and moving', (e) => { e.system.vmstat = vmstat(300); e.system.swaps = swap('/dev/zram0', 90); }, 'crit', 'full'), sys03.trap('full but idle', (e) => { e.system.swaps = swap('/dev/zram0', 95); }, 'info', 'idle'),
  sys03.bad('a page is 16 KiB on a Pi 5', (e) => { e.host.pageSize = 16_384; e.system.vmstat = vmstat(300); }, 'warn', 'thrash', { rate: 300 * 16_384 }), sys03.missing('no vmstat', (e) => { e.system.vmstat = lost(); }),

  sys04.good('zram'), sys04.bad('none on 1 GiB', (e) => { e.system.swaps = had([]); e.host.memTotalBytes = gib; }, 'warn', 'none'), sys04.trap('none on 4 GiB', (e) => { e.system.swaps = had([]); }, 'info', 'none-large'),
  sys04.bad('a swap file on the card, written', (e) => { e.system.swaps = swap('/var/swap', 20, 'file'); e.system.vmstat = vmstat(5); }, 'warn', 'card', { pages: 5 }), sys04.trap('a swap file on the card, idle', (e) => { e.system.swaps = swap('/var/swap', 20, 'file'); }, 'info', 'card-idle'),
  sys04.trap('a swap file on an SSD', (e) => { e.system.swaps = swap('/var/swap', 20, 'file'); e.storage.rootDevice = had('/dev/sda2'); e.system.vmstat = vmstat(5); }, 'ok', 'ok'), sys04.missing('no list of swaps', (e) => { e.system.swaps = lost('refused'); }),

  sys05.good('0.5 on 4 cores'), sys05.bad('8 on 4 cores', (e) => { e.system.loadavg = had({ one: 8, five: 8, fifteen: 8, running: 8, total: 200 }); }, 'warn', 'high'),
  sys05.bad('16 on 4 cores, and programs wait', (e) => { e.system.loadavg = had({ one: 16, five: 16, fifteen: 8, running: 8, total: 200 }); e.system.psiCpu = psi(60, 0); }, 'crit', 'waits'),
  sys05.trap('16 on 4 cores without proof of waiting', (e) => { e.system.loadavg = had({ one: 16, five: 16, fifteen: 8, running: 8, total: 200 }); e.system.psiCpu = lost('missing', 'psi'); }, 'warn', 'high'),
  sys05.trap('load by a dead mount, cores idle', (e) => { e.system.loadavg = had({ one: 9, five: 9, fifteen: 9, running: 1, total: 200 }); const { stat } = e.system; if (stat.state === 'had') { stat.value.first.blocked = 8; stat.value.second.blocked = 8; } }, 'warn', 'disk-bound'),
  sys05.missing('number of cores not known', (e) => { e.host.cores = null; }),

  sys06.good('all sleep as usual'),
  sys06.bad('a pool process in D at both looks', (e) => { e.processes.mains = had([mainProcess({ children: [oneProcess({ stat: inState('D'), wchan: had('rpc_wait_bit_killable') })] })]); }, 'warn', 'waiting', { place: ' (rpc_wait_bit_killable)' }),
  sys06.bad('the main process for two minutes', (e) => { e.processes.mains = had([mainProcess({ stat: inState('D') })]); e.panel.workers = [workerView('blocked', 'disk-wait', { verdict: { kind: 'blocked', reason: 'disk-wait', since: evidenceNow - 120_000, proofs: [], remedy: null } })]; }, 'crit', 'stuck', { forS: 120 }),
  sys06.trap('D at one look only', (e) => { e.processes.mains = had([mainProcess({ stat: inState('D', 'S') })]); }, 'ok'), sys06.missing('no processes', (e) => { e.processes.mains = lost('refused', 'hidepid'); }),

  sys07.good('none'), sys07.bad('full avg60 of 20', (e) => { e.system.psiIo = psi(40, 20); }, 'warn', 'stall'), sys07.bad('full avg60 of 50', (e) => { e.system.psiIo = psi(60, 50); }, 'crit', 'stall'),
  sys07.trap('much iowait without PSI is unknown', (e) => { e.system.psiIo = lost('missing', 'psi'); const { stat } = e.system; if (stat.state === 'had') stat.value.second.iowait += 350; }, 'unknown'), sys07.missing('the kernel tells no full figure', (e) => { e.system.psiIo = had({ some: { avg10: 1, avg60: 1, avg300: 1 }, full: null }); }),

  sys08.good('up for days'),
  sys08.bad('restarted without a shutdown', (e) => { e.system.uptime = had({ upS: 600 }); e.system.bootRecords = records('reboot', 'reboot', 'shutdown'); }, 'warn', 'unexpected', { count: 1 }),
  sys08.bad('three times', (e) => { e.system.uptime = had({ upS: 600 }); e.system.bootRecords = records('reboot', 'reboot', 'reboot', 'reboot'); e.panel.boots = [1, 2, 3, 4].map((n) => ({ bootId: `b${n}`, firstSeenMs: evidenceNow - n * 1e6 })); }, 'crit', 'unexpected', { count: 3 }),
  sys08.trap('a proper restart', (e) => { e.system.uptime = had({ upS: 600 }); }, 'info', 'asked'),
  sys08.missing('young, and no record to read', (e) => { e.system.uptime = had({ upS: 600 }); e.system.bootRecords = lost('missing', 'command'); }),

  sys09.good('a Pi 4'), sys09.bad('an ordinary PC', (e) => { e.system.model = lost('missing', 'not-a-pi'); }, 'info', 'not-a-pi'), sys09.trap('another board with a device tree', (e) => { e.system.model = had('Radxa ROCK 5B'); }, 'info', 'not-a-pi'), sys09.missing('device tree not readable', (e) => { e.system.model = lost('refused'); }),

  sys10.good('64 bits throughout'), sys10.bad('32-bit programs on a 64-bit kernel', (e) => { e.system.longBit = had(32); }, 'warn', 'mixed'), sys10.bad('ARMv6', (e) => { e.system.uname = had({ system: 'Linux', release: '6.1', machine: 'armv6l', version: '' }); e.system.longBit = had(32); }, 'warn', 'old'),
  sys10.bad('a 32-bit Python in a container', (e) => { e.processes.mains = had([mainProcess({ container: 'c0ffee', exe: had({ path: '/usr/bin/python3', isDeleted: false, elfBits: 32, machine: 'arm' }) })]); }, 'warn', 'worker-mixed'), sys10.missing('bits not known', (e) => { e.system.longBit = lost(); }),

  sys11.good('4 KiB'), sys11.trap('16 KiB without a complaint', (e) => { e.system.pageSize = had(16_384); }, 'ok', 'normal-16k'),
  sys11.bad('16 KiB and jemalloc complains', (e) => { e.system.pageSize = had(16_384); e.logs.events = had({ 'native-abort': lines('<jemalloc>: Unsupported system page size') }); }, 'warn', 'complains'), sys11.missing('page size not known', (e) => { e.system.pageSize = lost(); }),

  sys12.good('bookworm'), sys12.bad('modules gone', (e) => { e.system.modulesPresent = had(false); }, 'warn', 'modules'), sys12.bad('buster', (e) => { e.system.osRelease = had({ PRETTY_NAME: 'Raspbian GNU/Linux 10 (buster)', VERSION_CODENAME: 'buster' }); }, 'warn', 'old'),
  sys12.bad('a restart is asked for', (e) => { e.system.rebootRequired = had(true); }, 'info', 'reboot'), sys12.trap('a container without modules', (e) => { e.system.modulesPresent = lost('missing'); }, 'ok'), sys12.missing('nothing readable', (e) => { e.system.modulesPresent = lost(); e.system.osRelease = lost(); }),

  sys13.good('30 of 1024'), sys13.bad('800 of 1024', (e) => { e.processes.mains = had([mainProcess({ fds: fds(800) })]); }, 'warn', 'near', { count: 800, limit: 1024 }), sys13.bad('1000 of 1024', (e) => { e.processes.mains = had([mainProcess({ fds: fds(1000) })]); }, 'crit', 'near'),
  sys13.bad('50 more every hour', (e) => { e.processes.mains = had([mainProcess({ fds: fds(400) })]); e.panel.earlier = { atMs: evidenceNow - 7_200_000, bootId: 'boot-1', counters: { 'process.812.81200.fds': 300 } }; }, 'warn', 'leak', { growth: 50 }),
  sys13.trap('another process had that pid before', (e) => { e.processes.mains = had([mainProcess({ fds: fds(400) })]); e.panel.earlier = { atMs: evidenceNow - 7_200_000, bootId: 'boot-1', counters: { 'process.812.5.fds': 300 } }; }, 'ok'),
  sys13.trap('the boot was another', (e) => { e.processes.mains = had([mainProcess({ fds: fds(400) })]); e.panel.earlier = { atMs: evidenceNow - 7_200_000, bootId: 'boot-0', counters: { 'process.812.81200.fds': 300 } }; }, 'ok'),
  sys13.bad('the whole host', (e) => { e.system.fileNr = had({ allocated: 80, max: 100 }); }, 'warn', 'host'), sys13.missing('another user’s worker', (e) => { e.processes.mains = had([mainProcess({ fds: lost('refused', 'same-user') })]); }),

  sys14.good('210 of 30000'), sys14.bad('29000 of 30000', (e) => { e.system.loadavg = had({ one: 1, five: 1, fifteen: 1, running: 1, total: 29_000 }); }, 'warn', 'host'),
  sys14.bad('the unit is full', (e) => { e.processes.mains = had([mainProcess({ cgroup: had({ path: '/x', memory: null, events: null, pidsCurrent: 95, pidsMax: 100 }) })]); }, 'warn', 'group'),
  sys14.trap('a unit without a limit', (e) => { e.processes.mains = had([mainProcess({ cgroup: had({ path: '/x', memory: null, events: null, pidsCurrent: 95, pidsMax: null }) })]); }, 'ok'), sys14.missing('limit not known', (e) => { e.system.pidMax = lost(); }),

  sys15.good('none failed'), sys15.bad('Redis failed', (e) => { e.systemd.failed = had([{ name: 'redis-server.service', description: 'x' }]); }, 'warn', 'matters', { names: 'redis-server.service' }),
  sys15.trap('an unrelated unit failed', (e) => { e.systemd.failed = had([{ name: 'cups-browsed.service', description: 'x' }]); }, 'info', 'others'), sys15.good('no systemd', (e) => { e.systemd.failed = lost('missing', 'command'); }, 'nothing'), sys15.missing('systemctl hung', (e) => { e.systemd.failed = lost('failed'); }),
];

function inState(first: string, second = first) {
  const look = (state: string) => ({ state, userTicks: 10, systemTicks: 1, threads: 1, rssPages: 10 });
  return had({ first: look(first), second: look(second), overMs: 1000 });
}

function records(...kinds: readonly ('reboot' | 'shutdown')[]) {
  return had(kinds.map((kind) => ({ kind, line: kind })));
}

function fds(count: number) {
  return had({ count, standard: [null, null, null], sockets: 0, deleted: [] });
}

function lines(text: string) {
  return { count24h: 1, count1h: 1, lastAtMs: evidenceNow - 1000, lines: [{ atMs: evidenceNow - 1000, source: 'scan.log', text }] };
}
