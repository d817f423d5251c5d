import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { ok } from '#shared/result.ts';
import { protocolVersion } from '#shared/wire.ts';
import { serveLink } from '#electron/transport/dispatch.ts';
import { createMessagePortLink } from '#electron/transport/message-port-link.ts';
import { createFakeEngine } from '#test/fakes/fake-engine.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

test('the contract is served over a real message port, as JSON text, and closing it releases all', async () => {
  const { port1, port2 } = new MessageChannel();
  const time = createManualClock();
  const engine = createFakeEngine();
  serveLink(createMessagePortLink(port1), {
    handlers: engine.handlers, events: engine.events, desktop: null, admit: () => ok({ isReadOnly: false, resume: null }), isPanelReadOnly: () => false,
    clock: time.clock, timers: time.timers, log: createMemoryLog(), checkOutput: true,
  });
  const inbox: string[] = [];
  let wake: () => void = () => undefined;
  port2.on('message', (text: string) => { inbox.push(text); wake(); });
  const take = async (): Promise<unknown> => {
    while (inbox.length === 0) await new Promise<void>((resolve) => { wake = resolve; });
    return JSON.parse(inbox.shift() ?? '');
  };
  port2.postMessage(JSON.stringify({ type: 'hello', version: protocolVersion, token: '', wantsReadOnly: false }));
  expect(await take()).toMatchObject({ type: 'hello', isReadOnly: false });
  port2.postMessage(new Map([['not', 'text']]));
  expect(await take()).toMatchObject({ type: 'failed', id: 0, error: { code: 'invalid-input' } });
  port2.postMessage('{broken');
  expect(await take()).toMatchObject({ type: 'failed', id: 0, error: { code: 'invalid-input' } });
  port2.postMessage(JSON.stringify({ type: 'subscribe', id: 1, event: 'fleet.changed', params: {} }));
  expect(await take()).toMatchObject({ type: 'event', id: 1, payload: { kind: 'snapshot' } });
  expect(engine.subscriberCount()).toBe(1);
  const closed = new Promise<void>((resolve) => void port1.once('close', () => resolve()));
  port2.close();
  await closed;
  expect([engine.subscriberCount(), time.pendingCount()]).toEqual([0, 0]);
});
