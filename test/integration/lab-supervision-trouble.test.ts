/** What goes wrong while acting on a worker, forced on real Pis: cuts, other operators, reused pids, missing rights, hostile names. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startFlakyProxy, type FlakyProxy } from '#test/lab/flaky-proxy.ts';
import { homeForLab, type OperatorHome } from '#test/lab/operator-home.ts';
import { openPanel, servePanel, type PanelClient, type Served } from '#test/lab/panel.ts';
import { startLab, type Lab, type LabPi } from '#test/lab/start-lab.ts';
import { act, beginAct, counted, ended, mainsOf, operationOf, options, previewOf, publish, told, untilCounted, workerNamed, wrong } from '#test/lab/supervision-kit.ts';
import { inPi } from '#test/lab/supervised-workers.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import type { Operation } from '#shared/domain/operation.ts';
import { defaultLadder } from '#shared/domain/supervision.ts';

const odd = `w$(touch /tmp/pwned)';"x`;
let lab: Lab;
let pi: LabPi;
let proxy: FlakyProxy;
let home: OperatorHome;
let served: Served;
let panel: PanelClient;
const others: { dispose(): Promise<void> }[] = [];

beforeAll(async () => {
  lab = await startLab({
    pis: [{ name: 'pi1', network: { kind: 'loopback' }, redis: { bind: 'address' } }],
    workers: [
      { pi: 'pi1', name: 'w1', pool: 'prefork', concurrency: 1, queues: ['q1'] },
      { pi: 'pi1', name: 'wroot', pool: 'prefork', concurrency: 1, queues: ['q2'], user: 'root', brokerBy: 'flag' },
    ],
  });
  pi = lab.pi('pi1');
  const quoted = odd.replaceAll("'", String.raw`'\''`);
  await inPi(pi, `cat > /tmp/odd.sh <<'EOS'
cd /home/pi/app && exec env CELERY_BROKER_URL='${pi.brokerUrl ?? ''}' /usr/bin/python3 -m celery -A tapp worker -n '${quoted}@%h' -c 1 -Q q3 >/tmp/odd.log 2>&1 </dev/null
EOS
su -l -s /bin/sh pi -c 'setsid -f /bin/sh /tmp/odd.sh'`);
  proxy = await startFlakyProxy({ host: pi.address, port: 22 });
  home = homeForLab(lab, { pi1: { host: proxy.host, port: proxy.port } });
  served = await servePanel(['--fleet', home.fleetPath], home.env);
  panel = await openPanel(served);
  await panel.until('three idle workers', (fleet) => fleet.workers.filter((one) => one.verdict.kind === 'idle').length === 3, 90_000);
}, 240_000);
afterAll(async () => {
  panel?.close();
  await served?.dispose();
  for (const other of others) await other.dispose();
  home?.dispose();
  await proxy?.dispose();
  await lab?.dispose();
});

const gentle = options({ ladder: { ...defaultLadder, idleMs: 500, warmMs: 60_000 } });
const mainPid = async (name: string): Promise<number> => (await mainsOf(pi, name))[0] ?? 0;
const atStep = (id: Operation['id'], what: string): Promise<unknown> => {
  let last: Operation | null = null;
  return waitFor(`step ${what}`, async () => {
    last = await operationOf(panel, id);
    return last.steps.some((step) => step.what === what && (step.state === 'running' || step.state === 'asking-consent'));
  }, { deadlineMs: 40_000, everyMs: 50, lastSeen: () => (last === null ? '' : told(last)) });
};
const idleAgain = (name: string): Promise<unknown> => panel.until(`${name} at rest`, (fleet) => fleet.workers.some((one) => one.name === `${name}@pi1` && ['idle', 'working'].includes(one.verdict.kind) && (one.counts?.active ?? 0) === 0), 60_000);
/** One task that runs so long. */
const occupy = async (queue: string, seconds: number, run: string): Promise<void> => {
  await publish(pi, run, 1, { queue, seconds });
  await waitFor('the task to run', async () => (await counted(pi, run)).began.size === 1, { deadlineMs: 30_000, everyMs: 100 });
};

