/**
 * Tells the desktop beside us what alerts say: the badge when its number changes, a notification for each word.
 * Must stay true: what is not new is not said again; a desktop that is gone harms nobody.
 */
import type { AlertChange } from '#shared/domain/alert.ts';
import { desktopWords, type DesktopWords } from './core/desktop-words.ts';

export type DesktopHeraldNeeds = {
  readonly watch: (emit: (change: AlertChange) => void) => () => void;
  readonly tongue: () => 'en' | 'fr';
  readonly post: (words: DesktopWords) => void;
};

export function createDesktopHerald({ watch, tongue, post }: DesktopHeraldNeeds): { dispose(): void } {
  let lastCount: number | null = null;
  const stop = watch((change) => {
    const words = desktopWords(change, tongue());
    if (words.notices.length === 0 && words.openCount === lastCount) return;
    lastCount = words.openCount;
    post(words);
  });
  return { dispose: stop };
}
