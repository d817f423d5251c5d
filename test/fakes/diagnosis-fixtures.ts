/**
 * Made-up diagnoses for tests and screenshots: typed by the contract, the same every time, at a time given as an
 * argument. Excerpts are written after real ones; nothing was captured. The score follows the published arithmetic
 * in outline only: rows that add up, caps, causes counted once.
 */
import type { CategoryScore, DiagnosisRun, RunId, RunSummary, Score, ScoreCap, ScoreRow, ScoreWord } from '#shared/domain/diagnosis.ts';
import type { EvidenceShown, Finding, FindingArgs, FindingSeverity, FindingSubject, FixRef, Grant } from '#shared/domain/finding.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import { diagnosisCards } from './diagnosis-cards.ts';
import { hostileTexts } from './fleet-scenes.ts';

const minute = 60_000;
const hour = 60 * minute;
const mebi = 1024 ** 2;

export type Story = {
  readonly check: string;
  readonly severity: FindingSeverity;
  readonly says: string;
  readonly args?: FindingArgs;
  readonly subject?: Partial<FindingSubject>;
  readonly group?: string;
  readonly isBlocking?: boolean;
  readonly command?: string;
  readonly evidence?: readonly (readonly [name: string, source: string, excerpt: string | null])[];
  readonly grant?: Grant;
  readonly sinceMs?: number;
  readonly fix?: FixRef;
};

export function makeFinding(story: Story, host: { readonly name: string }, at: number): Finding {
  const card = diagnosisCards.find(({ id }) => id === story.check);
  if (card === undefined) throw new Error(`no card ${story.check}`);
  const subject: FindingSubject = { kind: 'host', name: host.name, pid: null, worker: null, ...story.subject };
  const evidence = (story.evidence ?? []).map(([name, source, excerpt]): EvidenceShown => ({ name, source, at: at - 900, excerpt, state: excerpt === null ? 'refused' : 'had', grant: excerpt === null ? (story.grant ?? 'root') : null }));
  return {
    id: `${story.check}:${subject.kind}:${subject.name}`, check: card.id, category: card.category, severity: story.severity, impact: card.impact, subject, group: story.group ?? null,
    isBlocking: story.isBlocking ?? false, isMuted: false, says: story.says, args: { ...story.args, ...(story.severity === 'unknown' ? { grant: story.grant ?? 'none' } : {}) },
    evidence, command: story.command ?? null, fix: story.fix ?? null, loss: null, since: story.sinceMs === undefined ? at : at - story.sinceMs,
  };
}

const worker = (name: string, pid: number): Partial<FindingSubject> => ({ kind: 'worker', name, pid });
const broker = { kind: 'broker', name: '127.0.0.1:6379/0' } as const;
const meminfo = (used: number): readonly [string, string, string] => ['system.meminfo', '/proc/meminfo', `MemTotal:        3884448 kB\nMemFree:           91204 kB\nMemAvailable:     ${Math.round(38844.48 * (100 - used))} kB`];

