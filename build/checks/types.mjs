// Type-checks every room with the libraries that room may know, two at a time.
import { spawn } from 'node:child_process';
const rooms = ['shared', 'pure', 'engine', 'glass', 'test'];
const only = process.argv.slice(2);
const run = (room) =>
  new Promise((resolve) => {
    const child = spawn('tsc', ['-p', `build/types/${room}.json`, '--pretty', 'false'], { stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
    child.on('error', (error) => { console.error(`types ${room}: ${error.message}`); resolve(1); });
    child.on('close', (code) => { console.log(`types ${room}: ${code === 0 ? 'ok' : 'failed'}`); resolve(code ?? 1); });
  });
const queue = rooms.filter((room) => only.length === 0 || only.includes(room));
let failed = 0;
await Promise.all([0, 1].map(async () => { for (let room = queue.shift(); room; room = queue.shift()) failed += (await run(room)) === 0 ? 0 : 1; }));
process.exit(failed === 0 ? 0 : 1);
