/** A container made anew may bear a worker of another name: only the container says which one has to come back. */
import { expect, test } from 'vitest';
import { verifyInContainer, type Verification, type VerifyNeeds } from '#electron/supervision/verify-worker.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
const bornAt = 1_700_000_001_000;
const record = (container: string, pid: number, own: object = {}) => ({
  host: 'h', broker: null, process: { main: { pid, startTicks: pid * 10, container }, firstSeenAt: bornAt }, heartbeat: { lastAt: bornAt }, reply: { lastAt: null }, connection: { isWaiting: true }, active: null, processed: null, ...own,
});

async function verify(container: string | null, workers: readonly object[]): Promise<{ readonly found: Verification; readonly scans: readonly unknown[] }> {
  const time = createManualClock();
  const scans: unknown[] = [];
  let found: Verification | null = null;
  const needs = { ...time, keeper: { workersOn: (host: string) => (host === 'h' ? workers : []) }, brokers: { watch: () => null }, scan: (host: unknown) => { scans.push(host); } } as unknown as VerifyNeeds;
  void verifyInContainer(needs, 'h' as never, container, { pid: 10, startTicks: 100 }, 1000).then((one) => { found = one; });
  for (let at = 0; at < 8; at += 1) { await turn(); time.advance(200); }
  await turn();
  if (found === null) throw new Error('never ended');
  return { found, scans };
}

test('FX16 the worker is known by its new container, whatever its name is, and looked for while none is there', async () => {
  expect((await verify('new', [record('old', 10), record('new', 20)])).found).toEqual({ process: { pid: 20, startTicks: 200 }, missing: [] });
  const none = await verify('new', [record('old', 10)]);
  expect([none.found.missing, none.scans[0]]).toEqual([['new-process', 'heartbeat-or-reply', 'waiting-connection'], 'h']);
});

test('FX16 a container that is not heard, or that was never made, is no proof', async () => {
  expect((await verify('new', [record('new', 20, { heartbeat: { lastAt: bornAt - 1 } })])).found.missing).toEqual(['heartbeat-or-reply']);
  expect((await verify(null, [record('new', 20)])).found.missing).toEqual(['new-process', 'heartbeat-or-reply', 'waiting-connection']);
});
