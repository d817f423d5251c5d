/**
 * Made-up crashes for tests and screenshots: typed by the contract, the same every time, at a time given as an
 * argument. Not captured from real machines.
 */
import type { AwaySummary, Cause, CrashGroup, EvidenceLine, Incident, IncidentId, IncidentKind, IncidentSummary, SignatureId } from '#shared/domain/crash.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostId, TaskId, WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import type { LogSourceId } from '#shared/domain/log.ts';
import { createSeeded } from './fleet-fixtures.ts';
import { hostileTexts } from './fleet-scenes.ts';

const minute = 60_000;
const hour = 60 * minute;
const mebi = 1024 ** 2;

export type CrashScene = { readonly groups: readonly CrashGroup[]; readonly incidentsOf: (group: SignatureId) => readonly IncidentSummary[]; readonly incident: (id: IncidentId) => Incident | null; readonly away: readonly AwaySummary[] };

type Story = { readonly title: string; readonly kind: IncidentKind; readonly signal: string | null; readonly exception?: { type: string; message: string }; readonly cause: Cause; readonly other?: readonly Cause[]; readonly task: string | null; readonly host: string; readonly moreHosts?: readonly string[]; readonly worker: string; readonly count: number; readonly lastMs: number; readonly firstMs: number; readonly state?: CrashGroup['state']; readonly note?: string; readonly shape?: 'rising' | 'flat' | 'gone'; readonly lines: readonly string[]; readonly child?: string; readonly exitCode?: number };