describe('a cut in the middle', () => {
  test('SU-10 SSH lost in the middle of a restart: the worker ends up running, and the operation and the journal say how it ended', async () => {
    const old = await mainPid('w1');
    await occupy('q1', 6, 'cut');
    const id = await beginAct(panel, { verb: 'restart', workers: ['w1@pi1'], options: gentle });
    await atStep(id, 'warm-stop');
    proxy.refuse();
    proxy.cut();
    const fresh = await waitFor('a new worker, without us', async () => { const pid = await mainPid('w1'); return pid !== 0 && pid !== old ? pid : null; }, { deadlineMs: 60_000, everyMs: 200 });
    expect((await operationOf(panel, id)).state).toBe('running');
    proxy.resume();
    const operation = await ended(panel, id, 90_000);
    expect(operation.state, told(operation)).toBe('done');
    expect(operation.steps.map(({ what }) => what)).toContain('reconnect');
    expect(operation.steps.at(-1)?.detail).toBe(`pid ${String(fresh)}`);
    expect(wrong(await counted(pi, 'cut'), 1)).toEqual({ lost: [], doubled: [] });
    const { actions } = await panel.call('actions.list', { filter: { hosts: [], workers: [], brokers: [], kinds: ['restart'], outcomes: [], from: null, to: null, text: '' }, after: null, limit: 10 });
    expect(actions[0]).toMatchObject({ kind: 'restart', outcome: 'done', operation: id });
  }, 180_000);
});

describe('two operators', () => {
  test('SU-11 the second is refused and told who acts, from a panel of its own', async () => {
    await idleAgain('w1');
    const secondHome = homeForLab(lab);
    const secondServed = await servePanel(['--fleet', secondHome.fleetPath], secondHome.env);
    others.push(secondServed, { dispose: async () => secondHome.dispose() });
    const second = await openPanel(secondServed);
    await second.until('w1 seen', (fleet) => fleet.workers.some((one) => one.name === 'w1@pi1' && one.verdict.kind === 'idle'), 60_000);
    await occupy('q1', 25, 'two');
    const first = await beginAct(panel, { verb: 'restart', workers: ['w1@pi1'], options: gentle });
    await atStep(first, 'warm-stop');
    const held = await previewOf(second, { verb: 'stop', workers: ['w1@pi1'] });
    expect(held.workers[0]?.lockedBy?.who).toMatch(/@/);
    const refused = await act(second, { verb: 'stop', workers: ['w1@pi1'], options: gentle });
    expect(refused.state).toBe('failed');
    expect(refused.error).toMatchObject({ code: 'supervision-refused', because: 'locked' });
    expect((await ended(panel, first)).state).toBe('done');
    second.close();
  }, 180_000);
});

describe('the process', () => {
  const reuse = async (pid: number): Promise<void> => {
    await inPi(pi, `mount -o bind,remount,rw /proc/sys 2>/dev/null || mount -o remount,rw /proc/sys
for i in $(seq 200); do echo $((${String(pid)} - 1)) > /proc/sys/kernel/ns_last_pid; sleep 300 >/dev/null 2>&1 </dev/null & [ $! = ${String(pid)} ] && exit 0; kill $!; done; exit 3`);
  };

  test('SU-12 a pid reused between the preview and the signal is not signalled', async () => {
    await idleAgain('w1');
    const old = await mainPid('w1');
    const preview = await previewOf(panel, { verb: 'stop', workers: ['w1@pi1'] });
    const shown = preview.workers[0]?.process;
    expect(shown?.pid).toBe(old);
    pi.kill(old);
    await waitFor('its end', async () => (await mainPid('w1')) === 0, { deadlineMs: 20_000 });
    await reuse(old);
    const script = readFileSync(join(import.meta.dirname, '../../electron/pi/hand.py'), 'utf8');
    const request = JSON.stringify({ mode: 'signal', pid: old, startTicks: shown?.startTicks, boot: shown?.bootId, signal: 'SIGKILL' });
    const said = await pi.exec(['env', `FLEETBEAT_REQUEST=${request}`, '/usr/bin/python3', '-I', '-S', '-c', script, 'marker']);
    expect(said.stdout).toBe('marker {"result": "other"}\n');
    await panel.call('supervision.run', { verb: 'stop', workers: [workerNamed(panel, 'w1@pi1').key], preview: preview.id }).then(async ({ operation }) => {
      const end = await ended(panel, operation);
      expect(end.error).toMatchObject({ code: 'supervision-refused', because: 'process-changed' });
    });
    expect((await pi.exec(['cat', `/proc/${String(old)}/comm`])).stdout.trim()).toBe('sleep');
    await pi.exec(['kill', String(old)]);
    const started = await act(panel, { verb: 'start', workers: ['w1@pi1'] });
    expect(started.state, told(started)).toBe('done');
  }, 180_000);

  test('SU-13 a worker that dies while its tasks are awaited is not signalled through its pid', async () => {
    await idleAgain('w1');
    await occupy('q1', 30, 'dies');
    const old = await mainPid('w1');
    const id = await beginAct(panel, { verb: 'restart', workers: ['w1@pi1'], options: options({ ladder: { ...defaultLadder, idleMs: 20_000 } }) });
    await atStep(id, 'wait-until-idle');
    pi.kill(old);
    await waitFor('its end', async () => (await mainPid('w1')) !== old, { deadlineMs: 20_000, everyMs: 20 });
    await reuse(old).catch(() => undefined);
    const operation = await ended(panel, id);
    expect(operation.state, told(operation)).toBe('done');
    const comm = (await pi.exec(['cat', `/proc/${String(old)}/comm`])).stdout.trim();
    expect(comm).toBe('sleep');
    await pi.exec(['kill', String(old)]);
  }, 180_000);
});