export const fineStories: readonly Story[] = [
  { check: 'SYS-01', severity: 'ok', says: 'ok', args: { used: 61, available: 1552 * mebi }, evidence: [meminfo(61)] },
  { check: 'SYS-03', severity: 'ok', says: 'ok', args: { rate: 0 }, evidence: [['system.vmstat', '/proc/vmstat', 'pswpin 0\npswpout 0']] },
  { check: 'SYS-05', severity: 'ok', says: 'ok', args: { load: 0.42 }, evidence: [['system.loadavg', '/proc/loadavg', '1.71 1.60 1.44 2/214 9021']] },
  { check: 'PWR-01', severity: 'ok', says: 'ok', evidence: [['power.throttled', 'vcgencmd get_throttled', 'throttled=0x0']] },
  { check: 'PWR-03', severity: 'ok', says: 'ok', args: { at: 54 }, evidence: [['power.zones', '/sys/class/thermal/thermal_zone0/temp', '54042']] },
  { check: 'STO-02', severity: 'ok', says: 'ok', args: { free: 11_200 * mebi, mount: '/' }, subject: { kind: 'mount', name: '/' }, evidence: [['storage.df', 'df -Pk /', '/dev/mmcblk0p2 30358128 17700120 11421320 61% /']] },
  { check: 'NET-03', severity: 'ok', says: 'ok', args: { level: -52 }, subject: { kind: 'device', name: 'wlan0' }, evidence: [['network.wireless', '/proc/net/wireless', 'wlan0: 0000   58.  -52.  -256']] },
  { check: 'TIM-02', severity: 'ok', says: 'ok', evidence: [['time.sync', 'timedatectl show -p NTPSynchronized', 'NTPSynchronized=yes']] },
  { check: 'RED-01', severity: 'ok', says: 'ok', args: { ping: 0.6 }, subject: broker, evidence: [['redis.0.ping', 'PING', 'PONG']] },
  { check: 'RED-02', severity: 'ok', says: 'ok', args: { policy: 'noeviction' }, subject: broker, evidence: [['redis.0.config', 'CONFIG GET maxmemory*', 'maxmemory-policy noeviction']] },
  { check: 'CFG-14', severity: 'ok', says: 'ok', args: { accepts: 'json' }, subject: worker('scan@pi-atelier', 812), evidence: [['celery.scan.conf', 'inspect conf', "accept_content: ['json']"]] },
  { check: 'RUN-01', severity: 'ok', says: 'ok', args: { age: 1200 }, subject: worker('scan@pi-atelier', 812), evidence: [['celery.scan.heartbeat', '/0.celeryev/worker.heartbeat', 'freq 2.0, active 1, processed 41208']] },
  { check: 'RUN-04', severity: 'ok', says: 'ok', subject: worker('scan@pi-atelier', 812), evidence: [['redis.0.clients', 'CLIENT LIST', 'addr=127.0.0.1:51422 flags=b cmd=brpop']] },
  { check: 'PRO-02', severity: 'ok', says: 'ok', subject: worker('scan@pi-atelier', 812), evidence: [['worker.812.wchan', '/proc/812/wchan', 'ep_poll']] },
  { check: 'SVC-02', severity: 'ok', says: 'ok', args: { count: 0 }, subject: { kind: 'unit', name: 'celery-scan.service' }, evidence: [['systemd.celery-scan', 'systemctl show celery-scan.service', 'NRestarts=0\nActiveState=active']] },
  { check: 'LOG-01', severity: 'ok', says: 'ok', evidence: [['logs.kills', 'followed logs, 24 h', '0 lines']] },
];

