/** Questions: which is shown, and that trust or a secret is sent only by an explicit act. */
import { describe, expect, it } from 'vitest';
import { Answer, Question } from '#shared/domain/question.ts';
import { answerOf, decideDesk, emptyAnswerForm, promptsOf, verifyCommandOf } from '#renderer/screens/questions/answer-of-question.ts';

const about = { id: 'q1', askedAt: 10, host: 'h1', hostName: 'pi3', at: 'pi@pi3:22', canRemember: true };
const unknownKey = Question.parse({ ...about, kind: 'host-key-unknown', keyType: 'ssh-ed25519', fingerprint: 'SHA256:abc', otherKnownKeys: [] });
const changedKey = Question.parse({ ...about, id: 'q2', askedAt: 20, kind: 'host-key-changed', keyType: 'ssh-rsa', expected: ['SHA256:a'], offered: 'SHA256:b', knownHostsPlace: '~/.ssh/known_hosts:3' });
const password = Question.parse({ ...about, id: 'q3', askedAt: 5, kind: 'password', user: 'pi', wasWrong: false });
const interactive = Question.parse({ ...about, id: 'q4', kind: 'keyboard-interactive', title: '', instructions: '', prompts: [{ text: 'Password:', echo: false }, { text: 'Code:', echo: true }] });

describe('answerOf', () => {
  it('trusts an unknown key once or for good', () => {
    expect(answerOf(unknownKey, emptyAnswerForm, 'once')).toEqual({ kind: 'trust', keep: 'once' });
    expect(answerOf(unknownKey, emptyAnswerForm, 'save')).toEqual({ kind: 'trust', keep: 'save' });
  });
  it('never trusts a changed key unchecked', () => {
    expect(answerOf(changedKey, emptyAnswerForm, 'save')).toBeNull();
    expect(answerOf(changedKey, { ...emptyAnswerForm, hasChecked: true }, 'save')).toEqual({ kind: 'trust', keep: 'save' });
  });
  it('sends a secret as typed, spaces included, and remembers only where that is possible', () => {
    const form = { ...emptyAnswerForm, texts: [' s p '], remember: true };
    expect(answerOf(password, form, 'once')).toEqual({ kind: 'secret', value: ' s p ', remember: true });
    expect(answerOf({ ...password, canRemember: false }, form, 'once')).toEqual({ kind: 'secret', value: ' s p ', remember: false });
    expect(answerOf(password, emptyAnswerForm, 'once')).toBeNull();
    expect(answerOf(password, { ...form, texts: ['x'.repeat(10_001)] }, 'once')).toBeNull();
  });
  it('answers every prompt, an empty one too', () => {
    const answer = answerOf(interactive, { ...emptyAnswerForm, texts: ['a'] }, 'once');
    expect(answer).toEqual({ kind: 'answers', values: ['a', ''] });
    expect(Answer.safeParse(answer).success).toBe(true);
  });
  it('knows what to ask', () => {
    expect(promptsOf(interactive)).toHaveLength(2);
    expect(promptsOf(password)).toEqual([{ text: null, echo: false }]);
    expect(promptsOf(changedKey)).toEqual([]);
  });
});

describe('verifyCommandOf', () => {
  it.each([
    ['ssh-ed25519', 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub'],
    ['ecdsa-sha2-nistp256', 'ssh-keygen -lf /etc/ssh/ssh_host_ecdsa_key.pub'],
    ['rsa-sha2-512', 'ssh-keygen -lf /etc/ssh/ssh_host_rsa_key.pub'],
    ['; rm -rf /', 'for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf "$f"; done'],
  ])('for %s', (keyType, command) => expect(verifyCommandOf(keyType)).toBe(command));
});

describe('decideDesk', () => {
  const questions = [unknownKey, changedKey, password];
  const nobody = { openId: null, setAside: new Set<string>(), isOccupied: false };
  const ids = (waiting: readonly Question[]): readonly string[] => waiting.map((question) => question.id);
  it('opens the oldest when nobody is busy', () => {
    const desk = decideDesk({ ...nobody, questions });
    expect([desk.openId, ids(desk.waiting)]).toEqual(['q3', ['q1', 'q2']]);
  });
  it('waits in the banner while someone types', () => {
    const desk = decideDesk({ ...nobody, questions, isOccupied: true });
    expect([desk.openId, ids(desk.waiting)]).toEqual([null, ['q3', 'q1', 'q2']]);
  });
  it('keeps the open one whatever arrives', () => {
    expect(decideDesk({ ...nobody, questions, openId: 'q2', isOccupied: true }).openId).toBe('q2');
  });
  it('moves on when the open one is gone, and leaves alone what was set aside', () => {
    expect(decideDesk({ ...nobody, questions: [unknownKey], openId: 'q3' }).openId).toBe('q1');
    expect(decideDesk({ ...nobody, questions: [unknownKey], setAside: new Set(['q1']) })).toEqual({ openId: null, waiting: [unknownKey] });
  });
});
