/**
 * Where our files rest, from the platform and the environment alone.
 * A relative XDG or APPDATA value is ignored, as the XDG specification asks: it would scatter files by working directory.
 */
/** `history` holds what may be large and is not typed by anyone. */
export type OwnFolders = { readonly settings: string; readonly log: string; readonly history: string };
type Surroundings = { readonly platform: string; readonly env: Readonly<Record<string, string | undefined>>; readonly home: string };

export function ownFolders({ platform, env, home }: Surroundings): OwnFolders {
  const chosen = env['FLEETBEAT_HOME'];
  if (platform === 'win32') {
    if (isAbsoluteOnWindows(chosen)) return { settings: chosen, log: `${chosen}\\log`, history: chosen };
    const roaming = isAbsoluteOnWindows(env['APPDATA']) ? env['APPDATA'] : `${home}\\AppData\\Roaming`;
    const local = isAbsoluteOnWindows(env['LOCALAPPDATA']) ? env['LOCALAPPDATA'] : `${home}\\AppData\\Local`;
    return { settings: `${roaming}\\Fleetbeat`, log: `${local}\\Fleetbeat\\log`, history: `${local}\\Fleetbeat` };
  }
  if (isAbsolute(chosen)) return { settings: chosen, log: `${chosen}/log`, history: chosen };
  if (platform === 'darwin') return { settings: `${home}/Library/Application Support/Fleetbeat`, log: `${home}/Library/Logs/Fleetbeat`, history: `${home}/Library/Application Support/Fleetbeat` };
  const config = isAbsolute(env['XDG_CONFIG_HOME']) ? env['XDG_CONFIG_HOME'] : `${home}/.config`;
  const state = isAbsolute(env['XDG_STATE_HOME']) ? env['XDG_STATE_HOME'] : `${home}/.local/state`;
  return { settings: `${config}/fleetbeat`, log: `${state}/fleetbeat`, history: `${state}/fleetbeat` };
}

const isAbsolute = (path: string | undefined): path is string => path !== undefined && path.startsWith('/');
const isAbsoluteOnWindows = (path: string | undefined): path is string => path !== undefined && /^([A-Za-z]:[\\/]|\\\\)/.test(path);
