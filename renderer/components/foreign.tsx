/**
 * Text that came from a Pi or from Redis: shown as data. Isolated, so that a right-to-left name cannot turn its
 * neighbours round; control characters made visible; cut on screen, whole on hover.
 */
import { classNames } from './class-names.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';

export function Foreign({ text, isMono = false, className }: { text: string; isMono?: boolean; className?: string }) {
  const shown = showForeign(text);
  return <bdi className={classNames('inline-block min-w-0 truncate align-bottom', isMono && 'font-mono text-sm', className)} title={shown}>{shown}</bdi>;
}
