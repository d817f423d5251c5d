/** The engine's process as the desktop runs it, but for Electron: real entry, real ports, the demo fleet, a clean goodbye. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { protocolVersion, type ToClient } from '#shared/wire.ts';
import { answerDesktopAsk } from '#electron/adapters/desktop/serve-desktop.ts';
import type { DesktopSay } from '#electron/adapters/desktop/core/desktop-asks.ts';
import { createMemoryVault } from '#electron/adapters/system/memory-vault.ts';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'fleetbeat-engine-')); });
afterEach(() => rm(folder, { recursive: true, force: true }));

const said: DesktopSay['words'][] = [];
function launch(isDemo: boolean): { readonly worker: Worker; readonly ended: Promise<number>; window(): MessagePort } {
  const entry = new URL('../../electron/engine-process.ts', import.meta.url).href;
  const worker = new Worker(new URL('../fixtures/parent-port-stand-in.mjs', import.meta.url), { env: { ...process.env, FLEETBEAT_ENTRY: entry }, execArgv: ['--disable-warning=ExperimentalWarning'] });
  worker.on('message', (message: unknown) => void answerDesktopAsk(message, { vault: createMemoryVault(), chooseKey: async () => '/home/op/.ssh/id', hear: (words) => { said.push(words); } }).then((answer) => { if (answer !== null) worker.postMessage({ data: answer, ports: [] }); }));
  worker.postMessage({ data: { kind: 'start', version: '0.1.0', vault: 'keychain', settingsFolder: folder, logFolder: folder, historyFolder: join(folder, 'history'), isDemo, isReadOnly: false, tongue: 'en' }, ports: [] });
  return {
    worker,
    ended: new Promise((resolve) => void worker.once('exit', resolve)),
    window() {
      const { port1, port2 } = new MessageChannel();
      worker.postMessage({ data: { kind: 'window' }, ports: [port1] }, [port1]);
      return port2;
    },
  };
}

function talk(port: MessagePort): { say(message: unknown): void; until(what: (message: ToClient) => boolean): Promise<ToClient> } {
  const inbox: ToClient[] = [];
  let wake: () => void = () => undefined;
  port.on('message', (text: string) => { inbox.push(JSON.parse(text) as ToClient); wake(); });
  return {
    say: (message) => port.postMessage(JSON.stringify(message)),
    async until(what) {
      for (;;) {
        const message = inbox.shift();
        if (message === undefined) await new Promise<void>((resolve) => { wake = resolve; });
        else if (what(message)) return message;
      }
    },
  };
}
const hello = { type: 'hello', version: protocolVersion, token: '', wantsReadOnly: false };

test('a window is served over its port: settings on disk, the dialog and the vault kind from the desktop', async () => {
  const { worker, ended, window } = launch(false);
  const { say, until } = talk(window());
  say(hello);
  expect(await until(() => true)).toMatchObject({ type: 'hello', isReadOnly: false, resume: null });
  say({ type: 'call', id: 1, command: 'files.choose-key', input: {} });
  expect(await until(() => true)).toEqual({ type: 'done', id: 1, output: { path: '/home/op/.ssh/id' } });
  say({ type: 'call', id: 2, command: 'settings.change', input: { theme: 'dark' } });
  expect(await until(({ type }) => type !== 'event')).toMatchObject({ type: 'done', id: 2, output: { theme: 'dark' } });
  say({ type: 'call', id: 3, command: 'fleet.snapshot', input: {} });
  expect(await until(({ type }) => type !== 'event')).toMatchObject({ type: 'done', output: { engine: { vault: 'keychain', settings: { theme: 'dark' }, isDemo: false }, hosts: [] } });
  expect(JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8'))).toMatchObject({ format: 1, settings: { theme: 'dark' } });
  worker.postMessage({ data: { kind: 'end' }, ports: [] });
  expect(await ended).toBe(0);
});

test('the demo runs inside it, two windows see it, and it says goodbye', async () => {
  const { worker, ended, window } = launch(true);
  for (const { say, until } of [talk(window()), talk(window())]) {
    say(hello);
    say({ type: 'subscribe', id: 1, event: 'fleet.changed', params: {} });
    await until((message) => message.type === 'event' && JSON.stringify(message.payload).includes('"phase":"connected"'));
  }
  worker.postMessage({ data: { kind: 'end' }, ports: [] });
  expect(await ended).toBe(0);
});

test('AL19 the desktop is told the number of open alerts, and a test of its channel is a notification', async () => {
  said.length = 0;
  const { worker, ended, window } = launch(false);
  const { say, until } = talk(window());
  say(hello);
  await until(() => true);
  say({ type: 'call', id: 1, command: 'channels.test', input: { id: 'desktop' } });
  expect(await until(({ type }) => type !== 'event')).toMatchObject({ type: 'done', id: 1, output: { isDelivered: true } });
  expect(said).toEqual([{ openCount: 0, notices: [] }, { openCount: 0, notices: [{ title: 'Fleetbeat: test', body: 'This is how an alert looks.', hasSound: false }] }]);
  worker.postMessage({ data: { kind: 'end' }, ports: [] });
  expect(await ended).toBe(0);
});
