import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { CliContext } from '#electron/cli/cli-context.ts';
import { zoneNamed } from '#electron/cli/core/time-zone.ts';
import { explain } from '#electron/cli/verbs/explain.ts';

const folder = mkdtempSync(join(tmpdir(), 'explain-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/logs/${name}.log`, import.meta.url));

type Run = { readonly out: string; readonly err: string; readonly code: number };

async function run(files: readonly string[], options: { readonly json?: true; readonly zone?: string } = {}, language: 'en' | 'fr' = 'en', input = ''): Promise<Run> {
  const out = new PassThrough();
  const err = new PassThrough();
  const stdin = new PassThrough();
  stdin.end(input);
  const failed: unknown[] = [];
  const context = {
    home: new URL('file:///'), pageFolder: '', version: '0', language, hasColour: false, input: stdin, out, err, ending: new AbortController().signal,
    fail: (failure: unknown) => { failed.push(failure); return 66; },
  } as unknown as CliContext;
  const code = await explain(context, files, { zone: 'UTC', ...options });
  return { out: String(out.read() ?? ''), err: String(err.read() ?? '') + JSON.stringify(failed), code };
}

describe('explain', () => {
  it('tells cause, confidence, rule, what would help, the task, and where it is written', async () => {
    const { out, code } = await run([fixture('celery-childkill')]);
    expect(code).toBe(1);
    expect(out).toContain('2026-11-22 00:54:57.978 UTC  child died  SIGKILL  w@childkill  ForkPoolWorker-1  pid 25337');
    expect(out).toContain('killed, nobody said by whom: 40 % (kill-unexplained)');
    expect(out).toContain('the kernel log of that time');
    expect(out).toContain('tapp.selfkill[d3b095f8-8e41-4003-8914-dd292c3dfb8a]');
    expect(out).toMatch(/celery-childkill\.log:\d+\n {4}\[2026-11-22 00:54:57,978: ERROR\/MainProcess\] Process 'ForkPoolWorker-1' pid:25337 exited/);
  });

  it('speaks French', async () => {
    expect((await run([fixture('celery-tlimithard')], {}, 'fr')).out).toContain('limite de temps dure de Celery: 97 % (hard-limit-said)');
  });

  it('finds nothing where nothing died, and says so with 0', async () => {
    expect(await run([fixture('celery-maxtasks')])).toMatchObject({ code: 0, out: 'No crash was found.\n' });
  });

  it('gives documented JSON', async () => {
    const { out } = await run([fixture('kernel-oom-global')], { json: true });
    const report = JSON.parse(out) as { schema: number; incidents: Record<string, unknown>[] };
    expect(report.schema).toBe(1);
    expect(report.incidents).toHaveLength(1);
    expect(report.incidents[0]).toMatchObject({ kind: 'main-died', signal: 'SIGKILL', pid: 14_523, cause: { code: 'oom-global', rules: ['kernel-oom-global'] }, lastAt: expect.stringMatching(/^2026-11-22T/) as string });
  });

  it('reads standard input and gzip, and several files as one story', async () => {
    const packed = join(folder, 'w.log.1.gz');
    writeFileSync(packed, gzipSync(readFileSync(fixture('celery-childsegv'))));
    expect((await run([packed])).out).toContain('SIGSEGV');
    expect((await run(['-'], {}, 'en', readFileSync(fixture('supervisord-flapping'), 'utf8'))).out).toContain('supervisor gave up  exit 1  4 times');
    const kernel = join(folder, 'kern.log');
    writeFileSync(kernel, 'Nov 22 00:54:57 pi4 kernel: [ 9.1] Memory cgroup out of memory: Killed process 25337 (celery) total-vm:523456kB, anon-rss:254321kB, file-rss:100kB\n');
    const both = await run([fixture('celery-childkill'), kernel]);
    expect(both.out).toContain('1 incident\n');
    expect(both.out).toContain('its memory limit was reached: 97 % (kernel-oom-limit)');
  });

  it('reads local times in the zone it is told', async () => {
    expect((await run([fixture('celery-childkill')], { zone: '+01:00' })).out).toContain('2026-11-21 23:54:57.978 UTC');
    expect((await run([fixture('celery-childkill')], { zone: 'Mars/Olympus' })).code).toBe(64);
    const paris = zoneNamed('Europe/Paris');
    expect(paris?.toEpoch(Date.UTC(2026, 6, 1, 12))).toBe(Date.UTC(2026, 6, 1, 10));
    expect(paris?.toEpoch(Date.UTC(2026, 11, 1, 12))).toBe(Date.UTC(2026, 11, 1, 11));
  });

  it('lets no escape through to the terminal, and names a missing file', async () => {
    const evil = join(folder, 'evil.log');
    writeFileSync(evil, "\u001b]0;owned\u0007[x] Process '\u001b[31mForkPoolWorker-1' pid:7 exited with 'signal 11 (SIGSEGV)'\n");
    const { out } = await run([evil]);
    expect(out).toContain('SIGSEGV');
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expect(await run([join(folder, 'absent.log')])).toMatchObject({ code: 66, err: expect.stringContaining('file-failed') as string });
  });
});
