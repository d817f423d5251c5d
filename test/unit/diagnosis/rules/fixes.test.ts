/** What a fix would change: values before and after, the way back, and no foreign name in a path. */
import { describe, expect, it } from 'vitest';
import { allFixes, fixCards, planFix } from '#electron/diagnosis/core/fixes/all-fixes.ts';
import type { FixAnswer } from '#electron/diagnosis/core/fixes/fix.ts';
import { previewProfile } from '#electron/diagnosis/core/fixes/profiles.ts';
import { judgeEvidence } from '#electron/diagnosis/core/judge-evidence.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import { allRules } from '#electron/diagnosis/core/rules/all-rules.ts';
import { FixCard, FixPlan, ProfilePreview } from '#shared/domain/fix.ts';
import { celeryNode, containerFact, evidenceNow, evidenceWith, had, mainProcess, nodeStats, redisBroker, unitFact, type Draft } from '#test/fakes/evidence.ts';
import { celeryCases } from './celery-cases.ts';
import { hostCases } from './host-cases.ts';
import { redisCases } from './redis-cases.ts';
import { runtimeCases } from './runtime-cases.ts';
import { serviceCases } from './service-cases.ts';
import { systemCases } from './system-cases.ts';

const cases = [...systemCases, ...hostCases, ...redisCases, ...celeryCases, ...runtimeCases, ...serviceCases].filter(({ kind }) => kind === 'bad');

function plansOf(evidence: Evidence, check: string): readonly FixAnswer[] {
  const found = judgeEvidence(evidence, allRules.filter(({ id }) => id === check), { nowMs: evidenceNow, isMuted: () => false, onThrow: () => 'ref' });
  return found.filter(({ fix }) => fix !== null).map((finding) => planFix(evidence, finding));
}

function onlyPlan(evidence: Evidence, check: string): FixPlan {
  const [answer] = plansOf(evidence, check);
  if (answer === undefined || !answer.ok) throw new Error(`no plan: ${answer?.because ?? 'no fix'}`);
  return answer.plan;
}

const asked = (change: Partial<ReturnType<typeof mainProcess>['asked']>, argv: readonly string[] = []) => (e: Draft): void => { e.processes.mains = had([mainProcess({ argv: ['celery', '-A', 'proj', 'worker', ...argv], asked: { ...mainProcess().asked, ...change } })]); };

describe('the list of fixes', () => {
  it('has a fix for each that a check names, and each is named by a check', () => {
    const named = new Set(cases.flatMap(({ check, change }) => judgeEvidence(evidenceWith(change), allRules.filter(({ id }) => id === check), { nowMs: evidenceNow, isMuted: () => false, onThrow: () => 'ref' }).flatMap(({ fix }) => (fix === null ? [] : [fix.id]))));
    expect([...named].sort()).toEqual(allFixes.map(({ id }) => id).sort());
  });

  it('is a valid card each, in both languages', () => {
    for (const card of fixCards()) expect(FixCard.safeParse(card).error?.message).toBeUndefined();
  });
});

describe('every plan that the bad cases lead to', () => {
  it('FX1 is valid, changes something, and undoes each file and value it sets', () => {
    let count = 0;
    for (const { check, change } of cases) {
      for (const answer of plansOf(evidenceWith(change), check)) {
        if (!answer.ok) continue;
        count += 1;
        expect(FixPlan.safeParse(answer.plan).error?.message).toBeUndefined();
        const { apply, rollback, proves } = answer.plan;
        expect(proves).toContain(check);
        const undone = JSON.stringify(rollback);
        for (const step of apply) {
          if (step.do === 'write-file') expect(undone).toContain(`"remove-file","path":"${step.path}"`);
          if (step.do === 'redis-config-set') expect(rollback.some((back) => back.do === 'redis-config-set' && back.option === step.option && back.value !== step.value)).toBe(true);
          if (step.do === 'pool-shrink') expect(rollback).toContainEqual({ do: 'pool-grow', by: step.by });
        }
      }
    }
    expect(count).toBeGreaterThan(15);
  });
});