const stories: readonly Story[] = [
  { title: 'SIGKILL in tasks.scan_batch', kind: 'child-died', signal: 'SIGKILL', cause: { code: 'oom-global', confidence: 0.97, rules: ['kernel-oom-global'], raise: [] }, other: [{ code: 'killed-by-hand', confidence: 0.05, rules: [], raise: [] }], task: 'tasks.scan_batch', host: 'pi-atelier', moreHosts: ['pi-cave', 'pi-stock'], worker: 'scan@pi-atelier', child: 'ForkPoolWorker-2', count: 14, lastMs: 4 * minute, firstMs: 6 * 24 * hour, shape: 'rising',
    lines: ['[11:02:06 ERROR/MainProcess] Process \'ForkPoolWorker-2\' pid:4711 exited with \'signal 9 (SIGKILL)\'', '[11:02:06 ERROR/MainProcess] Task handler raised error: WorkerLostError(\'Worker exited prematurely: signal 9 (SIGKILL) Job: 812.\')', 'Out of memory: Killed process 4711 (celery) total-vm:1942312kB, anon-rss:1203344kB, file-rss:0kB, shmem-rss:0kB, UID:1000'] },
  { title: 'SIGSEGV in libopencv_core.so', kind: 'main-died', signal: 'SIGSEGV', cause: { code: 'native-library', confidence: 0.86, rules: ['fault-in-library', 'same-fault-again'], raise: ['core-dump', 'faulthandler', 'library-versions'] }, other: [{ code: 'hardware-suspect', confidence: 0.31, rules: [], raise: [] }], task: 'video.thumbnail', host: 'pi-video', worker: 'stable@pi-video', count: 3, lastMs: 2 * hour, firstMs: 26 * hour, state: 'reopened', note: 'Seen with opencv 4.8.1 from piwheels.\nThe one from Debian did not do it for a week.', shape: 'flat',
    lines: ['Fatal Python error: Segmentation fault', '  File "/home/pi/video/thumb.py", line 41 in render', 'celery[2301]: segfault at 8 ip 0000007f8c2d5a10 sp 0000007fd2b1c0 error 4 in libopencv_core.so.4.6.0[7f8c2a0000+2f0000]'] },
  { title: 'TimeLimitExceeded(300) in tasks.export_pdf', kind: 'task-killed', signal: 'SIGKILL', cause: { code: 'hard-time-limit', confidence: 0.97, rules: ['hard-limit-said'], raise: [] }, task: 'tasks.export_pdf', host: 'pi-atelier', worker: 'export@pi-atelier', child: 'ForkPoolWorker-1', count: 41, lastMs: 35 * minute, firstMs: 20 * 24 * hour, shape: 'flat',
    lines: ['Hard time limit (300s) exceeded for tasks.export_pdf[5f0c2f64-9d7c-4a42-8cbe-6b0f6a2f0d11]', 'Process \'ForkPoolWorker-1\' pid:900 exited with \'signal 9 (SIGKILL)\''] },
  { title: 'ModuleNotFoundError: farm.settings', kind: 'start-failed', signal: null, exitCode: 1, exception: { type: 'ModuleNotFoundError', message: "No module named 'farm.settings'" }, cause: { code: 'start-failure', confidence: 0.9, rules: ['import-or-config-error'], raise: [] }, task: null, host: 'pi-cave', worker: 'w2@pi-cave', count: 9, lastMs: 9 * minute, firstMs: 21 * minute, shape: 'rising',
    lines: ['Traceback (most recent call last):', '  File "/home/pi/farm/celery.py", line 3, in <module>', '    from farm.settings import broker', "ModuleNotFoundError: No module named 'farm.settings'"] },
  { title: 'Power lost on pi-portail', kind: 'host-restarted', signal: null, cause: { code: 'power-loss', confidence: 0.85, rules: ['booted-unasked'], raise: ['boot-record', 'voltage-record'] }, task: null, host: 'pi-portail', worker: 'gate@pi-portail', count: 2, lastMs: 7 * hour, firstMs: 3 * 24 * hour, shape: 'flat', lines: ['systemd-journald: File /var/log/journal/…/system.journal corrupted or uncleanly shut down, renaming and replacing.'] },
  { title: 'Missed heartbeat reported by insert@pi-atelier', kind: 'stall', signal: null, cause: { code: 'printer-stalled', confidence: 0.74, rules: ['printer-after-long-task'], raise: ['peer-log'] }, task: null, host: 'pi-atelier', worker: 'insert@pi-atelier', count: 118, lastMs: 50 * minute, firstMs: 30 * 24 * hour, state: 'muted', shape: 'flat', lines: ['missed heartbeat from scan@pi-atelier'] },
  { title: 'ConnectionError in redis.connection.connect', kind: 'outage', signal: null, cause: { code: 'broker-outage', confidence: 0.9, rules: ['several-lost-broker'], raise: [] }, task: null, host: 'pi-atelier', moreHosts: ['pi-video', 'pi-cave', 'pi-stock', 'pi-portail'], worker: 'scan@pi-atelier', count: 5, lastMs: 30 * hour, firstMs: 9 * 24 * hour, state: 'resolved', note: 'Router replaced.', shape: 'gone', lines: ['consumer: Cannot connect to redis://127.0.0.1:6379/0: Error 111 connecting to 127.0.0.1:6379. Connection refused..'] },
  { title: 'SIGABRT: free(): invalid pointer', kind: 'child-died', signal: 'SIGABRT', cause: { code: 'heap-corruption', confidence: 0.85, rules: ['heap-text'], raise: ['core-dump'] }, task: 'video.merge', host: 'pi-video', worker: 'thumbs@pi-video', child: 'ForkPoolWorker-3', count: 1, lastMs: 3 * 24 * hour, firstMs: 3 * 24 * hour, state: 'resolved', shape: 'gone', lines: ['free(): invalid pointer'] },
];

export function makeCrashScene(scene: 'sick' | 'empty' | 'hostile' | 'many', fleet: FleetSnapshot, at: number): CrashScene {
  if (scene === 'empty' || fleet.hosts.length === 0) return { groups: [], incidentsOf: () => [], incident: () => null, away: [] };
  const told = scene === 'hostile' ? hostileTexts.map((text, index) => hostileStory(text, index)) : scene === 'many' ? Array.from({ length: 10_000 }, (_, index) => manyStory(index)) : stories;
  const groups = told.map((story, index) => groupOf(story, index, fleet, at));
  const storyOf = new Map(groups.map((group, index) => [group.id, told[index] ?? stories[0]!]));
  const incidentsOf = (id: SignatureId): readonly IncidentSummary[] => {
    const group = groups.find((one) => one.id === id);
    const story = storyOf.get(id);
    return group === undefined || story === undefined ? [] : Array.from({ length: Math.min(group.count, 300) }, (_, index) => summaryOf(story, group, index));
  };
  return {
    groups,
    incidentsOf,
    incident(id) {
      const group = groups.find((one) => id.startsWith(`${one.id}#`));
      const story = group === undefined ? undefined : storyOf.get(group.id);
      return group === undefined || story === undefined ? null : incidentOf(story, group, Number(id.split('#')[1] ?? 0), at);
    },
    away: scene === 'sick' || scene === 'hostile' ? awayOf(groups, incidentsOf, fleet, at) : [],
  };
}