const eviction: Story = { fix: { id: 'redis-noeviction', args: {} }, check: 'RED-02', severity: 'crit', says: 'evicts', args: { policy: 'allkeys-lru', limit: 1024 * mebi }, subject: broker, group: 'eviction', command: 'redis-cli CONFIG SET maxmemory-policy noeviction', sinceMs: 3 * 24 * hour, evidence: [['redis.0.config', 'CONFIG GET maxmemory*', 'maxmemory 1073741824\nmaxmemory-policy allkeys-lru'], ['redis.0.info.stats', 'INFO stats', 'evicted_keys:0\nexpired_keys:50211']] };
const limit: Story = { fix: { id: 'worker-memory-limit', args: {} }, check: 'CFG-01', severity: 'crit', says: 'never', args: { limitKiB: 524_288_000, limit: 524_288_000 * 1024, total: 3793 * mebi, proposed: 582_000 }, subject: { ...worker('scan@pi-atelier', 812), worker: 'h-pi-atelier/scan@pi-atelier' as WorkerKey }, group: 'memory-limit', command: 'sudo systemctl edit celery-scan.service\n# ExecStart=… --max-memory-per-child=582000', sinceMs: 26 * hour, evidence: [['worker.812.argv', '/proc/812/cmdline', '/home/pi/farm/venv/bin/python -m celery -A farm worker -n scan@%h --max-memory-per-child=524288000'], ['celery.scan.stats', 'inspect stats', 'max-memory-per-child: 524288000']] };
const unknownSettings: Story = { check: 'CFG-03', severity: 'warn', says: 'some', args: { names: 'worker_heartbeat, worker_clock_sync_interval' }, subject: worker('scan@pi-atelier', 812), sinceMs: 26 * hour, evidence: [['celery.scan.conf', 'inspect conf', 'worker_heartbeat: 300\nworker_clock_sync_interval: 60']] };
const deaf: Story = { check: 'RUN-04', severity: 'crit', says: 'deaf', args: { queue: 'insert', depth: 128 }, subject: worker('insert@pi-atelier', 901), isBlocking: false, command: 'celery -A farm control -d insert@pi-atelier add_consumer insert', sinceMs: 2 * minute, evidence: [['redis.0.clients', 'CLIENT LIST', 'addr=127.0.0.1:51422 name= flags=b cmd=brpop\n(no client of pid 901 waits)'], ['redis.0.queues', 'LLEN insert', '128'], ['celery.insert.active', 'inspect active', '[]']] };
const idle: Story = { check: 'RED-08', severity: 'warn', says: 'short', args: { timeout: 300 }, subject: broker, command: 'redis-cli CONFIG SET timeout 0', sinceMs: 3 * 24 * hour, evidence: [['redis.0.config', 'CONFIG GET timeout', 'timeout 300']] };
const nobody: Story = { check: 'PRO-10', severity: 'info', says: 'nobody', subject: worker('export@pi-atelier', 1204), evidence: [['worker.1204.cgroup', '/proc/1204/cgroup', '0::/user.slice/user-1000.slice/session-4.scope']] };
const voltage: Story = { check: 'PWR-01', severity: 'crit', says: 'now', args: { times: 14 }, group: 'power', sinceMs: 40 * minute, command: 'vcgencmd get_throttled', evidence: [['power.throttled', 'vcgencmd get_throttled', 'throttled=0x50005'], ['power.kernel', 'journalctl -k -b', 'hwmon hwmon1: Undervoltage detected!\nhwmon hwmon1: Voltage normalised']] };
const slowed: Story = { check: 'PWR-04', severity: 'warn', says: 'throttled', group: 'power', evidence: [['power.throttled', 'vcgencmd get_throttled', 'throttled=0x50005']] };
const hot: Story = { check: 'PWR-03', severity: 'warn', says: 'hot', args: { at: 81 }, group: 'power', evidence: [['power.zones', '/sys/class/thermal/thermal_zone0/temp', '81224']] };
const blocked: Story = { check: 'PRO-02', severity: 'crit', says: 'blocked', args: { wchan: 'anon_pipe_write', pid: 2301 }, subject: worker('w1@pi-cave', 2301), isBlocking: true, command: 'timeout 5 cat /proc/2290/fd/9 >> /tmp/w1-drained.log', sinceMs: 65 * minute, evidence: [['worker.2301.wchan', '/proc/2301/wchan', 'anon_pipe_write'], ['worker.2301.fd', 'readlink /proc/2301/fd/1', 'pipe:[48213]']] };
const restarts: Story = { check: 'SVC-02', severity: 'crit', says: 'many', args: { count: 13 }, subject: { kind: 'unit', name: 'celery-w2.service' }, command: 'journalctl -u celery-w2.service -n 60 --no-pager', evidence: [['systemd.celery-w2', 'systemctl show celery-w2.service', 'NRestarts=41\nResult=exit-code\nExecMainStatus=1']] };
const kills: Story = { check: 'LOG-01', severity: 'warn', says: 'some', args: { count: 3 }, evidence: [['logs.kills', 'followed logs, 24 h', "Process 'ForkPoolWorker-2' pid:4711 exited with 'signal 9 (SIGKILL)'"]] };
const memory: Story = { fix: { id: 'pool-shrink', args: {} }, check: 'SYS-01', severity: 'warn', says: 'high', args: { used: 83, available: 78 * mebi }, group: 'memory', command: 'ps -eo pid,rss,user,args --sort=-rss | head -n 15', evidence: [meminfo(83)] };
const redisDown: Story = { check: 'RED-01', severity: 'crit', says: 'refused', subject: broker, isBlocking: true, command: 'systemctl status redis-server', evidence: [['redis.0.ping', 'PING', 'ECONNREFUSED 127.0.0.1:6379']] };
export const unknownStories: readonly Story[] = [
  { check: 'DOC-01', severity: 'unknown', says: 'unknown', grant: 'group-docker', evidence: [['docker.version', 'docker version', null]] },
  { check: 'STO-06', severity: 'unknown', says: 'unknown', grant: 'kernel', subject: { kind: 'device', name: 'mmcblk0' }, evidence: [['storage.card', '/sys/block/mmcblk0/device/life_time', null]] },
  { check: 'LOG-01', severity: 'unknown', says: 'unknown', grant: 'group-journal', evidence: [['logs.kernel', 'journalctl -k -b', null]] },
  { check: 'PWR-01', severity: 'unknown', says: 'unknown', grant: 'group-video', evidence: [['power.throttled', 'vcgencmd get_throttled', null]] },
  { check: 'PWR-04', severity: 'unknown', says: 'unknown', grant: 'group-video', evidence: [['power.throttled', 'vcgencmd get_throttled', null]] },
];

