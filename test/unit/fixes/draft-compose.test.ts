import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { fixPlanText } from '#electron/cli/core/fix-text.ts';
import { allRecipes } from '#electron/fixes/core/all-recipes.ts';
import { composeUp, draftComposeFix, overrideOf, type ComposeSeen } from '#electron/fixes/core/draft-compose.ts';
import type { Draft, Drafted } from '#electron/fixes/core/draft-fix.ts';
import { Applied, Looked, type LookedCompose } from '#electron/fixes/core/fix-talk.ts';
import type { FixFacts, Recipe, WorkerFacts } from '#electron/fixes/core/recipe.ts';
import { isBackRemake, isBackRestart, type FixPlan } from '#shared/domain/fix.ts';

const worker = (id: string): Extract<Recipe, { kind: 'worker' | 'compose' }> => allRecipes[id] as Extract<Recipe, { kind: 'worker' }>;
const facts = (own: Partial<WorkerFacts> = {}, args: FixFacts['args'] = {}): FixFacts & { readonly worker: WorkerFacts } => ({ args, host: { memTotalKiB: 3_884_344, cores: 4, poolProcesses: 8 }, worker: { node: 'w1@0a1b2c3d4e5f', pool: 'prefork', concurrency: 4, autoscale: false, ...own } });
const container = 'a1'.repeat(32);
const words = ['celery', '-A', 'app', 'worker', '-n', 'w1@%h', '-c', '4'];
const seen = (own: Partial<LookedCompose> = {}): ComposeSeen => ({ container, looked: {
  project: 'farm', service: 'scan-worker', folder: '/home/pi/farm', files: ['docker-compose.yml'], isOneOff: false, base: '/home/pi/farm/docker-compose.yml', isThere: true, siblings: [], isOurs: false, version: null,
  command: words, isSecret: false, runs: true, hasLodgers: false, containers: 1, program: ['docker', 'compose'], hasProgram: true, isImageSame: true, stopS: null, memoryBytes: 0, isWritable: true, environment: {}, ...own,
} });
const drafted = (draft: Drafted): Draft => { if ('refused' in draft) throw new Error(`${draft.refused} ${draft.about}`); return draft; };
const limited = (own: Partial<LookedCompose> = {}): Drafted => draftComposeFix(worker('worker-memory-limit'), 'worker-memory-limit', facts({}, { proposed: 200_000 }), seen(own));

test('FX14 a service of Compose is changed by the one override file that Compose merges by itself', () => {
  const draft = drafted(limited());
  expect(draft.files).toEqual([{ path: '/home/pi/farm/docker-compose.override.yml', before: null, after: `# Fleetbeat: worker-memory-limit. Merged by Compose after your own file; delete it and run up again to take it back.
services:
  "scan-worker":
    command:
      - "celery"
      - "-A"
      - "app"
      - "worker"
      - "-n"
      - "w1@%h"
      - "-c"
      - "4"
      - "--max-memory-per-child=200000"
` }]);
  expect(draft.changes.map(({ kind, what, before, after }) => (kind === 'file' ? [kind, what] : [kind, what, before, after]))).toEqual([['flag', '--max-memory-per-child', null, '200000'], ['file', '/home/pi/farm/docker-compose.override.yml']]);
  expect([draft.restarts, draft.isLasting]).toEqual([true, true]);
  expect(['docker-compose.yml', 'docker-compose.yaml', 'compose.yml', 'compose.yaml'].map(overrideOf)).toEqual(['docker-compose.override.yml', 'docker-compose.override.yaml', 'compose.override.yml', 'compose.override.yaml']);
  // a file that names its version wants the same beside it
  expect(drafted(limited({ version: '2.4' })).files[0]?.after).toContain('\nversion: "2.4"\nservices:\n');
  expect(drafted(limited({ version: '3"\nx' })).files[0]?.after).not.toContain('version');
});

