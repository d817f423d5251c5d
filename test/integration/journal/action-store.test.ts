/** The journal on disk: whole after kill -9, shared by two programs at once, searched as the memory one is. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { anyAction } from '#electron/journal/create-action-journal.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { journalIn } from './journal-kit.ts';

const folders: string[] = [];
const folder = (): string => { const made = mkdtempSync(join(tmpdir(), 'fleetbeat-acts-')); folders.push(made); return made; };
afterEach(() => { for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true }); });
const all = { filter: anyAction, after: null, limit: 100 };

test('AJ3 an engine killed with -9 in the middle of an act leaves it as «unknown how it ended», with what stood before', async () => {
  const place = folder();
  const child = spawn(process.execPath, [new URL('./act-child.ts', import.meta.url).pathname, place], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(said.toString()).toMatch(/^begun /);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  const { journal, client } = journalIn(place);
  await journal.start();
  const listed = await journal.list(all);
  expect(listed).toMatchObject({ ok: true, value: { keptIn: 'file', actions: [{ kind: 'restart', outcome: 'unknown', endedAt: null, target: { workerName: 'w1@pi3' }, before: [{ name: 'pid', value: 4711 }] }] } });
  await client.dispose();
});

test('AJ9 a second Fleetbeat beside the first keeps its acts too: in the spool, listed by both, taken into the file', async () => {
  const place = folder();
  const owner = journalIn(place);
  await owner.journal.record({ kind: 'start', target: {} });
  const second = journalIn(place);
  const act = await second.journal.record({ kind: 'stop', target: { host: 'h2' as HostId } });
  if (!act.ok) throw new Error(`refused: ${act.error.code}`);
  expect(readdirSync(join(place, 'acts'))).toHaveLength(1);
  await owner.journal.start();
  const beforeEnd = await owner.journal.list(all);
  // it lives: what it has begun is not «unknown»
  expect(beforeEnd.ok && beforeEnd.value.actions.map(({ kind, outcome }) => `${kind}:${outcome}`)).toEqual(['stop:begun', 'start:begun']);
  await act.value.end({ outcome: 'done' });
  for (const one of [second, owner, second]) {
    const listed = await one.journal.list(all);
    expect(listed.ok && listed.value.actions.map(({ kind, outcome }) => `${kind}:${outcome}`)).toEqual(['stop:done', 'start:begun']);
  }
  expect(readdirSync(join(place, 'acts'))).toHaveLength(0);
  await second.client.dispose();
  await owner.client.dispose();
});

test('AJ6 the file is searched as the filter says', async () => {
  const { journal, client } = journalIn(folder());
  for (let index = 0; index < 30; index += 1) {
    const act = await journal.record({ kind: index % 2 === 0 ? 'restart' : 'control', what: index === 7 ? 'pool-grow' : null, target: { host: `h${index % 3}` as HostId, hostName: index === 4 ? 'Été 100%_' : null } });
    if (act.ok && index % 5 === 0) await act.value.end({ outcome: 'failed', error: { code: 'no-reply', workers: ['w'], waitedMs: 5 } });
  }
  const count = async (part: Partial<typeof anyAction>): Promise<number> => { const page = await journal.list({ filter: { ...anyAction, ...part }, after: null, limit: 100 }); return page.ok ? page.value.actions.length : -1; };
  expect(await count({})).toBe(30);
  expect(await count({ kinds: ['control'] })).toBe(15);
  expect(await count({ hosts: ['h0' as HostId, 'h1' as HostId] })).toBe(20);
  expect(await count({ outcomes: ['failed'] })).toBe(6);
  expect(await count({ text: 'POOL-grow' })).toBe(1);
  expect(await count({ text: '100%_' })).toBe(1);
  expect(await count({ text: "'; DROP TABLE action; --" })).toBe(0);
  const first = await journal.list({ filter: anyAction, after: null, limit: 7 });
  const second = first.ok ? await journal.list({ filter: anyAction, after: first.value.next, limit: 100 }) : first;
  expect(second.ok && second.value.actions.length).toBe(23);
  await client.dispose();
});
