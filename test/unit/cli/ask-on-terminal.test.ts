import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { HostId, QuestionId } from '#shared/domain/ids.ts';
import type { Answer, Question } from '#shared/domain/question.ts';
import { ok } from '#shared/result.ts';
import { askOnTerminal } from '#electron/cli/ask-on-terminal.ts';
import { createFakeEngine } from '#test/fakes/fake-engine.ts';

const about = { askedAt: 1, host: HostId.parse('h1'), hostName: 'pi', at: 'pi@h:22', canRemember: false };
const key: Question = { ...about, id: QuestionId.parse('q1'), kind: 'host-key-unknown', keyType: 'ed25519', fingerprint: 'SHA256:abc', otherKnownKeys: [] };
const password: Question = { ...about, id: QuestionId.parse('q2'), kind: 'password', user: 'pi', wasWrong: false };

/** Streams that say they are a terminal, or not; `until` waits for words on it. */
function setUp(isTerminal: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY: isTerminal, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY: isTerminal });
  let shown = '';
  let wake: () => void = () => undefined;
  output.on('data', (chunk: Buffer) => { shown += chunk.toString('utf8'); wake(); });
  const answers: Answer[] = [];
  const unanswered: string[] = [];
  const engine = createFakeEngine({ replace: { 'questions.answer': async ({ id, answer }) => { answers.push(answer); engine.patch({ gone: { questions: [id] } }); wake(); return ok({}); } } });
  const asking = askOnTerminal({ engine, language: 'en', input: input as unknown as NodeJS.ReadStream, output: output as unknown as NodeJS.WriteStream, onUnanswered: ({ code }) => unanswered.push(code) });
  const until = async (holds: () => boolean): Promise<void> => { while (!holds()) await new Promise<void>((resolve) => { wake = resolve; }); };
  return { input, engine, answers, unanswered, asking, shown: () => shown, until };
}

test('CL4 on a terminal questions come one at a time, and a secret is not echoed', async () => {
  const { input, engine, answers, asking, shown, until } = setUp(true);
  engine.patch({ questions: [key, password] });
  await until(() => shown().includes('Is that its key?'));
  expect(shown()).not.toContain('Password');
  input.write('yes\r');
  await until(() => shown().includes('Password of pi@h:22'));
  input.write('hunter2\r');
  await until(() => answers.length === 2);
  expect(answers).toEqual([{ kind: 'trust', keep: 'save' }, { kind: 'secret', value: 'hunter2', remember: false }]);
  expect(shown()).not.toContain('hunter2');
  asking.dispose();
  expect(engine.subscriberCount()).toBe(0);
});

test('CL4 without a terminal a question is declined and told', async () => {
  const { engine, answers, unanswered, until, asking } = setUp(false);
  engine.patch({ questions: [password] });
  await until(() => answers.length === 1);
  expect([answers, unanswered]).toEqual([[{ kind: 'decline' }], ['question-unanswered']]);
  asking.dispose();
});

test('CL4 ending withdraws what is being asked', async () => {
  const { engine, answers, asking, shown, until } = setUp(true);
  engine.patch({ questions: [password] });
  await until(() => shown().includes('Password'));
  asking.dispose();
  await until(() => answers.length === 1);
  expect(answers).toEqual([{ kind: 'decline' }]);
});