test('FX14 what Compose is told: the merged files are judged first, then this service alone, from the image that is there', () => {
  const files = ['-f', '/home/pi/farm/docker-compose.yml', '-f', '/home/pi/farm/docker-compose.override.yml'];
  const two = drafted(limited());
  expect(two.act).toEqual([['docker', 'compose', '-p', 'farm', ...files, 'config', '-q'], ['docker', 'compose', '-p', 'farm', ...files, 'up', '-d', '--no-deps', '--no-build', '--pull', 'never', 'scan-worker']]);
  expect(two.back).toEqual([['docker', 'compose', '-p', 'farm', ...files.slice(0, 2), 'up', '-d', '--no-deps', '--no-build', '--pull', 'never', 'scan-worker']]);
  const one = drafted(limited({ program: ['docker-compose'] }));
  expect(one.act).toEqual([['docker-compose', '-p', 'farm', ...files, 'config', '-q'], ['docker-compose', '-p', 'farm', ...files, 'up', '-d', '--no-deps', '--no-build', 'scan-worker']]);
  expect(composeUp(['docker-compose'], 'p', [], 's')).not.toContain('--remove-orphans');
});

test('FX14 hostile words stay words: quotes, new lines, dollars, other alphabets', () => {
  const odd = ['celery', '-A', 'a"b\'c\\', 'worker', '-n', 'é$HOME${X}\n  privileged: true\u2028\u0085🐇', '#x: [y]', '\u0007'];
  const draft = drafted(limited({ command: odd }));
  const text = draft.files[0]?.after ?? '';
  expect(/^[ -~\n]*$/.test(text)).toBe(true);
  expect(parse(text)).toEqual({ services: { 'scan-worker': { command: [...odd, '--max-memory-per-child=200000'].map((word) => word.replaceAll('$', '$$$$')) } } });
  for (const service of ['x"\n  y', '../x', '-f', '', 'a b', 'a:b']) expect(limited({ service })).toMatchObject({ refused: service === '' ? 'not-a-systemd-unit' : 'cannot-look' });
  for (const project of ['x\ny', '--file', 'a b']) expect(limited({ project })).toMatchObject({ refused: 'cannot-look' });
  for (const base of ['/home/pi/a\nb/compose.yml', '/x/../compose.yml', 'compose.yml']) expect(limited({ base })).toMatchObject({ refused: 'compose-elsewhere' });
});

