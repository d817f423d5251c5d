/** What can be said about the diagnosis scripts without running them on a host. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (name: string): string => readFileSync(new URL(`../../../electron/pi/${name}`, import.meta.url), 'utf8');
const scripts = { python: read('diagnose.py'), sh: read('diagnose.sh') };
const spec = readFileSync(new URL('../../../docs/spec/diagnosis.md', import.meta.url), 'utf8');

test('Python 3.6 grammar, and the shell text parses', () => {
  const check = 'import ast,sys; ast.parse(sys.stdin.read(), feature_version=(3, 6))';
  expect(() => execFileSync('/usr/bin/python3', ['-I', '-S', '-c', check], { input: scripts.python })).not.toThrow();
  expect(scripts.python).not.toMatch(/[ (=,]f"|removeprefix|removesuffix/);
  expect(() => execFileSync('/bin/sh', ['-n'], { input: scripts.sh })).not.toThrow();
});

test('DG12 neither writes a file or signals what it did not start', () => {
  expect(scripts.python).not.toMatch(/O_WRONLY|O_CREAT|O_RDWR(?!\))|open\([^)]*["'][wax]b?["']/);
  expect(scripts.python.match(/os\.(?:kill|killpg)\([^)]*\)/g)).toEqual(['os.killpg(job.pid, 9)']);
  const code = scripts.sh.split('\n').filter((line) => !line.trimStart().startsWith('#')).join('\n');
  expect(code).not.toMatch(/mktemp|\btee\b|<</);
  // what awk compares is no redirection
  expect(new Set([...code.replaceAll("$2 > 0", '').matchAll(/(?<![0-9&<])>(?!&)\s*(\S+)/g)].map((found) => found[1]))).toEqual(new Set(['/dev/null']));
});

test('DG15 every name of an environment that may leave the Pi is in the document', () => {
  const listed = [...(/ENV_NAMES = frozenset\(\(([^]*?)\)\)/.exec(scripts.python)?.[1] ?? '').matchAll(/b"(\w+)"/g)].map((found) => found[1] ?? '');
  expect(listed.length).toBeGreaterThan(25);
  for (const name of listed) expect(spec).toContain(`\`${name}\``);
  for (const start of [...(/ENV_STARTS = \(([^)]*)\)/.exec(scripts.python)?.[1] ?? '').matchAll(/b"(\w+)"/g)]) expect(spec).toContain(`\`${start[1]}\``);
});

test('the text fits into one environment value of Linux', () => {
  expect(Buffer.byteLength(scripts.python)).toBeLessThan(128 * 1024 - 100);
});