describe('a change of a worker', () => {
  it('FX2 goes into a drop-in beside the user’s unit, as a variable that Celery’s command line reads', () => {
    const plan = onlyPlan(evidenceWith((e) => { asked({ maxMemoryPerChildKiB: null })(e); e.celery[0]!.stats = { ...e.celery[0]!.stats }; e.celery[0]!.conf = had({}); }), 'CFG-01');
    expect(plan.kind).toBe('systemd-drop-in');
    expect(plan.apply[0]).toEqual({ do: 'write-file', path: '/etc/systemd/system/celery.service.d/60-fleetbeat-worker-memory-limit.conf', asRoot: true, text: '# Fleetbeat: worker-memory-limit. Remove this file to take it back.\n[Service]\nEnvironment=CELERY_WORKER_MAX_MEMORY_PER_CHILD=1258291\n' });
    expect(plan.restartsWorker).toBe(true);
  });

  it('FX2 is refused when the flag stands in the start line, which would win', () => {
    expect(plansOf(evidenceWith(asked({ maxMemoryPerChildKiB: 524_288_000 }, ['--max-memory-per-child=524288000'])), 'CFG-01')).toEqual([{ ok: false, because: 'flag-on-command-line' }]);
  });

  it('goes into the home of a user unit', () => {
    const plan = onlyPlan(evidenceWith((e) => { e.systemd.units = had([unitFact({ OOMPolicy: 'stop' }, { isUserUnit: true })]); }), 'SVC-08');
    expect(plan.apply[0]).toMatchObject({ path: '~/.config/systemd/user/celery.service.d/60-fleetbeat-unit-oom-continue.conf', asRoot: false });
    expect(plan.settings).toEqual([{ name: 'OOMPolicy', before: 'stop', after: 'continue' }]);
  });

  it('FX2 becomes an override of a compose service, beside its files', () => {
    const evidence = evidenceWith((e) => {
      e.docker.containers = had([containerFact({ stopTimeoutS: 10, composeDir: '/srv/app', composeFiles: ['/srv/app/docker-compose.yml'] })]);
      e.processes.mains = had([mainProcess({ container: 'c0ffee12', backend: { kind: 'docker', unit: null } })]);
    });
    const plan = onlyPlan(evidence, 'DOC-08');
    expect(plan.apply).toEqual([
      { do: 'write-file', path: '/srv/app/compose.fleetbeat-compose-grace-period.yml', asRoot: false, text: '# Fleetbeat: compose-grace-period. Remove this file to take it back.\nservices:\n  celery-scan-worker:\n    stop_grace_period: 330s\n' },
      { do: 'compose-up', directory: '/srv/app', service: 'celery-scan-worker', files: ['/srv/app/docker-compose.yml', '/srv/app/compose.fleetbeat-compose-grace-period.yml'] },
    ]);
    expect(plan.rollback[1]).toMatchObject({ files: ['/srv/app/docker-compose.yml'] });
  });

  it('FX6 keeps the environment of a supervisord program, and is refused where that was masked', () => {
    const supervised = (environment: string) => evidenceWith((e) => {
      e.processes.mains = had([mainProcess({ backend: { kind: 'supervisord', unit: 'celery:scan' }, environ: had({}), children: [] , libraries: had([{ path: '/x/libopenblas.so', isDeleted: false }]), status: had({ Threads: 9 }) })]);
      e.supervisord.daemons = had([{ pid: 1, configPath: '/etc/supervisor/supervisord.conf', version: null, state: null }]);
      e.supervisord.config = had({ 'program:scan': { command: 'celery -A proj worker', environment } });
    });
    const plan = onlyPlan(supervised('A="1"'), 'CFG-10');
    expect(plan.apply[0]).toMatchObject({ path: '/etc/supervisor/conf.d/zz-fleetbeat-thread-caps-scan.conf' });
    expect(JSON.stringify(plan.apply[0])).toContain('environment=A=\\"1\\",OMP_NUM_THREADS=\\"1\\"');
    expect(plansOf(supervised('TOKEN=***'), 'CFG-10')).toEqual([{ ok: false, because: 'value-unknown' }]);
  });

  it.each(['a;reboot.service', '../../etc/passwd.service', 'a b.service', '$(id).service', '-rf.service', 'x\n.service'])('FX3 never writes to a unit called %j', (name) => {
    const evidence = evidenceWith((e) => { e.systemd.units = had([unitFact({ OOMPolicy: 'stop' }, { name })]); e.processes.mains = had([mainProcess({ backend: { kind: 'systemd', unit: name } })]); });
    expect(plansOf(evidence, 'SVC-08')).toEqual([{ ok: false, because: 'name-not-plain' }]);
  });
});

describe('a change of Redis', () => {
  it('FX4 is made live and in its file, and has the old value for its way back', () => {
    const plan = onlyPlan(evidenceWith((e) => { const { config } = redisBroker(); e.redis = [redisBroker({ config: had({ ...(config.state === 'had' ? config.value : {}), 'maxmemory-policy': 'allkeys-lru' }) })]; }), 'RED-02');
    expect(plan.settings).toEqual([{ name: 'maxmemory-policy', before: 'allkeys-lru', after: 'noeviction' }]);
    expect(plan.rollback[0]).toEqual({ do: 'redis-config-set', option: 'maxmemory-policy', value: 'allkeys-lru' });
    expect(plan.takesEffect).toBe('at-once');
  });

  it('FX4 has no plan where CONFIG is forbidden and nobody says what stands there', () => {
    expect(plansOf(evidenceWith((e) => { e.redis = [redisBroker({ config: had({ timeout: '300' }) })]; }), 'RED-08')).toEqual([{ ok: false, because: 'value-unknown' }]);
  });
});

