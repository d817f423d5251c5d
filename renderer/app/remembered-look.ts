/**
 * Language and theme of last time, so that the first paint is right before the engine has said hello.
 * Only a memory of the engine's settings: never the truth, never sent back.
 */
import { Settings } from '#shared/domain/settings.ts';

export type Look = Pick<Settings, 'language' | 'theme'>;
const Look = Settings.pick({ language: true, theme: true });
const place = 'fleetbeat.look';

export function readLook(storage: Storage): Look {
  try {
    const parsed = Look.safeParse(JSON.parse(storage.getItem(place) ?? 'null'));
    return parsed.success ? parsed.data : { language: 'auto', theme: 'auto' };
  } catch {
    return { language: 'auto', theme: 'auto' };
  }
}

export function keepLook(storage: Storage, look: Look): void {
  try {
    storage.setItem(place, JSON.stringify({ language: look.language, theme: look.theme }));
  } catch {
    // A full or forbidden storage costs one wrong first paint next time, nothing more.
  }
}

export function applyTheme(root: HTMLElement, theme: Look['theme']): void {
  if (theme === 'auto') root.removeAttribute('data-theme');
  else root.setAttribute('data-theme', theme);
}