export const storiesOf: Readonly<Record<string, readonly Story[]>> = {
  'pi-atelier': [eviction, limit, deaf, unknownSettings, idle, nobody, kills, ...unknownStories.slice(0, 2)],
  'pi-video': [idle, { ...kills, says: 'some', args: { count: 1 } }, ...unknownStories.slice(0, 3)],
  'pi-cave': [voltage, slowed, hot, blocked, restarts, ...unknownStories.slice(0, 1)],
  'pi-portail': [memory, ...unknownStories, { check: 'RUN-01', severity: 'unknown', says: 'unknown', grant: 'worker-reply', subject: worker('gate@pi-portail', 411), evidence: [['celery.gate.stats', 'inspect stats', null]] }],
  'pi-serre': [redisDown],
  'pi-stock': [],
};

/** Before the last change on this host: what the comparison shows. */
export const earlierStoriesOf: Readonly<Record<string, readonly Story[]>> = {
  'pi-atelier': [{ ...eviction }, { ...limit, severity: 'warn' }, { ...memory, severity: 'warn' }, { ...idle, severity: 'crit' }, unknownSettings, { check: 'STO-06', severity: 'warn', says: 'worn', args: { used: 80 }, subject: { kind: 'device', name: 'mmcblk0' } }, ...unknownStories.slice(0, 1)],
};

export function hostileStories(text: string): readonly Story[] {
  return [
    { ...eviction, args: { policy: text, limit: 1 }, subject: { kind: 'broker', name: text }, command: `redis-cli GET '${text.replaceAll("'", '')}'`, evidence: [[text, text, `${text}\n\u001b[31m${text}`], ['redis.0.config', 'CONFIG GET maxmemory*', 'x'.repeat(2000)]] },
    { ...deaf, args: { queue: text, depth: 1e12 }, subject: { kind: 'queue', name: `${text} queue`, worker: `hostile/${text}@x` as WorkerKey }, fix: { id: 'worker-memory-limit', args: { limit: text } } },
    { check: 'RUN-01', severity: 'unknown', says: 'threw', args: { reference: text }, subject: { kind: 'worker', name: text } },
  ];
}

