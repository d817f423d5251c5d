/** Made-up plans of fixes and what a host keeps of them, typed by the contract. The drop-in is written after the desk's own; nothing was captured. */
import type { AppliedFix, FixChange, FixId, FixPlan, FixPlanId, FixRequest } from '#shared/domain/fix.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';

const dropIn = '/etc/systemd/system/celery-scan.service.d/90-fleetbeat-worker-memory-limit.conf';
const text = (limit: number): string => `# Written by Fleetbeat.\n[Service]\nExecStart=\nExecStart=/home/pi/farm/venv/bin/celery -A farm worker --max-memory-per-child=${limit}\n`;

const overrideFile = '/home/pi/farm/docker-compose.override.yml';
const overrideText = '# Fleetbeat: thread-caps. Merged by Compose after your own file; delete it and run up again to take it back.\nservices:\n  "scan":\n    environment:\n      "OMP_NUM_THREADS": "1"\n';

/** The same for a worker that Compose runs, or why it is left to a person. */
export function makeComposePlan(plan: FixPlan, isRefused: boolean): FixPlan {
  if (isRefused) return { ...plan, changes: [], commands: [], restarts: null, provingMs: null, isLasting: false, refused: { because: 'compose-own-override', about: overrideFile, byHand: overrideText.slice(overrideText.indexOf('services:')) } };
  const compose = 'docker-compose -p farm -f /home/pi/farm/docker-compose.yml';
  return { ...plan, changes: [{ kind: 'environment', what: 'OMP_NUM_THREADS', before: null, after: '1', does: 'thread-cap', args: {} }, { kind: 'file', what: overrideFile, before: null, after: overrideText, does: null, args: {} }], commands: [`${compose} -f ${overrideFile} config -q`, `${compose} -f ${overrideFile} up -d --no-deps --no-build scan`], remakes: { service: 'scan', killsAfterMs: 10_000 } };
}

/** `foreign`: stands wherever a Pi's text may. */
export function makeFixPlan(request: FixRequest, at: number, isRefused: boolean, foreign: string | null): FixPlan {
  const base = { id: `fix-plan-${at}` as FixPlanId, at, until: at + 600_000, host: request.host, worker: request.worker, fix: request.fix, report: [], remakes: null };
  if (isRefused) return { ...base, changes: [], commands: [], restarts: null, provingMs: null, isLasting: false, refused: { because: 'unit-not-simple', about: foreign?.slice(0, 300) ?? 'celery-scan.service', byHand: foreign } };
  if (request.worker === null) return { ...base, changes: [{ kind: 'redis', what: foreign?.slice(0, 600) ?? 'maxmemory-policy', before: foreign ?? 'allkeys-lru', after: 'noeviction', does: 'noeviction', args: {} }], commands: foreign === null ? [] : [foreign.slice(0, 600)], restarts: null, provingMs: null, isLasting: false, refused: null };
  const changes: FixChange[] = [
    { kind: 'flag', what: '--max-memory-per-child', before: foreign ?? '524288000', after: '582000', does: 'memory-limit', args: { bytes: 582_000 * 1024 } },
    { kind: 'environment', what: 'PYTHONFAULTHANDLER', before: null, after: '1', does: 'fault-handler', args: {} },
    { kind: 'file', what: foreign?.slice(0, 600) ?? dropIn, before: foreign === null ? text(524_288_000) : `${foreign}\n`, after: foreign === null ? text(582_000) : `${foreign}\u001b[31m\n${foreign}`, does: null, args: {} },
  ];
  const report: FixPlan['report'] = request.fix.id.startsWith('profile-') ? [
    { name: '--pool', reported: null, now: 'solo', proposed: 'processes', effect: 'acts', pool: 'solo', reportedActs: null },
    { name: '--max-memory-per-child', reported: '524288000', now: foreign ?? '524288000', proposed: '582000', effect: 'acts', pool: 'solo', reportedActs: false },
    { name: 'worker_heartbeat', reported: '300', now: null, proposed: null, effect: 'left-out', pool: 'solo', reportedActs: false },
  ] : [];
  return { ...base, report, changes, commands: ['systemctl daemon-reload', foreign?.slice(0, 600) ?? 'systemctl restart celery-scan.service'], restarts: request.worker, provingMs: 90_000, isLasting: true, refused: null };
}

export function makeAppliedFix(plan: FixPlan, id: string, at: number, change: Partial<AppliedFix> = {}): AppliedFix {
  return { id: id as FixId, host: plan.host, fix: plan.fix.id, label: 'scan@pi-atelier', worker: plan.worker, who: 'ana@laptop', at, state: 'in-force', deadline: null, endedAt: null, changes: plan.changes.map((one) => (one.kind === 'file' ? { ...one, before: null } : one)), left: [], ...change };
}

/** One that the Pi took back by itself, and one that was never finished. */
export function makeAppliedFixes(host: HostId, worker: WorkerKey | null, at: number, foreign: string | null): AppliedFix[] {
  const plan = (id: string): FixPlan => makeFixPlan({ host, worker, fix: { id, args: {} } }, at, false, foreign);
  const said: Partial<AppliedFix> = foreign === null ? {} : { label: foreign.slice(0, 600), who: foreign.slice(0, 300), fix: foreign.slice(0, 60), left: [foreign.slice(0, 600)] };
  return [
    makeAppliedFix(plan('profile-native-libraries'), 's-profile-native-libraries-a1b2', at - 26 * 3_600_000, { ...said, state: 'rolled-back-by-itself', endedAt: at - 25 * 3_600_000, left: ['/etc/systemd/system/celery-scan.service.d/90-fleetbeat-profile-native-libraries.conf'], ...said }),
    makeAppliedFix(plan('thread-caps'), 's-thread-caps-c3d4', at - 40_000, { ...said, state: 'proving', who: 'bo@desk', deadline: at + 50_000 }),
  ];
}
