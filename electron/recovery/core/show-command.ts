/** What a step would run on the host, for reading only: it is shown, never sent. Pure. */
import type { PlaybookStepId } from '#shared/domain/playbook.ts';
import type { RecoveryFacts } from './recovery-facts.ts';

export function commandOf(step: PlaybookStepId, { supervision, look, worker, choices, limit }: RecoveryFacts): string | null {
  const unit = supervision?.backend.kind === 'systemd-system' || supervision?.backend.kind === 'systemd-user' ? supervision.backend.name : null;
  const systemctl = supervision?.backend.kind === 'systemd-user' ? 'systemctl --user' : 'systemctl';
  const show = (words: readonly (string | null)[]): string | null => (words.includes(null) ? null : words.join(' ').slice(0, 2000));
  switch (step) {
    case 'start': return show([systemctl, 'start', unit]);
    case 'restart': return show([systemctl, 'restart', unit]);
    case 'stop-loop': return show([systemctl, 'stop', unit]);
    case 'reset-failed': return show([systemctl, 'reset-failed', unit]);
    case 'start-redis': return show(['systemctl start', look?.redis?.unit ?? null]);
    case 'vacuum-journal': return 'journalctl --vacuum-size=50M';
    case 'truncate-logs': return choices.files.map((path) => `truncate -s 0 -- ${JSON.stringify(path)}`).join('\n').slice(0, 2000);
    case 'limit-memory': return limit === null || limit.refused !== null ? null : [...limit.changes.flatMap(({ kind, what, after }) => (kind === 'file' ? [`# ${what}`, (after ?? '').trimEnd()] : [])), ...limit.commands].join('\n').slice(0, 2000);
    case 'drain-pipe': return show(['cat', worker?.process ? `/proc/${worker.process.pid}/fd/1` : null]);
    case 'revoke': return show(['celery control revoke', choices.task, '--terminate']);
    default: return null;
  }
}