export function makeRun(needs: { readonly host: HostView; readonly stories: readonly Story[]; readonly endedAt: number; readonly index?: number; readonly by?: DiagnosisRun['by']; readonly isMuted?: (check: string) => boolean }): DiagnosisRun {
  const { host, endedAt } = needs;
  const told = new Set(needs.stories.map(({ check }) => check));
  const all = [...needs.stories, ...fineStories.filter(({ check }) => !told.has(check))];
  const findings = all.map((story) => makeFinding(story, { name: host.config.name }, endedAt)).map((finding) => ({ ...finding, isMuted: needs.isMuted?.(finding.check) ?? false }));
  const score = scoreOf(findings);
  const tally = (severity: FindingSeverity): number => findings.filter((finding) => finding.severity === severity && !finding.isMuted).length;
  const summary: RunSummary = {
    id: `${host.id}/run-${needs.index ?? 0}` as RunId, host: host.id, hostName: host.config.name.slice(0, 300), startedAt: endedAt - 1900, endedAt, by: needs.by ?? 'person', value: score.value, word: score.word, coverage: score.coverage,
    counts: { ok: tally('ok'), info: tally('info'), warn: tally('warn'), crit: tally('crit'), unknown: tally('unknown'), muted: findings.filter(({ isMuted }) => isMuted).length },
    worst: score.rows.flatMap((row) => { const finding = findings.find(({ id }) => id === row.finding); return finding === undefined || (finding.severity !== 'warn' && finding.severity !== 'crit') ? [] : [{ finding: finding.id, check: finding.check, severity: finding.severity, points: row.points }]; }).slice(0, 5),
  };
  return { ...summary, version: '0.1.0', findings, score, cost: { cpuMs: 212, wallMs: 1870, bytes: 148_220, commands: 1, redisCommands: 31, controlRequests: 6, variant: 'python' }, gaps: needs.stories.includes(redisDown) ? [{ part: 'redis', error: { code: 'broker-unreachable', broker: '127.0.0.1:6379/0', because: 'refused' } }] : [] };
}

const weights = { runtime: 24, redis: 20, crashes: 12, system: 12, storage: 10, power: 8, supervision: 6, configuration: 5, network: 3 } as const;
const categoryOf = { system: 'system', power: 'power', storage: 'storage', network: 'network', redis: 'redis', configuration: 'configuration', runtime: 'runtime', processes: 'runtime', docker: 'supervision', supervision: 'supervision', logs: 'crashes' } as const;

