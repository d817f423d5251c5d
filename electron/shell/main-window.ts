/** The one window: sandboxed, isolated, bound to our page, at its remembered place. */
import { readFileSync, writeFileSync } from 'node:fs';
import { shell } from 'electron/common';
import { BrowserWindow, screen, type Session } from 'electron/main';
import { isOwnPage, isPermitted, isSafeOutside, pageUrl } from './core/navigation-rules.ts';
import { minSize, placeWindow, readWindowState } from './core/window-state.ts';

type Needs = { readonly preload: string; readonly statePath: string; readonly isDark: boolean; readonly onPage: (window: BrowserWindow) => void };

export function openMainWindow(needs: Needs): BrowserWindow {
  const state = placeWindow(readWindowState(readOr(needs.statePath, '')), screen.getAllDisplays().map(({ workArea }) => workArea));
  const window = new BrowserWindow({
    width: state.width, height: state.height, ...(state.x === null || state.y === null ? {} : { x: state.x, y: state.y }),
    minWidth: minSize.width, minHeight: minSize.height, show: false, title: 'Fleetbeat', backgroundColor: needs.isDark ? '#17181a' : '#ffffff',
    webPreferences: { preload: needs.preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, navigateOnDragDrop: false, spellcheck: false },
  });
  if (state.isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => remember(window, needs.statePath));
  window.webContents.on('did-finish-load', () => { if (isOwnPage(window.webContents.getURL())) needs.onPage(window); });
  bindToPage(window);
  void window.loadURL(pageUrl);
  return window;
}

function bindToPage({ webContents }: BrowserWindow): void {
  webContents.setWindowOpenHandler(({ url }) => {
    if (isSafeOutside(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
  webContents.on('will-navigate', (event) => { if (!isOwnPage(event.url)) event.preventDefault(); });
  webContents.on('will-frame-navigate', (event) => { if (!isOwnPage(event.url)) event.preventDefault(); });
  webContents.on('will-attach-webview', (event) => event.preventDefault());
}

export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, decide) => decide(isPermitted(permission, contents.getURL())));
  session.setPermissionCheckHandler((contents, permission) => isPermitted(permission, contents?.getURL() ?? ''));
  session.setDevicePermissionHandler(() => false);
}

function remember(window: BrowserWindow, path: string): void {
  const { x, y, width, height } = window.getNormalBounds();
  try {
    writeFileSync(path, JSON.stringify({ x, y, width, height, isMaximized: window.isMaximized() }), { mode: 0o600 });
  } catch {
    // A place that cannot be remembered is not worth a word to the operator.
  }
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
