/** What can be said about the reader scripts without running them on a host. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readScripts } from '#electron/pi/read-scripts.ts';

const scripts = await readScripts(new URL('../../../electron/pi/', import.meta.url));

test('Python 3.6 grammar: no walrus, no match, no f-string of later kinds', () => {
  const check = 'import ast,sys; ast.parse(sys.stdin.read(), feature_version=(3, 6))';
  expect(() => execFileSync('/usr/bin/python3', ['-I', '-S', '-c', check], { input: scripts.python })).not.toThrow();
  expect(scripts.python).not.toMatch(/(?<![\w"])f"|removeprefix|removesuffix/);
});

test('the shell text parses', () => {
  expect(() => execFileSync('/bin/sh', ['-n'], { input: scripts.sh })).not.toThrow();
});

// The one signal is for the reader's own vcgencmd when that hangs; 0 only asks.
test('SA1 SA2 neither variant writes a file, sleeps on its own, or signals anything but zero', () => {
  expect(scripts.python).not.toMatch(/O_WRONLY|O_CREAT|open\([^)]*["'][wa]b?["']/);
  expect(scripts.python.match(/os\.kill\(\w+, (\d+)\)/g)).toEqual(['os.kill(pid, 0)', 'os.kill(pid, 9)']);
  expect(scripts.sh).not.toMatch(/\bsleep\b|mktemp|\btee\b/);
  expect(scripts.sh).not.toContain('<<');
  const code = scripts.sh.split('\n').filter((line) => !line.trimStart().startsWith('#')).join('\n');
  const writes = [...code.matchAll(/(?<![0-9&<])>(?!&)\s*(\S+)/g)].map((m) => m[1]);
  expect(new Set(writes)).toEqual(new Set(['/dev/null']));
});

test('SA7 both variants let the same environment names through, and the document lists them', async () => {
  const { readFile } = await import('node:fs/promises');
  const spec = await readFile(new URL('../../../docs/spec/sampler.md', import.meta.url), 'utf8');
  const python = [...(/ENV_NAMES = frozenset\(\(([^]*?)\)\)/.exec(scripts.python)?.[1] ?? '').matchAll(/b"(\w+)"/g)].map((m) => m[1] ?? '');
  const sh = (/grep -E '\^\(\(([A-Z_|]+)\)=/.exec(scripts.sh)?.[1] ?? '').split('|');
  expect(python.length).toBeGreaterThan(10);
  expect(sh.toSorted()).toEqual(python.toSorted());
  for (const name of python) expect(spec).toContain(`\`${name}\``);
});
