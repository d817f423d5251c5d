/** What must hold of the demo as a whole: one state behind every door, and nothing that runs for the clock's sake. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSamplerAnswer } from '#electron/demo/ssh/sampler-answer.ts';
import { createSeededRandom } from '#electron/demo/seeded-random.ts';
import { createSimStage } from './sim-stage.ts';

const electron = new URL('../../../electron/', import.meta.url).pathname;

test('DM1 no code outside the demo knows that a Pi is simulated: it is started in two places, and imported nowhere else', () => {
  const files = (readdirSync(electron, { recursive: true }) as string[]).filter((path) => path.endsWith('.ts') && !path.startsWith('demo/'));
  expect(files.length).toBeGreaterThan(300);
  const knowing = files.filter((path) => /from '#electron\/demo\/|from '\.\.?\/demo\//.test(readFileSync(join(electron, path), 'utf8')));
  expect(knowing.sort()).toEqual(['cli/start-demo.ts', 'engine-process.ts']);
});

/** The worker as the process table, Redis and its own answer each show it. */
function doors(stage: ReturnType<typeof createSimStage>) {
  let frame = '';
  const answer = createSamplerAnswer(stage.machine, 'm', (text) => { frame += text; });
  answer.take('t 1 n');
  answer.take('q');
  const stats = (stage.ask('stats')[0] as { 'w@pi'?: { pid: number; pool: { processes: number[] } } } | undefined)?.['w@pi'] ?? null;
  return { inProc: [...frame.matchAll(/^=proc (\d+)/gm)].map(([, pid]) => Number(pid)).sort(), byReply: stats === null ? [] : [stats.pid, ...stats.pool.processes].sort(), waits: /cmd=brpop/.test(stage.clients()) };
}

test('DM2 the process table, CLIENT LIST and the worker’s own answer follow from one state', () => {
  const stage = createSimStage();
  stage.start();
  const before = doors(stage);
  expect(before.inProc).toHaveLength(3);
  expect(before).toEqual({ inProc: before.byReply, byReply: before.byReply, waits: true });
  stage.ask('pool_grow', { n: 2 });
  stage.time.advance(2000);
  const grown = doors(stage);
  expect(grown.inProc).toHaveLength(5);
  expect(grown.inProc).toEqual(grown.byReply);
  stage.worker.kill();
  expect(doors(stage)).toEqual({ inProc: [], byReply: [], waits: false });
});

test('DM3 time that passes alone has no timer: an idle Pi’s figures move between two looks and nothing waits to move them', () => {
  const stage = createSimStage();
  const alone = stage.time.pendingCount();
  expect(alone).toBe(0);
  let frame = '';
  const answer = createSamplerAnswer(stage.machine, 'm', (text) => { frame += text; });
  const look = (): string => { frame = ''; answer.take('t 1 f'); return /=cpu\n\|(.*)/.exec(frame)?.[1] ?? ''; };
  const first = look();
  expect(look()).toBe(first);
  stage.time.advance(60_000);
  expect([look() === first, stage.time.pendingCount()]).toEqual([false, 0]);
  // a worker adds its heartbeat and what waits for work, however long it runs
  stage.start();
  const running = stage.time.pendingCount();
  stage.time.advance(3_600_000);
  expect(stage.time.pendingCount()).toBe(running);
  stage.worker.kill();
  stage.time.advance(10_000);
  expect(stage.time.pendingCount()).toBe(0);
});

test('DM4 the same name of a story gives the same chances, another name others', () => {
  const first = (name: string): number[] => { const random = createSeededRandom(name); return Array.from({ length: 20 }, () => random.next()); };
  expect(first('pi-fuite')).toEqual(first('pi-fuite'));
  expect(first('pi-fuite')).not.toEqual(first('pi-video'));
});