describe('a smaller pool', () => {
  it('FX5 takes one process from the largest pool, never the last', () => {
    const plan = onlyPlan(evidenceWith((e) => { if (e.system.meminfo.state === 'had') e.system.meminfo.value['MemAvailable'] = 1e8; e.panel.memoryPercent = [97, 97]; }), 'SYS-01');
    expect(plan.apply).toEqual([{ do: 'pool-shrink', by: 1 }]);
    const evidence = evidenceWith((e) => { if (e.system.meminfo.state === 'had') e.system.meminfo.value['MemAvailable'] = 1e8; e.panel.memoryPercent = [97, 97]; asked({ concurrency: 1 })(e); if (e.celery[0]?.stats.state === 'had') e.celery[0].stats.value.maxConcurrency = 1; });
    expect(plansOf(evidence, 'SYS-01')).toEqual([{ ok: false, because: 'wrong-pool' }]);
  });
});

describe('profiles of the field reports', () => {
  const solo = evidenceWith((e) => { asked({ pool: 'solo', concurrency: null, maxTasksPerChild: null, maxMemoryPerChildKiB: null, softTimeLimitS: null, hardTimeLimitS: null })(e); e.processes.mains = had([{ ...mainProcess(), children: [], environ: had({}), asked: { ...mainProcess().asked, pool: 'solo', concurrency: null, maxTasksPerChild: null, maxMemoryPerChildKiB: null, softTimeLimitS: null, hardTimeLimitS: null } }]); e.celery = []; });
  const main = (evidence: Evidence) => { const { mains } = evidence.processes; if (mains.state !== 'had' || mains.value[0] === undefined) throw new Error('no main'); return mains.value[0]; };

  it('FX7 «many queues» on a solo worker shows which values its pool ignores, and corrects the limit', () => {
    const preview = previewProfile('many-queues', solo, main(solo));
    expect(ProfilePreview.safeParse(preview).error?.message).toBeUndefined();
    const row = (name: string) => preview.rows.find((one) => one.name === name);
    expect(row('--max-memory-per-child')).toMatchObject({ reported: '524288000', proposed: '512000', effect: 'ignored-by-pool' });
    expect(row('worker_heartbeat')).toMatchObject({ proposed: null, effect: 'left-out' });
    expect(row('maxmemory-policy')).toMatchObject({ now: 'noeviction', effect: 'same-already' });
    expect(JSON.stringify(preview.plans)).not.toContain('524288000');
  });

  it('FX8 «native libraries» chooses prefork, in which its limits act, and sets the threads before the start', () => {
    const preview = previewProfile('native-libraries', solo, main(solo));
    expect(preview.rows.filter(({ effect }) => effect === 'ignored-by-pool')).toEqual([]);
    expect(preview.rows.find(({ name }) => name === 'RLIMIT_AS')?.effect).toBe('left-out');
    const [plan] = preview.plans;
    expect(plan?.apply[0]).toMatchObject({ do: 'write-file' });
    const text = plan?.apply[0]?.do === 'write-file' ? plan.apply[0].text : '';
    for (const line of ['Environment=CELERY_WORKER_POOL=prefork', 'Environment=CELERY_WORKER_TIME_LIMIT=900', 'Environment=OMP_NUM_THREADS=1', 'Environment=PYTHONFAULTHANDLER=1']) expect(text).toContain(line);
    expect(text).not.toContain('WITHOUT_HEARTBEAT');
  });

  it('FX7 a pool that the project’s code sets overrules prefork: the profile says so and writes none of its limits', () => {
    const fixed = evidenceWith((e) => { e.processes.mains = had([{ ...main(solo), worker: null }]); e.celery = [celeryNode({ conf: had({ worker_pool: 'solo' }), stats: had(nodeStats({ maxConcurrency: 1 })) })]; });
    const preview = previewProfile('native-libraries', fixed, main(fixed));
    const effect = (name: string) => preview.rows.find((one) => one.name === name)?.effect;
    expect([effect('--pool'), effect('--time-limit'), effect('OMP_NUM_THREADS')]).toEqual(['needs-code', 'ignored-by-pool', 'acts']);
    expect(JSON.stringify(preview.plans)).not.toContain('CELERY_WORKER_');
    expect(allFixes.find(({ id }) => id === 'worker-prefork-one')?.plan(fixed, { subject: { kind: 'worker', name: 'scan@pi-atelier', pid: 812, worker: null }, args: {}, check: 'CFG-02' })).toEqual({ ok: false, because: 'set-in-code' });
  });

  it('a worker that stands so already has nothing to change', () => {
    const evidence = evidenceWith((e) => { asked({ concurrency: 1, maxTasksPerChild: 500, maxMemoryPerChildKiB: 512_000, prefetchMultiplier: 1 })(e); if (e.celery[0]?.stats.state === 'had') e.celery[0].stats.value.maxConcurrency = 1; });
    expect(previewProfile('many-queues', evidence, main(evidence)).obstacles).toEqual(['already-so']);
  });
});