function scoreOf(findings: readonly Finding[]): Score {
  const counted = findings.filter(({ isMuted }) => !isMuted);
  const known = counted.filter(({ severity }) => severity !== 'unknown');
  const coverage = counted.length === 0 ? 0 : Math.round((100 * known.reduce((sum, { impact }) => sum + impact, 0)) / counted.reduce((sum, { impact }) => sum + impact, 0) * (counted.length < 12 ? 0.5 : 1));
  const bad = known.filter(({ severity }) => severity === 'crit' || severity === 'warn').sort((a, b) => Number(b.severity === 'crit') - Number(a.severity === 'crit') || b.impact - a.impact);
  const cost = (finding: Finding): number => finding.impact * (finding.severity === 'crit' ? 2.3 : 0.9);
  // However many there are, they cannot cost more than there is.
  const share = Math.min(1, 85 / bad.reduce((sum, finding) => sum + cost(finding), 1));
  const rows: ScoreRow[] = [];
  const taken = new Map<string, number>();
  for (const finding of bad) {
    const before = finding.group === null ? undefined : taken.get(finding.group);
    if (before !== undefined) { const row = rows[before]; if (row !== undefined) rows[before] = { ...row, consequences: [...row.consequences, finding.id] }; continue; }
    if (finding.group !== null) taken.set(finding.group, rows.length);
    rows.push({ points: Math.floor(cost(finding) * share * 10) / 10, finding: finding.id, cap: null, limit: null, category: categoryOf[finding.category], consequences: [] });
  }
  const lost = rows.reduce((sum, { points }) => sum + points, 0);
  const raw = Math.round((100 - lost) * 10) / 10;
  const crits = rows.filter(({ finding }) => bad.some(({ id, severity }) => id === finding && severity === 'crit')).length;
  const caps: [ScoreCap, number, boolean][] = [['blocking', 15, bad.some(({ isBlocking }) => isBlocking)], ['three-critical', 25, crits >= 3], ['any-critical', 49, crits > 0], ['six-warnings', 74, bad.length - crits >= 6], ['any-warning', 89, bad.length > 0]];
  const [cap] = caps.filter(([, limit, applies]) => applies && limit < raw).sort((a, b) => a[1] - b[1]);
  const value = coverage < 60 ? null : Math.floor(Math.min(raw, cap?.[1] ?? 100));
  const rest = Math.round((raw - (value ?? raw)) * 10) / 10;
  if (value !== null && cap !== undefined) rows.push({ points: rest, finding: null, cap: cap[0], limit: cap[1], category: null, consequences: [] });
  else if (rest > 0 && rows[0] !== undefined) rows[0] = { ...rows[0], points: Math.round((rows[0].points + rest) * 10) / 10 };
  const word: ScoreWord = value === null ? 'INCONNU' : value >= 90 ? 'EXCELLENT' : value >= 50 ? 'MOYEN' : 'CRITIQUE';
  return { value, word, exitCode: ['EXCELLENT', 'MOYEN', 'CRITIQUE', 'INCONNU'].indexOf(word), raw, coverage, rows, categories: categoriesOf(counted), median24h: value === null ? null : Math.min(100, value + 6) };
}

function categoriesOf(findings: readonly Finding[]): CategoryScore[] {
  return (Object.keys(weights) as (keyof typeof weights)[]).map((category): CategoryScore => {
    const own = findings.filter((finding) => categoryOf[finding.category] === category);
    const known = own.filter(({ severity }) => severity !== 'unknown');
    const score = known.length === 0 ? null : Math.round((100 * known.reduce((sum, { severity, impact }) => sum + impact * (severity === 'crit' ? 0 : severity === 'warn' ? 0.5 : 1), 0)) / known.reduce((sum, { impact }) => sum + impact, 0));
    return { category, weight: known.length === 0 ? 0 : weights[category], score, known: known.length, applicable: own.length };
  });
}

/** For 200 hosts: every word, and some never looked at. */
export function storiesByIndex(index: number): readonly Story[] | null {
  if (index % 23 === 5) return null;
  if (index % 37 === 11) return [...unknownStories, ...fineStories.slice(0, 14).map((story): Story => ({ ...story, severity: 'unknown', says: 'unknown', grant: 'connection' }))];
  if (index % 19 === 3) return [eviction, limit, deaf];
  if (index % 7 === 2) return [voltage, slowed];
  if (index % 3 === 1) return [idle, kills].slice(0, 1 + (index % 2));
  return [];
}

/** As many as a run may hold, of every severity. */
export function hugeStories(): readonly Story[] {
  const kinds: readonly Story[] = [eviction, idle, nobody, { ...kills, severity: 'unknown', says: 'unknown', grant: 'root' }, { ...kills, severity: 'ok', says: 'ok' }];
  return Array.from({ length: 980 }, (_, index): Story => { const { group: _group, ...kind } = kinds[index % kinds.length] ?? idle; return { ...kind, subject: { kind: 'worker', name: `w${index}@pi` } }; });
}

export function hostileOf(snapshot: FleetSnapshot): readonly (readonly [HostView, readonly Story[]])[] {
  return snapshot.hosts.map((host, index) => [host, hostileStories(hostileTexts[index % hostileTexts.length] ?? '')] as const);
}
