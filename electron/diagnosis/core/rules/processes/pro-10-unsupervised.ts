/** PRO-10: a worker nobody starts again: nohup, a terminal, screen. Trap: an owner that was not recognised is unknown, not none. */
import { unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const unsupervised: Rule = {
  id: 'PRO-10',
  category: 'processes',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/daemonizing.html',
  words: {
    en: {
      title: 'Who starts it again',
      says: { ok: 'The worker is kept by {{backend}}.', nobody: 'Nobody starts this worker again when it dies or the Pi restarts{{from}}.' },
      cause: 'It was started from a terminal, with nohup or from a script.', fix: 'Let systemd run it, or deploy Fleetbeat’s supervisor; both can be done from the window.', refute: 'After kill -TERM of the main process a new one appears by itself.',
    },
    fr: {
      title: 'Qui le redémarre',
      says: { ok: 'Le worker est tenu par {{backend}}.', nobody: 'Personne ne redémarre ce worker s’il meurt ou si le Pi redémarre{{from}}.' },
      cause: 'Il a été lancé depuis un terminal, avec nohup ou par un script.', fix: 'Le confier à systemd, ou déployer le superviseur de Fleetbeat ; les deux se font depuis la fenêtre.', refute: 'Après kill -TERM du processus principal, un nouveau apparaît de lui-même.',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main }) => {
    const subject = workerSubject(main);
    const on = [evidence.processes.mains];
    if (main.backend.kind === 'unknown') return [unknownOf(on, subject)];
    const terminal = main.parents.find(({ name }) => /^(bash|sh|zsh|fish|screen|tmux|tmux: server|sshd)$/.test(name))?.name;
    if (main.backend.kind !== 'none') return [{ subject, on, severity: 'ok', says: 'ok', args: { backend: main.backend.unit ?? main.backend.kind } }];
    return [{ subject, on, severity: 'warn', says: 'nobody', args: { from: terminal === undefined ? '' : ` (${terminal})` }, group: 'no-supervisor' }];
  }),
};
