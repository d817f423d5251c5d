/** The command line as a shell sees it: real processes, the demo fleet behind real SSH, exit codes, signals. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { defaultSettings } from '#shared/domain/settings.ts';
import { hostConfig } from '#test/fakes/host-facts.ts';
import { protocolVersion } from '#shared/wire.ts';

const cli = new URL('../../build/bin/fleetbeat.mjs', import.meta.url).pathname;
let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'fleetbeat-cli-'));
  const root = new URL('../..', import.meta.url).pathname;
  if (existsSync(join(root, 'out/renderer/index.html'))) return;
  await promisify(execFile)(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--config', 'build/vite.renderer.config.ts', '--logLevel', 'error'], { cwd: root });
});
afterAll(() => rm(home, { recursive: true, force: true }));

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

function start(args: readonly string[], env: Record<string, string> = {}): { readonly child: ChildProcess; readonly ended: Promise<Ended>; firstLine(): Promise<string> } {
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, FLEETBEAT_HOME: home, LANG: 'C', LC_ALL: 'C', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  let wake: () => void = () => undefined;
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString('utf8'); wake(); });
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString('utf8'); });
  const ended = new Promise<Ended>((resolve) => void child.once('close', (code) => { resolve({ code, out, err }); wake(); }));
  return {
    child, ended,
    async firstLine() {
      while (!out.includes('\n')) {
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${err}`);
        await new Promise<void>((resolve) => { wake = resolve; });
      }
      return out.slice(0, out.indexOf('\n'));
    },
  };
}
const run = (args: readonly string[], env?: Record<string, string>): Promise<Ended> => start(args, env).ended;

async function fleetFile(text: string): Promise<string> {
  const path = join(home, `fleet-${Math.random()}.yaml`);
  await writeFile(path, text);
  return path;
}

test('CL1 CL3 every failure is one sentence and its own exit code', async () => {
  const typo = await fleetFile('hosts:\n  - name: a\n    adress: b\n    address: c\n');
  const good = await fleetFile('hosts:\n  - address: 192.0.2.1\n');
  const [usage, port, none, file, missing, nobody] = await Promise.all([run(['bogus']), run(['serve', '--port', 'x']), run(['status']), run(['hosts', '--fleet', typo]), run(['hosts', '--fleet', join(home, 'none.yaml')], { LC_ALL: 'fr_FR.UTF-8' }), run(['hosts', '--fleet', good, '--host', 'b\u001b[2J'])]);
  expect([usage, port, none, file, missing, nobody].map(({ code, out }) => [code, out])).toEqual([[64, ''], [64, ''], [64, ''], [66, ''], [66, ''], [64, '']]);
  expect(none.err).toContain('There is no host yet.');
  expect(file.err).toContain('3:5 hosts.0.adress: “adress” is not a key');
  expect(missing.err).toMatch(/Le fichier .* est inutilisable : il n’existe pas/);
  expect([nobody.err.includes('\u001b'), nobody.err.includes('No host is called')]).toEqual([false, true]);
});

test('CL1 CL6 a host that refuses is told with what to do, and ends in 3', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  const refused = await run(['hosts', '--json', '--fleet', await fleetFile(`hosts:\n  - { name: pi, address: 127.0.0.1, port: ${port}, user: pi }\n`)]);
  expect([refused.code, refused.err.includes('the connection was refused')]).toEqual([3, true]);
  expect(JSON.parse(refused.out)).toMatchObject({ schema: 1, complete: true, exit: 3, hosts: [{ name: 'pi', link: 'waiting', error: { code: 'host-unreachable', because: 'refused' }, cpuPercent: null }] });
});

test('CL1 CL2 the demo fleet is seen through real SSH, and nothing of it stays', async () => {
  const before = (await readdir(tmpdir())).filter((name) => name.startsWith('fleetbeat-demo-'));
  const seen = await run(['status', '--demo', '--json', '--timeout', '30']);
  const report = JSON.parse(seen.out) as { exit: number; hosts: { link: string }[]; workers: { pid: number | null; verdict: string }[]; brokers: { queues: unknown[] }[] };
  expect([report.hosts.length >= 6, report.workers.length >= 6, report.workers.some(({ pid, verdict }) => pid !== null && ['idle', 'working', 'busy'].includes(verdict)), report.brokers.some(({ queues }) => queues.length > 0)]).toEqual([true, true, true, true]);
  expect(seen.code).toBe(report.exit);
  expect(/\u001b/.test(seen.out + seen.err)).toBe(false);
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('fleetbeat-demo-') && !before.includes(name))).toEqual([]);
});

test('serve prints one link that opens the engine, and an interrupt ends it all', async () => {
  const serving = start(['serve', '--demo', '--json', '--read-only']);
  const { url, port, ...rest } = JSON.parse(await serving.firstLine()) as { url: string; port: number };
  expect(rest).toEqual({ schema: 1, readOnly: true, demo: true });
  expect(url.startsWith(`http://127.0.0.1:${port}/#token=`)).toBe(true);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/link`);
  await new Promise<void>((resolve, reject) => void socket.once('open', () => resolve()).once('error', reject));
  const heard = new Promise<string>((resolve) => void socket.once('message', (bytes: Buffer) => resolve(bytes.toString('utf8'))));
  socket.send(JSON.stringify({ type: 'hello', version: protocolVersion, token: new URL(url).hash.slice('#token='.length), wantsReadOnly: false }));
  expect(JSON.parse(await heard)).toMatchObject({ type: 'hello', isReadOnly: true });
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  serving.child.kill('SIGTERM');
  const { code, out } = await serving.ended;
  await closed;
  expect([code, out.trim().split('\n').length]).toEqual([0, 1]);
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

test('watch writes a report, then news as JSON lines, until it is told to end', async () => {
  const watching = start(['watch', '--demo', '--json']);
  expect(JSON.parse(await watching.firstLine())).toMatchObject({ schema: 1, complete: false });
  const lines: Record<string, unknown>[] = [];
  let rest = '';
  await new Promise<void>((resolve) => {
    watching.child.stdout?.on('data', (chunk: Buffer) => {
      rest += chunk.toString('utf8');
      const parts = rest.split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) lines.push(JSON.parse(part) as Record<string, unknown>);
      if (lines.some(({ kind }) => kind === 'worker-appeared')) resolve();
    });
  });
  expect(Object.keys(lines[lines.length - 1] ?? {})).toEqual(['schema', 'at', 'kind', 'host', 'subject', 'from', 'to', 'pid']);
  watching.child.kill('SIGTERM');
  expect([0, 1, 2, 3]).toContain((await watching.ended).code);
});

test('CL5 looking changes no byte of the settings, and only a damaged file is set aside', async () => {
  const settings = join(home, 'settings.json');
  await writeFile(settings, JSON.stringify({ format: 1, settings: defaultSettings, hosts: [hostConfig('pi1', { port: 1 })] }));
  const before = [await readFile(settings, 'utf8'), (await stat(settings)).mtimeMs];
  for (const verb of ['hosts', 'status']) expect((await run([verb, '--timeout', '5'])).code).toBe(3);
  expect([await readFile(settings, 'utf8'), (await stat(settings)).mtimeMs]).toEqual(before);
  await writeFile(settings, '{ damaged');
  expect((await run(['hosts'])).code).toBe(64);
  const kept = (await readdir(home)).filter((name) => name.startsWith('settings.json') && name !== 'settings.json');
  expect(await Promise.all(kept.map((name) => readFile(join(home, name), 'utf8')))).toEqual(['{ damaged']);
  await rm(settings, { force: true });
});
