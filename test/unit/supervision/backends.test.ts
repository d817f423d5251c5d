import { expect, test } from 'vitest';
import { composePlace, composeUp } from '#electron/supervision/core/backends/docker.ts';
import { readSpan } from '#electron/supervision/core/backends/systemd.ts';
import { composePlan, rungsOf } from '#electron/supervision/core/compose-plan.ts';
import { judge } from '#electron/supervision/core/describe-worker.ts';
import { composeHand, createLineReader, readDoor } from '#electron/supervision/core/compose-hand.ts';
import { errorOf, readHandEvent } from '#electron/supervision/core/hand-event.ts';
import { planBatches } from '#electron/supervision/core/plan-batches.ts';
import { readLook } from '#electron/supervision/core/read-answer.ts';
import type { BackendFacts, BackendHandle } from '#electron/supervision/core/supervision-backend.ts';
import { defaultLadder } from '#shared/domain/supervision.ts';

const main = { pid: 88, startTicks: 500, uid: 1000, user: 'pi', argv: ['python3', '-m', 'celery'], cgroup: [], nspid: [88] };
const facts = (handle: BackendHandle, raw: Record<string, unknown>, change: { readonly isRunning?: boolean; readonly maySignal?: boolean; readonly sudo?: readonly string[] | null; readonly uid?: number; readonly environment?: Record<string, string>; readonly captured?: unknown } = {}): BackendFacts => ({
  handle, captured: change.captured ?? null,
  host: { boot: 'b', uid: change.uid ?? 1000, user: 'pi', systemctl: '/usr/bin/systemctl', docker: '/usr/bin/docker', sudo: change.sudo ?? null },
  process: change.isRunning === false ? null : { main, chain: [], environment: change.environment ?? {}, children: 2, maySignal: change.maySignal ?? true, canCapture: true, outputs: [] },
  answer: { process: null, lockedBy: null, captured: null, raw },
});
const unit = { unit: { LoadState: 'loaded', ActiveState: 'active', SubState: 'running', MainPID: '88', Restart: 'always', RestartUSec: '1s', TimeoutStopUSec: '1min 30s', KillMode: 'control-group', SendSIGKILL: 'yes' } };
const system = { kind: 'systemd-system', unit: 'celery-w1.service' } as const;
const wish = { op: 'o', who: 'ana@laptop', verb: 'restart', ladder: defaultLadder, guard: { pid: 88, startTicks: 500, boot: 'b' } } as const;
const broker = { isConnected: true, queues: ['celery'] };