describe('the ladder', () => {
  test('SU-14 cancel while its tasks are awaited gives the intake back and leaves the process alone', async () => {
    await idleAgain('w1');
    await occupy('q1', 12, 'cancel');
    const old = await mainPid('w1');
    const id = await beginAct(panel, { verb: 'restart', workers: ['w1@pi1'] });
    await atStep(id, 'wait-until-idle');
    await panel.call('operations.cancel', { id });
    const operation = await ended(panel, id);
    expect(operation.state, told(operation)).toBe('cancelled');
    expect(await mainPid('w1')).toBe(old);
    await publish(pi, 'after-cancel', 3, { queue: 'q1' });
    await untilCounted(pi, 'after-cancel', 3);
  }, 240_000);

  test('SU-15 KILL only with consent: a frozen worker waits for the answer, then is ended and started again', async () => {
    await idleAgain('w1');
    const old = await mainPid('w1');
    pi.kill(old, 'SIGSTOP');
    const id = await beginAct(panel, { verb: 'restart', workers: ['w1@pi1'], options: options({ ladder: { ...defaultLadder, idleMs: 1_000, warmMs: 1_000, coldMs: 1_000, cold: 'allow' } }) });
    await atStep(id, 'kill');
    const asking = await operationOf(panel, id);
    expect(asking.state).toBe('asking-consent');
    expect(await mainPid('w1')).toBe(old);
    const step = asking.steps.find(({ what }) => what === 'kill');
    await panel.call('operations.consent', { id, step: step?.id ?? '', allow: true });
    const operation = await ended(panel, id);
    expect(operation.state, told(operation)).toBe('done');
    expect(await mainPid('w1')).not.toBe(old);
  }, 240_000);
});

