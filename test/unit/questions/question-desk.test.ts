import { expect, test } from 'vitest';
import { HostId } from '#shared/domain/ids.ts';
import type { QuestionDraft } from '#electron/ports/asker.ts';
import { createQuestionDesk } from '#electron/questions/question-desk.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';

function setUp(vaultKind: 'keychain' | 'memory' = 'keychain') {
  const time = createManualClock();
  let count = 0;
  const desk = createQuestionDesk({ clock: time.clock, random: { next: () => 0, uuid: () => `q${(count += 1)}`, token: () => '' }, vaultKind });
  let changes = 0;
  desk.onChange(() => { changes += 1; });
  return { desk, changes: () => changes, at: time.clock.now() };
}
const about = { host: HostId.parse('h1'), hostName: 'pi', at: 'pi@192.0.2.1:22' };
const password: QuestionDraft = { ...about, kind: 'password', user: 'pi', wasWrong: false };
const passphrase = (host: string): QuestionDraft => ({ ...about, host: HostId.parse(host), kind: 'passphrase', keyPath: '~/.ssh/id', wasWrong: false });
const otp = (text: string): QuestionDraft => ({ ...about, kind: 'keyboard-interactive', title: '', instructions: '', prompts: [{ text, echo: true }] });
const secret = { kind: 'secret', value: 'hunter2', remember: false } as const;

test('QD1 a question stands until answered; the answer goes to the asker and nowhere else', async () => {
  const { desk, changes, at } = setUp();
  const ids: string[] = [];
  const asked = desk.ask(password, new AbortController().signal, (id) => ids.push(id));
  expect(desk.list()).toEqual([{ ...password, id: 'q1', askedAt: at, canRemember: true }]);
  const id = desk.list()[0]?.id ?? expect.fail('no question');
  expect([desk.answer(id, secret), desk.list(), await asked, ids, changes()]).toEqual([{ ok: true, value: undefined }, [], secret, ['q1'], 2]);
  expect(desk.answer(id, secret)).toEqual({ ok: false, error: { code: 'not-found', what: 'q1' } });
});

test('QD2 an answer must suit its question, and a refused one leaves it standing without repeating the answer', () => {
  const { desk } = setUp();
  void desk.ask(password, new AbortController().signal);
  void desk.ask(otp('Code: '), new AbortController().signal);
  const [first, second] = desk.list().map(({ id }) => id);
  if (first === undefined || second === undefined) return expect.fail('two questions wanted');
  const wrong = [desk.answer(first, { kind: 'trust', keep: 'once' }), desk.answer(second, { kind: 'answers', values: ['hunter2', 'x'] }), desk.answer(second, secret)];
  expect(wrong.map((outcome) => !outcome.ok && outcome.error.code)).toEqual(['invalid-input', 'invalid-input', 'invalid-input']);
  expect(JSON.stringify(wrong)).not.toContain('hunter2');
  expect(desk.list().length).toBe(2);
});

test('QD3 a withdrawn question is gone and resolves to decline', async () => {
  const { desk } = setUp();
  const abort = new AbortController();
  const asked = desk.ask(password, abort.signal);
  abort.abort();
  expect([await asked, desk.list()]).toEqual([{ kind: 'decline' }, []]);
  expect(await desk.ask(password, abort.signal)).toEqual({ kind: 'decline' });
});

test('QD4 one key file for many hosts is asked once; one of them leaving does not take the question away', async () => {
  const { desk } = setUp();
  const abort = new AbortController();
  const first = desk.ask(passphrase('h1'), abort.signal);
  const second = desk.ask(passphrase('h2'), new AbortController().signal);
  expect(desk.list().length).toBe(1);
  abort.abort();
  expect([await first, desk.list().length]).toEqual([{ kind: 'decline' }, 1]);
  desk.answer(desk.list()[0]?.id ?? expect.fail('no question'), secret);
  expect(await second).toEqual(secret);
});

test('QD5 prompts that differ are different questions, and one-time codes are never remembered', () => {
  const { desk } = setUp();
  void desk.ask(otp('Code: '), new AbortController().signal);
  void desk.ask(otp('Password: '), new AbortController().signal);
  expect(desk.list().map(({ canRemember }) => canRemember)).toEqual([false, false]);
  const memory = setUp('memory');
  void memory.desk.ask(password, new AbortController().signal);
  expect(memory.desk.list()[0]?.canRemember).toBe(false);
});

test('QD6 a window that answers as soon as it hears is heard', async () => {
  const { desk } = setUp();
  desk.onChange(() => { for (const { id } of desk.list()) desk.answer(id, secret); });
  expect(await desk.ask(password, new AbortController().signal)).toEqual(secret);
});