function hostileStory(text: string, index: number): Story {
  return { ...stories[index % 3]!, title: text, host: text, worker: text, task: text, note: `${text}\n${text}`, lines: [text, `\u001b[31m${text}\u001b[0m\u001b]0;title\u0007`, 'x'.repeat(4000)], exception: { type: text, message: text } };
}

function manyStory(index: number): Story {
  const base = stories[index % stories.length]!;
  return { ...base, title: `${base.title} #${index}`, state: index % 7 === 0 ? 'muted' : index % 11 === 0 ? 'resolved' : 'open', lastMs: base.lastMs + index * minute, firstMs: base.firstMs + index * minute, count: 1 + ((index * 37) % 900) };
}

function hostId(name: string, fleet: FleetSnapshot): HostId {
  return fleet.hosts.find((host) => host.config.name === name)?.id ?? fleet.hosts[0]?.id ?? ('h' as HostId);
}

function groupOf(story: Story, index: number, fleet: FleetSnapshot, at: number): CrashGroup {
  const random = createSeeded(index + 11);
  const bucketMs = 12 * hour;
  const buckets = 40;
  const counts = Array.from({ length: buckets }, (_, bucket) => {
    const age = (buckets - 1 - bucket) * bucketMs;
    if (age > story.firstMs || age < story.lastMs - bucketMs) return 0;
    const weight = story.shape === 'rising' ? bucket / buckets : 0.5;
    const isLast = age <= story.lastMs && age > story.lastMs - bucketMs;
    return Math.max(isLast ? 1 : 0, Math.floor(random() * weight * Math.min(12, story.count)));
  });
  const id = `s${index}-${'0123456789abcdef'.repeat(2)}` as SignatureId;
  return {
    id, family: `${story.signal ?? story.exception?.type ?? story.kind}`.slice(0, 300), title: story.title.slice(0, 500), isRenamed: false, kind: story.kind, signal: story.signal, exceptionType: story.exception?.type.slice(0, 300) ?? null, cause: story.cause,
    taskNames: story.task === null ? [] : [story.task.slice(0, 500)], firstSeen: at - story.firstMs, lastSeen: at - story.lastMs, count: story.count, hosts: [...new Set([story.host, ...(story.moreHosts ?? [])].map((name) => hostId(name, fleet)))], workers: [story.worker.slice(0, 599) as WorkerName],
    trend: { from: at - buckets * bucketMs, bucketMs, counts }, state: story.state ?? 'open', stateSince: at - story.lastMs, note: story.note ?? '', mergedInto: null, merged: [], lastIncident: `${id}#0` as IncidentId,
  };
}

const taskId = (index: number): TaskId => `5f0c2f64-9d7c-4a42-8cbe-${String(index).padStart(12, '0')}` as TaskId;

function summaryOf(story: Story, group: CrashGroup, index: number): IncidentSummary {
  const span = Math.max(1, group.lastSeen - group.firstSeen);
  const when = Math.round(group.lastSeen - (span * index) / Math.max(1, group.count));
  return {
    id: `${group.id}#${index}` as IncidentId, signature: group.id, host: group.hosts[index % group.hosts.length] ?? group.hosts[0]!, kind: story.kind, worker: story.worker.slice(0, 599) as WorkerName, workerKey: `${group.hosts[0] ?? ''}/${story.worker}`.slice(0, 1300) as WorkerKey, backend: 'systemd', unit: 'celery-scan.service', program: null, container: null, pid: 4711 + index, child: story.child ?? null,
    at: when, atIsEstimated: index % 5 === 3, lastAt: when + (index === 1 ? 90_000 : 0), times: index === 1 ? 3 : 1, signal: story.signal, exitCode: story.exitCode ?? null, coreDumped: story.signal === 'SIGSEGV' ? false : null,
    exception: story.exception === undefined ? null : { type: story.exception.type.slice(0, 300), message: story.exception.message.slice(0, 1000) }, cause: story.cause, otherCauses: [...(story.other ?? [])], task: story.task === null || index === 2 ? null : { id: taskId(index), name: story.task.slice(0, 500) }, isRebuilt: index === 4,
  };
}