describe('what the account may not do', () => {
  test('SU-16 is said before the click, and the lines it offers are enough and are accepted by visudo', async () => {
    await inPi(pi, `sed -i '/wroot/d' /etc/sudoers.d/fleetbeat-lab`);
    const worker = workerNamed(panel, 'wroot@pi1').key;
    const before = await panel.call('supervision.describe', { worker });
    const restart = before.abilities.find(({ verb }) => verb === 'restart');
    expect(restart).toMatchObject({ isAllowed: false, because: 'needs-sudo' });
    await expect(panel.call('supervision.run', { verb: 'restart', workers: [worker], preview: null })).rejects.toThrow(/needs-sudo/);
    expect(restart?.grant?.file).toBe('/etc/sudoers.d/fleetbeat');
    await inPi(pi, `cat > /etc/sudoers.d/fleetbeat <<'EOF'\n${restart?.grant?.lines.join('\n') ?? ''}\nEOF\nchmod 0440 /etc/sudoers.d/fleetbeat && visudo -cf /etc/sudoers.d/fleetbeat`);
    const after = await panel.call('supervision.describe', { worker });
    expect(after.abilities.find(({ verb }) => verb === 'restart')).toMatchObject({ isAllowed: true });
    expect(after.rungs).toEqual(['pause-intake', 'warm', 'backend', 'cold', 'kill']);
    const old = await mainPid('wroot');
    await occupy('q2', 3, 'root');
    const operation = await act(panel, { verb: 'restart', workers: ['wroot@pi1'], options: gentle });
    expect(operation.state, told(operation)).toBe('done');
    expect(await mainPid('wroot')).not.toBe(old);
    expect(wrong(await counted(pi, 'root'), 1)).toEqual({ lost: [], doubled: [] });
  }, 240_000);

  test('SU-17 without the right to signal, the backend’s own stop waits for consent while tasks run', async () => {
    await idleAgain('wroot');
    await inPi(pi, `sed -i '/ kill /d' /etc/sudoers.d/fleetbeat`);
    await occupy('q2', 20, 'consent');
    const preview = await previewOf(panel, { verb: 'stop', workers: ['wroot@pi1'] });
    expect(preview.workers[0]?.rungs).toEqual(['pause-intake', 'backend']);
    expect(preview.workers[0]?.warnings).toEqual(expect.arrayContaining(['only-backend-stop', 'backend-signals-children', 'backend-kills-before-warm']));
    const old = await mainPid('wroot');
    const id = await beginAct(panel, { verb: 'stop', workers: ['wroot@pi1'], options: gentle });
    await atStep(id, 'backend-stop');
    const step = (await operationOf(panel, id)).steps.find(({ what }) => what === 'backend-stop');
    await panel.call('operations.consent', { id, step: step?.id ?? '', allow: false });
    const operation = await ended(panel, id);
    expect(operation.state, told(operation)).toBe('cancelled');
    expect(await mainPid('wroot')).toBe(old);
  }, 240_000);

  test('SU-18 a unit that was removed is stopped but never said to be restartable', async () => {
    await inPi(pi, 'mv /etc/systemd/system/celery-wroot.service /tmp/ && systemctl daemon-reload');
    const seen = await panel.call('supervision.describe', { worker: workerNamed(panel, 'wroot@pi1').key });
    expect(seen.abilities.find(({ verb }) => verb === 'restart')).toMatchObject({ isAllowed: false, because: 'backend-missing' });
    await inPi(pi, 'mv /tmp/celery-wroot.service /etc/systemd/system/ && systemctl daemon-reload');
  }, 60_000);

  test('SU-19 read-only refuses every verb', async () => {
    const readOnly = await servePanel(['--read-only', '--fleet', home.fleetPath], home.env);
    others.push(readOnly);
    const looking = await openPanel(readOnly);
    await looking.until('w1 seen', (fleet) => fleet.workers.some((one) => one.name === 'w1@pi1'), 60_000);
    await expect(beginAct(looking, { verb: 'restart', workers: ['w1@pi1'] })).rejects.toThrow(/read-only/);
    looking.close();
  }, 60_000);
});

describe('a panel that is killed', () => {
  let own: OperatorHome;
  let first: Served;
  let next: PanelClient;
  const killed = async (): Promise<Served> => {
    process.kill(first.pid, 'SIGKILL');
    // as the window keeps them: a fleet file alone leaves no journal behind
    const served2 = await servePanel([], own.env);
    others.push(served2);
    next = await openPanel(served2);
    return served2;
  };
  const settled = (kind: 'restart' | 'drain') => waitFor('the act to be settled', async () => {
    const { actions } = await next.call('actions.list', { filter: { hosts: [], workers: [], brokers: [], kinds: [kind], outcomes: [], from: null, to: null, text: '' }, after: null, limit: 10 });
    return actions[0]?.after.some(({ name }) => name === 'settled-by') === true ? actions[0] : null;
  }, { deadlineMs: 90_000, everyMs: 300 });

  beforeAll(async () => {
    await idleAgain('w1');
    own = homeForLab(lab);
    first = await servePanel([], own.env);
    others.push(first, { dispose: async () => own.dispose() });
  }, 60_000);

  test('SU-23 with SIGKILL in the middle of a restart: the Pi finishes it, the next panel follows it to its end and settles the journal', async () => {
    const doomed = await openPanel(first);
    await doomed.call('fleet.import', { text: readFileSync(own.fleetPath, 'utf8') });
    await doomed.until('w1 seen', (fleet) => fleet.workers.some((one) => one.name === 'w1@pi1' && one.verdict.kind === 'idle'), 60_000);
    const old = await mainPid('w1');
    await occupy('q1', 12, 'killed');
    const id = await beginAct(doomed, { verb: 'restart', workers: ['w1@pi1'], options: gentle });
    await waitFor('the warm stop', async () => (await operationOf(doomed, id)).steps.some(({ what, state }) => what === 'warm-stop' && state === 'running'), { deadlineMs: 30_000, everyMs: 50 });
    first = await killed();
    const action = await settled('restart');
    expect(action).toMatchObject({ outcome: 'done', operation: id, error: null });
    expect(action.after).toEqual(expect.arrayContaining([{ name: 'settled-by', value: 'host' }, { name: 'pid', value: await mainPid('w1') }]));
    expect(await mainPid('w1')).not.toBe(old);
    expect(wrong(await counted(pi, 'killed'), 1)).toEqual({ lost: [], doubled: [] });
    const { operations } = await next.call('operations.list', {});
    expect(operations.find(({ kind }) => kind === 'restart')).toMatchObject({ state: 'done', steps: expect.arrayContaining([expect.objectContaining({ what: 'warm-stop', state: 'done' }), expect.objectContaining({ what: 'verify', state: 'done' })]) as unknown });
    // the lock went with the plan
    const again = await act(next, { verb: 'restart', workers: ['w1@pi1'], options: gentle });
    expect(again.state, told(again)).toBe('done');
  }, 240_000);

  test('SU-23 with SIGKILL in the middle of a drain: the lock is free within half a minute, and what nobody can know is said to be unknown', async () => {
    await next.until('w1 at rest', (fleet) => fleet.workers.some((one) => one.name === 'w1@pi1' && one.verdict.kind === 'idle'), 60_000);
    await occupy('q1', 45, 'drained');
    const id = await beginAct(next, { verb: 'drain', workers: ['w1@pi1'] });
    await waitFor('the drain', async () => (await operationOf(next, id)).steps.some(({ what, state }) => what === 'wait-until-idle' && state === 'running'), { deadlineMs: 30_000, everyMs: 50 });
    expect((await previewOf(panel, { verb: 'stop', workers: ['w1@pi1'] })).workers[0]?.lockedBy?.who).toMatch(/@/);
    await killed();
    await waitFor('the lock to be free', async () => (await previewOf(panel, { verb: 'stop', workers: ['w1@pi1'] })).workers[0]?.lockedBy === null, { deadlineMs: 30_000, everyMs: 500 });
    expect(await settled('drain')).toMatchObject({ outcome: 'unknown', operation: id, after: expect.arrayContaining([{ name: 'process', value: 'the same' }, { name: 'not-consumed', value: 'q1' }]) as unknown });
    const resumed = await act(next, { verb: 'resume-intake', workers: ['w1@pi1'] });
    expect(resumed.state, told(resumed)).toBe('done');
    await publish(pi, 'after-drain', 3, { queue: 'q1' });
    await untilCounted(pi, 'after-drain', 3, 90_000);
    expect(wrong(await counted(pi, 'drained'), 1)).toEqual({ lost: [], doubled: [] });
    next.close();
  }, 240_000);
});

