/** Plans kept and carried out, whatever the link does meanwhile. Spec: docs/spec/supervisor.md (DP1, DP6, DP12). */
import { expect, test } from 'vitest';
import { createDeployDesk } from '#electron/deploy/create-deploy-desk.ts';
import type { DeployDesk } from '#electron/deploy/deploy-desk.ts';
import { createOperationDesk } from '#electron/operations/create-operation-desk.ts';
import type { OperationDesk } from '#electron/operations/operation-desk.ts';
import type { ChannelEnd, RemoteSession } from '#electron/ports/remote-shell.ts';
import { DeployRequest, type DeployPlan } from '#shared/domain/deployment.ts';
import { HostId } from '#shared/domain/ids.ts';
import { OperationId, type Operation } from '#shared/domain/operation.ts';
import { ok } from '#shared/result.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { realTimers } from '#test/fakes/real-time.ts';
import { directory, piFiles } from './deploy-fixtures.ts';

const never = new AbortController().signal;
const host = HostId.parse('h-1');
const marker = 'ab';
const seen = { survey: { python: { path: '/usr/bin/python3', version: '3.11.2' }, user: 'pi', uid: 1000, bootId: 'b', directory: { path: directory, exists: false, isWritable: true, freeBytes: 5e9, uid: 1000 }, files: [], units: [] } };

/** What the login prints to a look, and then to an order before the channel ends. */
function deskWith(looked: string, ordered: string): { readonly desk: DeployDesk; readonly operations: OperationDesk; readonly journal: string[]; readonly clock: { at: number }; readonly sent: string[] } {
  const clock = { at: 1000 };
  const sent: string[] = [];
  const session = {
    route: ['pi@pi:22'],
    run: async (_command: string, { input }: { readonly input?: Uint8Array }) => { sent.push(Buffer.from(input ?? []).toString()); return ok({ exitCode: 0, signal: null, stdout: Buffer.from(looked), stderr: new Uint8Array(), wasCut: false }); },
    open: async () => {
      let onData: (chunk: Uint8Array) => void = () => undefined;
      let onEnd: (end: ChannelEnd) => void = () => undefined;
      return ok({
        write: (text: string) => { sent.push(text); queueMicrotask(() => { onData(Buffer.from(ordered)); onEnd({ exitCode: null, signal: null, lost: true }); }); return true; },
        onData: (listen: typeof onData) => { onData = listen; return () => undefined; }, onErrorData: () => () => undefined, onEnd: (listen: typeof onEnd) => { onEnd = listen; return () => undefined; }, close: () => undefined,
      });
    },
  } as unknown as RemoteSession;
  const random = { next: () => 0, uuid: () => `u-${String(sent.length)}-${String(Math.trunc(clock.at))}`, token: () => marker };
  const time = { now: () => clock.at, monotonic: () => clock.at };
  const operations = createOperationDesk({ clock: time, timers: realTimers, random, log: createMemoryLog(), who: 'ana@laptop' });
  const journal: string[] = [];
  const desk = createDeployDesk({
    clock: time, timers: realTimers, random, operations, script: 'print()', files: piFiles,
    keeper: { host: (id: string) => (id === host ? { config: { name: 'pi' } } : null), worker: () => null } as never, hosts: { session: () => session, scan: () => undefined },
    record: async (intent) => { journal.push(intent.kind); return ok({ id: 'a' as never, end: async ({ outcome }) => void journal.push(outcome) }); },
  });
  return { desk, operations, journal, clock, sent };
}

const request = DeployRequest.parse({ host, form: 'start-line', directory: null, programs: [] });
const line = (said: object): string => `${marker} ${JSON.stringify(said)}\n`;

async function planOf(desk: DeployDesk): Promise<DeployPlan> {
  const made = await desk.plan(request, never);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}
async function endOf({ desk, operations }: ReturnType<typeof deskWith>): Promise<Operation> {
  const begun = await desk.carryOut((await planOf(desk)).id, 'deploy');
  if (!begun.ok) throw new Error(JSON.stringify(begun.error));
  const ended = await operations.ended(OperationId.parse(begun.value.operation));
  if (ended === null) throw new Error('no operation');
  return ended;
}

test('DP6 a noisy login, and lines that only look like the hand’s, change nothing', async () => {
  const b = deskWith(`Welcome!\n${JSON.stringify(seen)}\nxx ${JSON.stringify({ survey: 5 })}\n${line(seen)}`, line({ step: 'check' }) + line({ step: 'no such step' }) + 'noise\n' + line({ step: 'verify' }) + line({ done: true, programs: [{ name: '<b>', state: 'running', pid: 5, reason: null }] }));
  const ended = await endOf(b);
  expect(ended.state).toBe('done');
  expect(ended.steps.map(({ what, state }) => `${what} ${state}`)).toEqual(['check done', 'verify done']);
  expect(ended.lines.map(({ text }) => text)).toEqual(['<b>: running, pid 5']);
  expect(b.journal).toEqual(['deploy', 'done']);
});

test('DP7 a link cut in the middle is not called a success or a failure', async () => {
  const b = deskWith(line(seen), line({ step: 'check' }) + line({ step: 'copy' }));
  const ended = await endOf(b);
  expect(ended).toMatchObject({ state: 'unverified', outcomes: [{ state: 'unverified', missing: ['host-answer'] }] });
  expect(ended.steps.at(-1)).toMatchObject({ what: 'copy', state: 'unverified', missing: ['host-answer'] });
  expect(b.journal).toEqual(['deploy', 'unknown']);
});

test('DP12 without Python, and with one that is too old, the plan is refused with that reason and cannot be carried out', async () => {
  for (const [looked, because] of [[line({ failed: 'no-python' }), 'no-python'], [line({ survey: { ...seen.survey, python: { path: '/usr/bin/python3', version: '3.8.18' } } }), 'python-too-old']] as const) {
    const { desk } = deskWith(looked, '');
    const plan = await planOf(desk);
    expect(plan.refused.map((one) => one.because)).toContain(because);
    expect(await desk.carryOut(plan.id, 'deploy')).toEqual({ ok: false, error: { code: 'deploy-refused', because: 'plan-refused' } });
  }
  expect(await deskWith('nothing of ours\n', '').desk.plan(request, never)).toMatchObject({ ok: false, error: { code: 'shell-unusable' } });
});

test('DP1 a plan is for ten minutes, for its own kind, and for a host that is known', async () => {
  const { desk, clock } = deskWith(line(seen), '');
  const plan = await planOf(desk);
  expect(await desk.carryOut(plan.id, 'remove')).toMatchObject({ error: { because: 'plan-expired' } });
  clock.at += 600_001;
  expect(await desk.carryOut(plan.id, 'deploy')).toMatchObject({ error: { because: 'plan-expired' } });
  expect(await desk.plan({ ...request, host: HostId.parse('other') }, never)).toMatchObject({ error: { code: 'not-found' } });
});