test('FX14 of the environment only our own keys are written, and only those that differ', () => {
  const draft = drafted(draftComposeFix(worker('thread-caps'), 'thread-caps', facts(), seen({ environment: { OMP_NUM_THREADS: '4', MKL_NUM_THREADS: '1' }, command: ['sh', '-c', 'celery -A app worker'], runs: false })));
  expect(parse(draft.files[0]?.after ?? '')).toEqual({ services: { 'scan-worker': { environment: { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', NUMEXPR_NUM_THREADS: '1' } } } });
  expect(draft.changes[0]).toMatchObject({ what: 'OMP_NUM_THREADS', before: '4', after: '1' });
  const grace = drafted(draftComposeFix(worker('compose-grace-period'), 'compose-grace-period', facts({}, { limit: 900 }), seen({ stopS: 20 })));
  expect(parse(grace.files[0]?.after ?? '')).toEqual({ services: { 'scan-worker': { stop_grace_period: '930s' } } });
  expect([grace.changes[0]?.before, grace.compose]).toEqual(['20s', { container, service: 'scan-worker', patience: 20 }]);
});

test.each(['worker-memory-limit', 'worker-prefork-one', 'worker-with-heartbeat', 'thread-caps', 'profile-many-queues', 'profile-native-libraries'])('FX14 %s has its form in Compose', (id) => {
  const draft = drafted(draftComposeFix(worker(id), id, facts(), seen()));
  expect(draft.changes.length).toBeGreaterThan(1);
  expect(draft.wanted?.length).toBeGreaterThan(0);
});

test('FX14 a container with less memory than the Pi is limited by its own', () => {
  const draft = drafted(draftComposeFix(worker('worker-memory-limit'), 'worker-memory-limit', facts(), seen({ memoryBytes: 1024 ** 3 })));
  expect(draft.changes[0]?.after).toBe(String(Math.floor((0.6 * 1024 ** 2) / 4 / 1024) * 1024));
});

test.each([
  ['an override file of the user’s own', { siblings: ['/home/pi/farm/docker-compose.override.yml'] }, 'compose-own-override'],
  ['another fix of ours in the project', { siblings: ['/home/pi/farm/docker-compose.override.yml'], isOurs: true }, 'other-drop-in'],
  ['several files', { files: ['a.yml', 'b.yml'] }, 'compose-other-files'],
  ['a file of another name', { files: ['farm.yml'], base: null }, 'compose-other-files'],
  ['a file that is gone, or behind a link', { isThere: false }, 'compose-elsewhere'],
  ['several containers', { containers: 3 }, 'compose-several'],
  ['a container made by run', { isOneOff: true }, 'compose-several'],
  ['another container in its network', { hasLodgers: true }, 'compose-shared'],
  ['no Compose', { program: null, hasProgram: false }, 'compose-absent'],
  ['an edited file', { program: null }, 'compose-changed'],
  ['another image under the same name', { isImageSame: false }, 'compose-changed'],
  ['a folder that cannot be written', { isWritable: false }, 'compose-not-writable'],
] as const)('FX15 %s is refused with its reason and the text to merge by hand', (_name, own, reason) => {
  const refused = limited(own as Partial<LookedCompose>);
  expect(refused).toMatchObject({ refused: reason, byHand: drafted(limited()).files[0]?.after.split('\n').slice(1).join('\n') });
  const plan: FixPlan = { id: 'p' as never, at: 0, until: 0, host: 'h' as never, worker: null, fix: { id: 'worker-memory-limit', args: {} }, changes: [], report: [], commands: [], restarts: null, remakes: null, provingMs: null, isLasting: false, refused: 'refused' in refused ? { because: refused.refused, about: refused.about, byHand: refused.byHand ?? null } : null };
  expect(fixPlanText(plan, 'pi1', 'fr')).toMatch(/À la main:\n {6}services:\n {8}"scan-worker":\n/);
});

test.each([
  ['a line of a shell', { command: ['sh', '-c', 'celery -A app worker'], runs: false }, 'unit-not-simple'],
  ['no start words of its own', { command: [], runs: false }, 'unit-not-simple'],
  ['words without a worker', { command: ['python', 'start.py'] }, 'unit-not-simple'],
  ['a password in the line', { command: [], isSecret: true }, 'secret-in-line'],
  ['a container of no project', { project: '', service: '' }, 'not-a-systemd-unit'],
  ['what stands already', { command: [...words, '--max-memory-per-child=200000'] }, 'nothing-to-change'],
] as const)('FX15 %s is refused, and nothing is offered to merge', (_name, own, reason) => {
  const refused = limited(own as Partial<LookedCompose>);
  expect(refused).toMatchObject({ refused: reason });
  expect(refused).not.toHaveProperty('byHand');
});

test('FX16 the plan says that the container is made anew and when its tasks are killed', () => {
  const plan: FixPlan = { id: 'p' as never, at: 0, until: 0, host: 'h' as never, worker: 'w' as never, fix: { id: 'thread-caps', args: {} }, changes: [], report: [], commands: [], restarts: 'w' as never, remakes: { service: '$&x\u001b[31m', killsAfterMs: 20_000 }, provingMs: 90_000, isLasting: true, refused: null };
  expect(fixPlanText(plan, 'pi1', 'en')).toContain('killed after 20 s; tasks that run longer, what was written in it outside volumes, and its output so far are lost.');
  expect(fixPlanText(plan, 'pi1', 'en')).not.toContain('\u001b');
  const draft = drafted(limited());
  expect([isBackRestart({ worker: plan.worker, changes: [...draft.changes] }), isBackRemake({ changes: [...draft.changes] }), isBackRemake({ changes: [] })]).toEqual([true, true, false]);
});

test('FX7 what a host says of a container is judged by its shape: no program but Compose’s own', () => {
  const said = { uid: 0, files: {}, ran: [], compose: seen().looked };
  expect(Looked.safeParse(said).success).toBe(true);
  expect(Looked.safeParse({ ...said, compose: { ...said.compose, program: ['sh'] } }).success).toBe(false);
  expect(Looked.safeParse({ ...said, compose: { ...said.compose, siblings: 'x' } }).success).toBe(false);
  expect(Applied.safeParse({ state: 'proving', said: [], armed: 'systemd' }).success).toBe(true);
});