describe('hostile names and several workers', () => {
  test('SU-20 a node name full of shell characters is restarted like any other, and runs nothing', async () => {
    const name = `${odd}@pi1`;
    const operation = await act(panel, { verb: 'restart', workers: [name] });
    expect(operation.state, told(operation)).toBe('done');
    const stopped = await act(panel, { verb: 'stop', workers: [name] });
    expect(stopped.state, told(stopped)).toBe('done');
    const started = await act(panel, { verb: 'start', workers: [name] });
    expect(started.state, told(started)).toBe('done');
    expect((await pi.exec(['ls', '/tmp/pwned'])).code).not.toBe(0);
    // its three starts wrote into the same file
    expect((await pi.exec(['grep', '-c', 'transport:', '/tmp/odd.log'])).stdout.trim()).toBe('3');
  }, 240_000);

  test('SU-21 rolling: the canary’s failure stops the rest, which are said to be skipped', async () => {
    await idleAgain('w1');
    await inPi(pi, 'mv /etc/systemd/system/celery-wroot.service /tmp/ && systemctl daemon-reload');
    const w1 = await mainPid('w1');
    const operation = await act(panel, { verb: 'restart', workers: ['wroot@pi1', 'w1@pi1'] });
    expect(operation.outcomes.map(({ state }) => state)).toEqual(['failed', 'skipped']);
    expect(operation.state).toBe('failed');
    expect(await mainPid('w1')).toBe(w1);
    await inPi(pi, 'mv /tmp/celery-wroot.service /etc/systemd/system/ && systemctl daemon-reload');
  }, 240_000);

  test('SU-22 nothing of ours stays on the Pi', async () => {
    await waitFor('the hands to be gone', async () => {
      const hands = (await pi.exec(['pgrep', '-fa', 'fleetbeat-hand'])).stdout.trim().split('\n').filter((line) => line !== '' && !line.includes('pgrep'));
      return hands.length === 0;
    }, { deadlineMs: 20_000, everyMs: 200 });
    const files = (await pi.exec(['find', '/', '-xdev', '-iname', '*fleetbeat*', '-not', '-path', '/proc/*', '-not', '-path', '/sys/*', '-not', '-path', '/etc/sudoers.d/*'])).stdout.trim();
    expect(files).toBe('');
  }, 60_000);
});
