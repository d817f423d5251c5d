/** A question of the engine as words for a terminal, and the typed line back as an answer. Pure. */
import type { Answer, Question } from '#shared/domain/question.ts';
import { cleanText } from './clean-text.ts';
import type { Language } from './language.ts';

export type Prompt = { readonly text: string; readonly isHidden: boolean };

export function promptsOf(question: Question, language: Language): readonly Prompt[] {
  const en = language === 'en';
  const at = cleanText(question.at);
  const again = 'wasWrong' in question && question.wasWrong ? (en ? 'That was wrong. ' : 'C’était faux. ') : '';
  switch (question.kind) {
    case 'host-key-unknown':
      return [{ isHidden: false, text: en
        ? `${at} is not known yet. Its ${cleanText(question.keyType)} key is ${cleanText(question.fingerprint)}.\nIs that its key? [yes = save, once, no] `
        : `${at} n’est pas encore connue. Sa clé ${cleanText(question.keyType)} est ${cleanText(question.fingerprint)}.\nEst-ce bien la sienne ? [oui = garder, une fois, non] ` }];
    case 'host-key-changed':
      return [{ isHidden: false, text: en
        ? `WARNING: ${at} shows ANOTHER key than before: ${cleanText(question.offered)}\n(known: ${question.expected.map((key) => cleanText(key)).join(', ')}, ${cleanText(question.knownHostsPlace)}).\nSomeone may be in between. Trust the new key? Type the word “trust”, or anything else to refuse: `
        : `ATTENTION : ${at} montre une AUTRE clé qu’avant : ${cleanText(question.offered)}\n(connue : ${question.expected.map((key) => cleanText(key)).join(', ')}, ${cleanText(question.knownHostsPlace)}).\nQuelqu’un s’est peut-être interposé. Faire confiance à la nouvelle ? Tapez le mot « confiance », ou autre chose pour refuser : ` }];
    case 'passphrase': return [{ isHidden: true, text: `${again}${en ? 'Passphrase of' : 'Phrase secrète de'} ${cleanText(question.keyPath)}: ` }];
    case 'password': return [{ isHidden: true, text: `${again}${en ? 'Password of' : 'Mot de passe de'} ${at}: ` }];
    case 'broker-password': return [{ isHidden: true, text: `${again}${en ? 'Password of' : 'Mot de passe de'} ${cleanText(question.label)}: ` }];
    case 'keyboard-interactive': {
      const title = [question.title, question.instructions].filter((line) => line !== '').map((line) => `${cleanText(line, 500)}\n`).join('');
      return question.prompts.map(({ text, echo }, index) => ({ isHidden: !echo, text: `${index === 0 ? `${at}: ${title}` : ''}${cleanText(text)} ` }));
    }
  }
}

/** An empty secret or a missing line declines; a key is trusted only on an explicit word. */
export function answerOf(question: Question, typed: readonly (string | null)[]): Answer {
  const [first] = typed;
  if (typed.some((line) => line === null)) return { kind: 'decline' };
  const line = (first ?? '').trim().toLowerCase();
  switch (question.kind) {
    case 'host-key-unknown':
      if (['yes', 'oui'].includes(line)) return { kind: 'trust', keep: 'save' };
      return ['once', 'une fois'].includes(line) ? { kind: 'trust', keep: 'once' } : { kind: 'decline' };
    case 'host-key-changed':
      return ['trust', 'confiance'].includes(line) ? { kind: 'trust', keep: 'save' } : { kind: 'decline' };
    case 'keyboard-interactive':
      return { kind: 'answers', values: typed.map((value) => value ?? '') };
    case 'passphrase':
    case 'password':
    case 'broker-password':
      return first === undefined || first === null || first === '' ? { kind: 'decline' } : { kind: 'secret', value: first, remember: false };
  }
}
