/** The deploying hand's last word: what failed, as an error of ours, and how each program stands. Foreign text stays text. */
import { fieldsOf, listOf, textOf, wholeOf, type Fields } from '#electron/supervision/core/read-answer.ts';
import type { AppError } from '#shared/errors.ts';

export type HandFailure = { readonly error: AppError; readonly about: string };

export function readHandFailure(last: Fields): HandFailure | null {
  const step = textOf(last['failed'], 40);
  if (step === null) return null;
  const about = textOf(last['about'], 300) ?? '';
  const because = textOf(last['because'], 40) ?? 'other';
  const path = about.split(': ')[0] ?? '';
  switch (because) {
    case 'disk-full':
    case 'not-writable': return { error: { code: 'file-failed', path, because }, about };
    case 'host-changed':
    case 'already-running':
    case 'no-sudo':
    case 'config-invalid':
    case 'start-failed':
    case 'stop-failed':
    case 'not-verified': return { error: { code: 'deploy-refused', because }, about };
    default: return { error: { code: 'file-failed', path, because: 'other' }, about };
  }
}

/** One line for a person per program. */
export function readPrograms(last: Fields): readonly string[] {
  return listOf(last['programs']).slice(0, 200).map(fieldsOf).map((one) => {
    const pid = wholeOf(one['pid']);
    const reason = textOf(one['reason'], 200);
    return `${textOf(one['name'], 100) ?? '?'}: ${textOf(one['state'], 40) ?? '?'}${pid === null ? '' : `, pid ${String(pid)}`}${one['isAdopted'] === true ? ', taken over as it ran' : ''}${reason === null ? '' : `, ${reason}`}`;
  });
}