function incidentOf(story: Story, group: CrashGroup, index: number, now: number): Incident {
  const summary = summaryOf(story, group, index);
  const random = createSeeded(index + 3);
  const died = summary.at;
  const memoryBefore = index === 2 ? [] : Array.from({ length: 300 }, (_, point) => ({ at: died - (300 - point) * 2000, bytes: point > 120 && point < 135 ? null : (210 + point * (story.cause.code.startsWith('oom') ? 3.1 : 0.1) + random() * 12) * mebi }));
  const source = `${summary.host}/journal/celery-scan.service` as LogSourceId;
  const kernel = `${summary.host}/kernel` as LogSourceId;
  const evidence = story.lines.map((text, at): EvidenceLine => {
    const isKernel = /Out of memory|segfault at/.test(text);
    return { at: died - (story.lines.length - at) * 40, atIsEstimated: false, kind: null, sourceName: isKernel ? 'kernel' : 'celery-scan.service', place: { source: isKernel ? kernel : source, offset: isKernel ? null : 1_204_331 + at * 180, line: null, cursor: isKernel ? 's=1;i=2' : null }, text: text.slice(0, 4000) };
  });
  return {
    ...summary,
    taskCandidates: index === 2 && story.task !== null ? [{ id: taskId(7), name: story.task.slice(0, 500) }, { id: taskId(8), name: 'tasks.other' }] : [],
    frames: story.exception === undefined && story.signal !== 'SIGSEGV' ? [] : [{ file: '/home/pi/video/thumb.py', function: 'render', line: 41 }, { file: '/home/pi/video/tasks.py', function: 'thumbnail', line: 112 }, { file: 'celery/app/trace.py', function: 'trace_task', line: 453 }],
    nativeFrame: story.signal === 'SIGSEGV' ? { library: 'libopencv_core.so', offset: '0x35a10', function: 'cv::Mat::copyTo' } : null,
    evidence, memoryBefore, memoryLimit: story.cause.code === 'oom-global' ? 1200 * mebi : null,
    surroundings: [
      { at: died - 8 * minute, kind: 'started', label: story.worker.slice(0, 200) },
      { at: died - 5 * minute, kind: 'under-voltage', label: '' },
      { at: died - 4.6 * minute, kind: 'voltage-normal', label: '' },
      { at: died - 95_000, kind: 'operator-action', label: 'pool grow 1' },
      { at: died - 31_000, kind: 'task-received', label: (story.task ?? 'tasks.other').slice(0, 300) },
      { at: Math.min(died + 3000, now), kind: 'restart-planned', label: 'systemd' },
      { at: Math.min(died + 6000, now), kind: 'ready', label: story.worker.slice(0, 200) },
    ],
  };
}

function awayOf(groups: readonly CrashGroup[], incidentsOf: CrashScene['incidentsOf'], fleet: FleetSnapshot, at: number): AwaySummary[] {
  const connected = fleet.hosts.filter((host) => host.link.phase === 'connected');
  return connected.slice(0, 3).map((host, index): AwaySummary => {
    const worst = groups.slice(0, 3 - index).flatMap((group) => incidentsOf(group.id).slice(0, 1)).map((incident) => ({ ...incident, host: host.id, isRebuilt: true }));
    return { host: host.id, from: at - 9 * hour, to: at - 2 * minute, isComplete: index !== 2, incidents: worst.length, worst, restarts: 4 - index, reboots: index === 1 ? 1 : 0, brokerOutages: 0, underVoltages: index === 0 ? 1 : 0, unseen: index === 1 ? [{ from: at - 9 * hour, to: at - 7 * hour, because: 'journal-volatile' }] : [] };
  });
}
