/** A cluster as an incident: everything a person reads, bounded. Pure: the same cluster gives the same incident. */
import { IncidentId, type Cause, type EvidenceLine, type Incident } from '#shared/domain/crash.ts';
import { TaskId, WorkerName } from '#shared/domain/ids.ts';
import type { BackendKind } from '#shared/domain/worker.ts';
import { inOrder, type Cluster } from './cluster.ts';
import type { CrashEvent, TaskRef } from './crash-event.ts';
import { gatherFacts, type FactNeeds } from './incident-facts.ts';
import { inferCauses } from './infer-cause.ts';
import { sha1 } from './sha1.ts';
import type { Signed } from './sign-incident.ts';

const maxEvidence = 80;

export function describeIncident(cluster: Cluster, signed: Signed, needs: FactNeeds): Incident {
  const events = cluster.events.toSorted(inOrder);
  const facts = gatherFacts(cluster, signed, needs);
  const [cause = nothing, ...others] = inferCauses(facts);
  const told = events.find((event) => !event.atIsEstimated) ?? events[0];
  const at = told?.at ?? cluster.first;
  const child = events.find(({ kind, child: name }) => kind === 'child-exited' && name !== null);
  const pid = (child ?? events.find((event) => event.pid !== null && (event.kind === 'main-exited' || event.kind === 'segfault' || event.kind === 'oom-kill')) ?? events.find((event) => event.pid !== null))?.pid ?? null;
  const backend = backendOf(events);
  const owner = cluster.owners[0]?.slice(0, 500) ?? null;
  return {
    id: idOf(events), signature: signed.signature, host: cluster.host, kind: cluster.kind,
    worker: workerOf(cluster.node), workerKey: null, backend,
    unit: backend === 'systemd' || backend === 'systemd-user' ? owner : null,
    program: backend === 'systemd' || backend === 'docker' ? null : owner,
    container: backend === 'docker' ? owner : null,
    pid, child: child?.child ?? null,
    at, atIsEstimated: told?.atIsEstimated ?? true, lastAt: Math.max(at, cluster.last), times: cluster.times,
    signal: signed.signal, exitCode: signed.exitCode, coreDumped: events.some(({ coreDumped }) => coreDumped === true) ? true : null,
    exception: signed.exception,
    cause: withTaskDoubt(cause, cluster), otherCauses: others.slice(0, 5),
    task: taskOf(cluster.task), isRebuilt: false,
    taskCandidates: cluster.task === null ? cluster.inFlight.flatMap((task) => taskOf(task) ?? []).slice(0, 20) : [],
    frames: [...(events.find((event) => event.frames.length > 0)?.frames ?? [])].slice(0, 60).map((frame) => ({ ...frame, file: frame.file.slice(0, 500) })),
    nativeFrame: signed.native === null ? null : { library: signed.native.library.slice(0, 300), offset: signed.native.offset?.slice(0, 40) ?? null, function: signed.native.function?.slice(0, 300) ?? null },
    evidence: events.slice(0, maxEvidence).map(evidenceOf),
    memoryBefore: [], memoryLimit: null,
    surroundings: cluster.around.filter((event) => concerns(cluster, event)).toSorted(inOrder).slice(0, 60).map((event) => ({ at: event.at, kind: event.kind, label: event.text.slice(0, 500) })),
  };
}

const nothing: Cause = { code: 'unknown', confidence: 0, rules: [], raise: [] };

/** Named by the first evidence, whatever came after: reading the same bytes again gives the same name. */
function idOf(events: readonly CrashEvent[]): IncidentId {
  const origin = events[0];
  if (origin === undefined) return IncidentId.parse('i-empty');
  const { source, place, kind, text, host } = origin;
  const when = origin.atIsEstimated && place.offset !== null ? '' : String(origin.at);
  return IncidentId.parse(`i-${sha1([host, source, place.cursor ?? place.offset ?? '', when, kind, text.slice(0, 200)].join('|')).slice(0, 24)}`);
}

/** Who supervises it, as its supervisor's own lines show. */
function backendOf(events: readonly CrashEvent[]): BackendKind {
  return events.find(({ kind, backend }) => (kind === 'main-exited' || kind === 'gave-up' || kind === 'unit-failed' || kind === 'oom-flagged') && backend !== 'unknown')?.backend ?? events.find(({ backend }) => backend !== 'unknown')?.backend ?? 'unknown';
}

function workerOf(node: string | null): WorkerName | null {
  const parsed = WorkerName.safeParse(node?.slice(0, 600));
  return parsed.success ? parsed.data : null;
}

function taskOf(task: TaskRef | null): { id: TaskId; name: string | null } | null {
  const id = task === null ? null : TaskId.safeParse(task.id);
  return id?.success === true ? { id: id.data, name: task?.name?.slice(0, 500) ?? null } : null;
}

function withTaskDoubt(cause: Cause, cluster: Cluster): Cause {
  const isOfTask = cluster.kind === 'child-died' && cluster.task === null && cluster.inFlight.length !== 0;
  return isOfTask && !cause.raise.includes('task-events') && cause.raise.length < 10 ? { ...cause, raise: [...cause.raise, 'task-events'] } : cause;
}

function evidenceOf(event: CrashEvent): EvidenceLine {
  return { at: event.at, atIsEstimated: event.atIsEstimated, kind: event.kind, sourceName: event.sourceName.slice(0, 1000), place: event.place, text: event.text };
}

const ofOneProgram: readonly CrashEvent['kind'][] = ['started', 'stop-asked', 'restart-planned', 'address-space'];

/** Starts and stops of its own and of the broker; power, storage and what the operator did concern everybody. */
function concerns(cluster: Cluster, event: CrashEvent): boolean {
  return !ofOneProgram.includes(event.kind) || event.owner === 'redis' || (event.owner === null ? cluster.sources.includes(event.source) : cluster.owners.includes(event.owner)) || (event.node !== null && event.node === cluster.node);
}
