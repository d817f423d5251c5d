/** The simulated side of docs/spec/sampler.md: frames, the watch list, deaths, hostile lines. */
import { describe, expect, test } from 'vitest';
import { createSamplerAnswer } from '#electron/demo/ssh/sampler-answer.ts';
import { createSimStage } from './sim-stage.ts';

function open(choices: Parameters<typeof createSimStage>[0] = {}) {
  const stage = createSimStage(choices);
  stage.start();
  let text = '';
  const answer = createSamplerAnswer(stage.machine, 'm4rk', (chunk) => { text += chunk; });
  const main = stage.worker.main();
  const [child] = stage.worker.children();
  if (main === null || child === undefined) throw new Error('no worker');
  return { ...stage, answer, main, child, take: () => { const taken = text; text = ''; return taken; } };
}

test('SA greets, frames by letter in order, ignores what it does not know, ends on q', () => {
  const { answer, take } = open();
  expect(take()).toMatch(/^fleetbeat-sampler 1 m4rk python \d+ pidfd py=3\.11\.2 uid=1000\n$/);
  for (const line of ['', '# x', 'zz 1', 't', 't x f', 't -1 f', 'w', 'w 1:2', 'w x:y:m', `w ${'9:'.repeat(5000)}`]) expect(answer.take(line)).toBe(true);
  expect(take()).toBe('');
  answer.take('t 12 ?k!');
  expect(take()).toMatch(/^@ 12 \d+\.\d\d\n=clock\n\|\d+\.\d{3}\n\.\n$/);
  expect(answer.take('q')).toBe(false);
});

test('SA fast frame: load, cpu, memory, pressure, heat, and each watched process with its new children', () => {
  const { answer, take, main, child } = open();
  answer.take(`w ${main.pid}:${main.startTicks}:m ${child.pid}:${child.startTicks}:c`);
  take();
  answer.take('t 1 f');
  const frame = take();
  const names = [...frame.matchAll(/^=(.*)$/gm)].map((match) => match[1]);
  expect(names).toEqual(['load', 'cpu', 'mem', 'psi cpu', 'psi memory', 'psi io', 'temp', 'volt', `p ${main.pid}`, `children ${main.pid}`, `p ${child.pid}`]);
  const children = /=children \d+\n((?:\|.*\n)*)/.exec(frame)?.[1]?.trim().split('\n') ?? [];
  expect([children[0], /^\|\d+ \(celery\) [RS] \d+ /.test(children[1] ?? ''), children.length]).toEqual([`|${child.pid}`, true, 2]);
  const fields = (/\|(\d+ \(celery\).*)/.exec(frame)?.[1] ?? '').split(' ');
  expect([fields.length, Number(fields[21]), Number(fields[3])]).toEqual([52, main.startTicks, 1]);
});

test('SA5 SA6 deaths are told once, by pid and start, at once or on the watch list', () => {
  const { answer, take, main, child, worker } = open();
  answer.take(`w ${main.pid}:${main.startTicks}:m ${child.pid}:${child.startTicks}:c 99999:1:c ${main.pid}:1:m`);
  expect(take()).toContain(`! died 99999 1\n! died ${main.pid} 1\n`);
  worker.kill();
  expect(take()).toBe(`! died ${main.pid} ${main.startTicks}\n! died ${child.pid} ${child.startTicks}\n`);
  answer.take('t 2 f');
  expect(take()).not.toContain('=p ');
});

test('SA a blocked main is a suspect with its wait channel', () => {
  const { answer, take, main, worker } = open({ output: 'pipe:[7]' });
  answer.take(`w ${main.pid}:${main.startTicks}:m`);
  worker.setCondition('blocked');
  take();
  answer.take('t 3 f');
  expect(take()).toMatch(new RegExp(`=p ${main.pid}\\n\\|${main.pid} \\(celery\\) S .*\\n\\|wchan pipe_write\\n`));
});

test('SA7 the scan tells mains in full, children in short, and only listed names of the environment', () => {
  const { answer, take, main, child } = open({ brokerIn: 'environment', env: [['SECRET_KEY', 'x'], ['OMP_NUM_THREADS', '2']] });
  take();
  answer.take('t 4 n');
  const pieces = new Map(take().split('\n=').map((piece) => [piece.split('\n')[0], piece.split('\n').slice(1).filter((line) => line.startsWith('|')).map((line) => line.slice(1))]));
  const full = pieces.get(`proc ${main.pid}`) ?? [];
  expect(full.filter((line) => line.startsWith('env '))).toEqual(['env INVOCATION_ID=b3f1a7c2d8e94c05a1f6e2d7c9b80413', 'env OMP_NUM_THREADS=2', 'env CELERY_BROKER_URL=redis://127.0.0.1:6379/0']);
  expect(full.filter((line) => line.startsWith('tcp ')).length).toBe(3);
  expect([full.includes('cgroup 0::/system.slice/w.service'), (pieces.get(`proc ${child.pid}`) ?? []).every((line) => /^(stat|arg) /.test(line))]).toEqual([true, true]);
});

describe('the reader itself', () => {
  test('is a process of the machine, is charged for, and is gone afterwards', () => {
    const { answer, take, machine } = open();
    const before = machine.processes().length;
    for (let i = 0; i < 50; i += 1) answer.take(`t ${i} c`);
    const own = /ns (\d+)/.exec(take().split('@').at(-1) ?? '')?.[1];
    answer.dispose();
    expect([Number(own) / 1e6, machine.processes().length]).toEqual([50, before - 1]);
  });
});
