/** A simulated Pi under bad input: what a hurried or hostile client does must not end the fleet's process. */
import { once } from 'node:events';
import { createConnection } from 'node:net';
import ssh2, { type Client, type ClientChannel } from 'ssh2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSystemClock } from '#electron/adapters/system/system-clock.ts';
import { createSystemRandom } from '#electron/adapters/system/system-random.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import { type DemoFleet, startLoadFleet } from '#electron/demo/index.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

let fleet: DemoFleet;
let port = 0;
const log = createMemoryLog();

beforeAll(async () => {
  fleet = await startLoadFleet({ clock: createSystemClock(), timers: createSystemTimers(), random: createSystemRandom(), log, count: 1, workersPerHost: 1 });
  port = fleet.hosts[0]?.port ?? 0;
});
afterAll(() => fleet.dispose());

async function login(): Promise<Client> {
  const client = new ssh2.Client();
  client.connect({ host: '127.0.0.1', port, username: 'pi', password: fleet.passwordOf(fleet.hosts[0]!) });
  await once(client, 'ready');
  return client;
}
const exec = (client: Client, command: string) => new Promise<ClientChannel | Error>((resolve) => { client.exec(command, (error, channel) => resolve(error ?? channel)); });
const forward = (client: Client, host: string, to: number) => new Promise<ClientChannel | Error>((resolve) => { client.forwardOut('127.0.0.1', 0, host, to, (error, channel) => resolve(error ?? channel)); });

/** Listens in the callback itself: a short command's exit arrives in the same packet as its acceptance. */
function answer(client: Client, command: string, input?: string): Promise<{ out: string; code: unknown }> {
  return new Promise((resolve) => {
    client.exec(command, (error, channel) => {
      if (error !== undefined) { resolve({ out: error.message, code: null }); return; }
      let out = '';
      let code: unknown = null;
      channel.on('data', (chunk: Buffer) => { out += chunk.toString(); }).on('exit', (value: unknown) => { code = value; }).on('close', () => resolve({ out, code }));
      channel.stderr.resume();
      if (input !== undefined) channel.end(input);
    });
  });
}

test('DM7 rubbish instead of SSH', async () => {
  for (const text of ['\x00\xff'.repeat(5000), 'GET / HTTP/1.1\r\n\r\n', 'SSH-2.0-x\r\n\xff\xff\xff\xff\xff', 'SSH-1.0-old\r\n']) {
    const socket = createConnection(port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.end(Buffer.from(text, 'latin1'));
    await once(socket, 'close');
  }
  const client = await login();
  expect(await answer(client, 'echo alive')).toEqual({ out: 'alive\n', code: 0 });
  client.end();
});

test('DM1 forwards lead to Redis only; sessions are counted and freed; a shell is refused politely', async () => {
  const client = await login();
  const refused = await Promise.all([forward(client, '127.0.0.1', 22), forward(client, '10.0.0.1', 6379)]);
  const redis = await forward(client, 'localhost', 6379);
  const open = await Promise.all(Array.from({ length: 11 }, () => exec(client, 'exec sh')));
  const over = open.filter((one) => one instanceof Error).length;
  for (const channel of open) if (!(channel instanceof Error)) { channel.resume(); channel.stderr.resume(); channel.end(); }
  await Promise.all(open.filter((channel): channel is ClientChannel => !(channel instanceof Error)).map((channel) => once(channel, 'close')));
  expect([refused.map((one) => one instanceof Error), redis instanceof Error, over, await answer(client, 'true')]).toEqual([[true, true], false, 1, { out: '', code: 0 }]);
  const shell = await new Promise<string>((resolve) => { client.shell(false, (error, channel) => { if (error !== undefined) { resolve(error.message); return; } channel.once('data', (chunk: Buffer) => resolve(chunk.toString())); }); });
  expect(shell).toBe('This account takes commands only.\r\n');
  client.end();
});

test('DM7 endless lines, unknown requests and broken RESP end in refusals', async () => {
  const client = await login();
  expect((await answer(client, 'exec sh', 'x'.repeat(600_000))).code).toBe(2);
  const framed = await answer(client, 'exec sh', `# fleetbeat-sampler 1 aa\n# fleetbeat-go\nw ${'1:2:m '.repeat(20_000)}\nt 1 ${'f'.repeat(9000)}\n\x00\x01\nt 2 k\n`);
  expect([framed.code, /@ 2 \d+\.\d\d\n=clock\n\|\d+\.\d+\n\.\n$/.test(framed.out), framed.out.length < 400_000]).toEqual([0, true, true]);
  const redis = await forward(client, '127.0.0.1', 6379);
  if (redis instanceof Error) throw redis;
  let said = '';
  redis.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  redis.write('*1\r\n$-5\r\n');
  await once(redis, 'close');
  expect(said).toBe('-ERR Protocol error: invalid bulk length\r\n');
  client.end();
});

test('a client that vanishes in the middle leaves no process behind', async () => {
  const client = await login();
  const channel = await exec(client, 'exec sh');
  if (channel instanceof Error) throw channel;
  channel.write('# fleetbeat-sampler 1 aa\n# fleetbeat-go\n');
  await once(channel, 'data');
  const readers = () => fleet.simulated[0]?.machine.processes().filter(({ plan }) => plan.comm === 'python3').length;
  const before = readers();
  const machine = fleet.simulated[0]!.machine;
  const gone = new Promise<void>((resolve) => { const stop = machine.onExit(() => { stop(); resolve(); }); });
  client.on('error', () => undefined);
  client.destroy();
  await gone;
  expect([before, readers(), log.lines]).toEqual([1, 0, []]);
});
