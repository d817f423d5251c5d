// What `npm start` and `npm run demo` do, decided from what is there. Pure.

/** `newestSource` and `oldestOutput` are times in ms; null when there is none. */
export const mustBuild = ({ newestSource, oldestOutput }) => oldestOutput === null || (newestSource !== null && newestSource > oldestOutput);

/** The window needs Electron's binary and a display; else the page, and one line that says why. */
export function chooseFace({ electron, platform, env }) {
  if (electron === null) return { face: 'page', because: 'no-electron' };
  const hasDisplay = platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY);
  return hasDisplay ? { face: 'window' } : { face: 'page', because: 'no-display' };
}

export const reasons = {
  'no-electron': { en: 'Electron’s binary is not here, so the page is served instead of the window.', fr: 'Le binaire d’Electron n’est pas là : la page est servie à la place de la fenêtre.' },
  'no-display': { en: 'There is no display, so the page is served instead of the window.', fr: 'Il n’y a pas d’écran : la page est servie à la place de la fenêtre.' },
};