test('SU-3 a system unit needs a rule of sudo; root and a user’s own manager need none', () => {
  const refused = judge('restart', facts(system, unit), broker);
  expect(refused).toMatchObject({ isAllowed: false, because: 'needs-sudo' });
  expect(refused.grant?.lines).toContain('pi ALL=(root) NOPASSWD: /usr/bin/systemctl restart celery-w1.service');
  expect(judge('restart', facts(system, unit, { uid: 0 }), broker).isAllowed).toBe(true);
  expect(judge('restart', facts({ kind: 'systemd-user', unit: 'a.service', uid: 1000 }, unit), broker).isAllowed).toBe(true);
  expect(judge('restart', facts({ kind: 'systemd-user', unit: 'a.service', uid: 1001 }, unit), broker)).toMatchObject({ isAllowed: false, because: 'other-user' });
  expect(judge('restart', facts(system, { unit: { LoadState: 'not-found' } }), broker)).toMatchObject({ because: 'backend-missing' });
  expect(judge('restart', facts({ kind: 'unknown' }, {}), broker)).toMatchObject({ because: 'backend-unknown' });
});
test('SU-5 the plan of a restart: one warm signal, cold and kill only when asked for, then the backend, then the proof', () => {
  const plan = composePlan(facts(system, unit), wish);
  expect(plan.phases.map((phase) => phase.do)).toEqual(['wait-go', 'ladder', 'acts', 'await']);
  const ladder = plan.phases.find((phase) => phase.do === 'ladder');
  expect(ladder?.do === 'ladder' ? ladder.rungs.map(({ signal, asks }) => [signal, asks]) : []).toEqual([['SIGTERM', false], ['SIGQUIT', true], ['SIGKILL', true]]);
  expect(plan.phases.find((phase) => phase.do === 'acts')).toMatchObject({ step: 'backend-restart', unlessBackS: 3, acts: [{ do: 'systemctl', arguments: ['restart', 'celery-w1.service'], sudo: true }] });
  expect(plan.locks).toEqual(['systemd-system/celery-w1.service']);
});
test('SU-5 REMAP_SIGTERM makes INT the warm signal', () => {
  const plan = composePlan(facts(system, unit, { environment: { REMAP_SIGTERM: 'SIGQUIT' } }), wish);
  const ladder = plan.phases.find((phase) => phase.do === 'ladder');
  expect(ladder?.do === 'ladder' ? ladder.rungs[0]?.signal : null).toBe('SIGINT');
});
test('SU-24 supervisord itself stops a worker with empty hands; a shell around it, a KILL or a short patience leave it to the signal, and so does a restart', () => {
  const own = { kind: 'supervisord', program: 'w:w', url: 'unix:///s' } as const;
  const idleOf = (raw: Record<string, unknown>, verb: 'stop' | 'restart' = 'stop', change = {}): unknown => composePlan(facts(own, raw, change), { ...wish, verb }).phases.flatMap((phase) => (phase.do === 'ladder' ? [phase.idle?.method ?? null] : []));
  const program = { pid: 88, statename: 'RUNNING' };
  expect(idleOf({ program })).toEqual(['stopProcess']);
  expect(idleOf({ program, programConfig: { stopwaitsecs: 10, stopsignal: 15 } })).toEqual(['stopProcess']);
  expect(idleOf({ program }, 'restart')).toEqual([null]);
  expect(idleOf({ program: { ...program, pid: 87 } })).toEqual([null]);
  expect(idleOf({ program, programConfig: { stopwaitsecs: 1 } })).toEqual([null]);
  for (const stopsignal of [9, 'KILL', 'SIGKILL']) expect(idleOf({ program, programConfig: { stopsignal } })).toEqual([null]);
  expect(idleOf({ program: { error: 'denied' } }, 'stop', { uid: 0 })).toEqual([null]);
  expect(composePlan(facts(system, unit), { ...wish, verb: 'stop' }).phases[1]).toMatchObject({ do: 'ladder', idle: null });
});
test('SU-6 without a way to signal there is only the backend’s own stop, and the panel’s loss ends the plan', () => {
  const seen = facts(system, unit, { maySignal: false });
  expect(rungsOf(seen, true)).toEqual(['pause-intake', 'backend']);
  expect(composePlan(seen, wish).phases[0]).toMatchObject({ do: 'wait-go', alone: 'cancel' });
  expect(composePlan(facts(system, unit), wish).phases[0]).toMatchObject({ alone: 'go' });
});
test('SU-1 Compose 1 and 2 are told the same, but for the program; never `down`', () => {
  const labels = { 'com.docker.compose.project': 'farm', 'com.docker.compose.service': 'worker', 'com.docker.compose.project.working_dir': '/home/pi/farm', 'com.docker.compose.project.config_files': 'docker-compose.yml' };
  const place = composePlace({ labels });
  expect(place && composeUp(['/usr/bin/docker-compose'], place)).toEqual(['/usr/bin/docker-compose', '-p', 'farm', '-f', '/home/pi/farm/docker-compose.yml', 'up', '-d', '--no-deps', 'worker']);
  expect(place && composeUp(['/usr/bin/docker', 'compose'], place)).toEqual(['/usr/bin/docker', 'compose', '-p', 'farm', '-f', '/home/pi/farm/docker-compose.yml', 'up', '-d', '--no-deps', 'worker']);
  expect(composePlace({ labels: { ...labels, 'com.docker.compose.service': '--help' } })).toBeNull();
  const gone = facts({ kind: 'docker', container: 'c' }, { container: { isAbsent: true, error: 'No such container' }, compose: { v2: true, v1: null } }, { isRunning: false, captured: { container: { labels } } });
  expect(judge('start', gone, broker).isAllowed).toBe(true);
  expect(composePlan(gone, { ...wish, verb: 'start', guard: null }).phases[0]).toMatchObject({ acts: [{ do: 'exec', argv: ['/usr/bin/docker', 'compose', '-p', 'farm', '-f', '/home/pi/farm/docker-compose.yml', 'up', '-d', '--no-deps', 'worker'] }] });
});
test('SU-3 Docker that does not let us in is said with what to grant; other words of it are not taken for that', () => {
  const denied = facts({ kind: 'docker', container: 'c' }, { container: { error: 'permission denied while trying to connect to the Docker daemon socket' } });
  expect(judge('stop', denied, broker)).toMatchObject({ because: 'no-docker-access', grant: { lines: ['sudo usermod -aG docker pi'] } });
});
test('spans of systemd', () => {
  expect(readSpan('1min 30s')).toBe(90_000);
  expect(readSpan('100ms')).toBe(100);
  expect(readSpan('infinity')).toBeNull();
  expect(readSpan('soon')).toBeNull();
});
test('the request never leaves its quotes, and noise around the answer is not read', () => {
  const text = composeHand("print('x')", 'ab12', { mode: 'attach', op: "a'; rm -rf / #\u00e9\n", after: 0 }) ?? '';
  expect(text).toContain(String.raw`FLEETBEAT_REQUEST='{"mode":"attach","op":"a'\''; rm -rf / #\u00e9\n","after":0}'`);
  const reader = createLineReader('ab12');
  expect(reader.feed('*** welcome\nab12 {"n":1}\nab13 {"n":2}\nab12 {bro')).toEqual([{ n: 1 }]);
  expect(reader.feed('ken}\nab12 [2]\n')).toEqual([[2]]);
  expect(composeHand('x', 'ab12', { mode: 'attach', op: 'a'.repeat(200_000), after: 0 })).toBeNull();
});
test('a door without Python says so; the hand’s own answer is not mistaken for it', () => {
  expect(readDoor({ python: 'none' })).toEqual({ because: 'python-missing', about: '' });
  expect(readDoor({ python: '3.7' })).toEqual({ because: 'python-too-old', about: '3.7' });
  expect(readDoor({ python: '3.11', boot: 'b' })).toBeNull();
});
test('hostile answers become nothing, never an exception', () => {
  for (const bad of [null, 1, 'x', [], {}, { boot: 1 }, { boot: 'b', uid: 0, answers: [null, 3, { key: 4 }] }, { boot: 'b', uid: 0, answers: [{ key: 'k', process: { pid: 'x' }, chain: 'no', lockedBy: 3 }] }]) expect(() => readLook(bad)).not.toThrow();
  expect(readHandEvent({ n: -1 })).toBeNull();
  expect(readHandEvent({ n: 1, step: 'format-disk', state: 'running' })?.step).toBeNull();
  expect(readHandEvent({ n: 2, step: 'warm-stop', state: 'running', leftS: 5, agoS: 1 })).toMatchObject({ agoMs: 1000, step: { what: 'warm-stop', leftMs: 5000 } });
  expect(errorOf('w', 'locked', '{"who":"bob@desk","leftS":5}')).toEqual({ code: 'supervision-refused', worker: 'w', because: 'locked', about: 'bob@desk' });
  expect(errorOf('w', 'nonsense', 'x')).toMatchObject({ code: 'supervision-failed', because: 'backend-refused' });
});
test('SU-21 the canary goes alone, then batches; each worker once', () => {
  expect(planBatches(7, { canary: 1, batch: 3, stopAtFirstFailure: true, pauseMs: 0 })).toEqual([[0], [1, 2, 3], [4, 5, 6]]);
  expect(planBatches(1, { canary: 1, batch: 3, stopAtFirstFailure: true, pauseMs: 0 })).toEqual([[0]]);
  expect(planBatches(3, { canary: 0, batch: 2, stopAtFirstFailure: true, pauseMs: 0 })).toEqual([[0, 1], [2]]);
});
test('SU-2 a worker behind a shell in a container: Docker may not start it anew while the plan is under way', () => {
  const container = { container: { id: 'c', running: true, pid: 80, restart: 'on-failure', restartMax: 5 } };
  const behind = facts({ kind: 'docker', container: 'c' }, container);
  const inside: BackendFacts = { ...behind, process: behind.process === null ? null : { ...behind.process, main: { ...main, nspid: [88, 7] } } };
  const first: BackendFacts = { ...behind, process: behind.process === null ? null : { ...behind.process, main: { ...main, nspid: [88, 1] } } };
  const plan = composePlan(inside, wish);
  expect(plan.phases.find((phase) => phase.do === 'ladder')).toMatchObject({ hold: [{ do: 'docker', arguments: ['update', '--restart', 'no', 'c'] }] });
  expect(plan.phases.find((phase) => phase.do === 'acts')).toMatchObject({ acts: [{ arguments: ['update', '--restart', 'on-failure:5', 'c'] }, { arguments: ['restart', 'c'] }] });
  expect(plan.release).toMatchObject([{ arguments: ['update', '--restart', 'on-failure:5', 'c'] }]);
  expect(composePlan(first, wish).phases.find((phase) => phase.do === 'ladder')).toMatchObject({ hold: [] });
});
