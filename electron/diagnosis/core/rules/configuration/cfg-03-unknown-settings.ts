/**
 * CFG-03: settings that Celery does not know and therefore ignores, with what was probably meant.
 * Traps: a project may keep keys of its own in there; Django's settings stand beside Celery's; a newer version knows more.
 */
import { versionOf } from '#electron/diagnosis/core/compare-versions.ts';
import { findOddSettings } from '#electron/diagnosis/core/judge-settings.ts';
import { workerSubject } from '#electron/diagnosis/core/judging.ts';
import { celeryVersionOf, eachWorker, unanswered } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const unknownSettings: Rule = {
  id: 'CFG-03',
  category: 'configuration',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/configuration.html',
  words: {
    en: {
      title: 'Settings Celery does not know',
      says: { ok: 'Every setting that differs from its default is known to Celery {{version}}.', stray: 'Celery {{version}} does not know {{names}} and ignores it without a word.', 'too-new': 'Celery {{version}} ignores {{names}}: a later version brought it.' },
      cause: 'Celery takes any name into its configuration. Probably meant (left: written, right: real): {{hints}}.',
      fix: 'Use the real name, or remove it. For the heartbeat between workers there is only the flag --heartbeat-interval (2 s); raising it hides trouble and mends nothing.',
      refute: 'The project itself reads this key for its own purposes, or a plugin declares it.',
    },
    fr: {
      title: 'Réglages inconnus de Celery',
      says: { ok: 'Chaque réglage modifié est connu de Celery {{version}}.', stray: 'Celery {{version}} ne connaît pas {{names}} et l’ignore sans rien dire.', 'too-new': 'Celery {{version}} ignore {{names}} : une version plus récente l’a apporté.' },
      cause: 'Celery accepte n’importe quel nom dans sa configuration. Sans doute voulu (à gauche : écrit, à droite : réel) : {{hints}}.',
      fix: 'Utiliser le vrai nom, ou le retirer. Pour le battement entre workers, il n’existe que l’option --heartbeat-interval (2 s) ; l’allonger cache les ennuis et n’en répare aucun.',
      refute: 'Le projet lit lui-même cette clé pour son propre usage, ou une extension la déclare.',
    },
  },
  judge: (evidence) => eachWorker(evidence, (settings) => {
    const { node, main } = settings;
    if (node === null || node.conf.state !== 'had') return [unanswered(settings)];
    const version = celeryVersionOf(evidence, main);
    const odd = findOddSettings(Object.keys(node.conf.value), version === null ? null : versionOf(version));
    const base = { subject: workerSubject(main), on: [node.conf, main.packages] };
    const unknown = odd.filter(({ kind }) => kind === 'unknown');
    const shown = (unknown.length > 0 ? unknown : odd).slice(0, 12);
    const args = { version, names: shown.map(({ name }) => name).join(', '), hints: shown.map(({ name, meant }) => `${name} → ${meant ?? '?'}`).join('; ') };
    if (odd.length === 0) return [{ ...base, args, severity: 'ok', says: 'ok' }];
    return [{ ...base, args, severity: unknown.length > 0 ? 'warn' : 'info', says: unknown.length > 0 ? 'stray' : 'too-new' }];
  }),
};
