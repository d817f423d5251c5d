/**
 * Entry with a window: a list of set-up lines to read aloud. The engine runs beside this process, never in it.
 * Must stay true: no decision is made here; they are in shell/core and adapters/desktop/core, tested without Electron.
 */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, Menu, nativeTheme, safeStorage, session, type MenuItemConstructorOptions } from 'electron/main';
import { chooseVault } from '#electron/adapters/desktop/core/choose-vault.ts';
import { createSafeStorageVault } from '#electron/adapters/desktop/safe-storage-vault.ts';
import { answerDesktopAsk } from '#electron/adapters/desktop/serve-desktop.ts';
import { ownFolders } from '#electron/adapters/files/core/own-folders.ts';
import { createSecretFile } from '#electron/adapters/files/secret-file.ts';
import { createEngineHost, type EngineHost } from '#electron/shell/engine-host.ts';
import { denyPermissions, openMainWindow } from '#electron/shell/main-window.ts';
import { createAlertTray, type AlertTray } from '#electron/shell/tray.ts';
import { planMenu } from '#electron/shell/core/menu-plan.ts';
import { declarePageScheme, servePageScheme } from '#electron/shell/page-protocol.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const folders = ownFolders({ platform: process.platform, env: process.env, home: homedir() });
const isDemo = process.argv.includes('--demo');

declarePageScheme();
app.enableSandbox();
if (app.requestSingleInstanceLock()) void start();
else app.quit();

async function start(): Promise<void> {
  await app.whenReady();
  mkdirSync(folders.settings, { recursive: true, mode: 0o700 });
  servePageScheme(here('../renderer'));
  denyPermissions(session.defaultSession);
  Menu.setApplicationMenu(Menu.buildFromTemplate(planMenu(process.platform, app.getLocale(), !app.isPackaged) as MenuItemConstructorOptions[]));
  const starting: Promise<EngineHost> = startEngine(createAlertTray({ isDark: () => nativeTheme.shouldUseDarkColors, onClick: () => void starting.then(focus) }));
  const engine = await starting;
  open(engine);
  app.on('second-instance', () => focus(engine));
  app.on('activate', () => focus(engine));
  app.on('window-all-closed', () => { if (process.platform !== 'darwin') app.quit(); });
  endOnce(engine);
}

async function startEngine(tray: AlertTray): Promise<EngineHost> {
  const isAvailable = await safeStorage.isAsyncEncryptionAvailable();
  const vaultKind = chooseVault({ platform: process.platform, isAvailable, linuxBackend: process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : '' });
  const vault = createSafeStorageVault({ storage: safeStorage, file: createSecretFile(join(folders.settings, 'secrets.json')) });
  return createEngineHost({
    entry: here('engine-process.js'),
    start: { kind: 'start', version: app.getVersion(), vault: vaultKind, settingsFolder: folders.settings, logFolder: folders.log, historyFolder: folders.history, isDemo, isReadOnly: process.argv.includes('--read-only'), tongue: app.getLocale().toLowerCase().startsWith('fr') ? 'fr' : 'en' },
    answer: (message) => answerDesktopAsk(message, { vault, chooseKey, hear: tray.hear }),
    pages: () => BrowserWindow.getAllWindows().map(({ webContents }) => webContents),
    onGivenUp: () => dialog.showErrorBox('Fleetbeat', `The engine ended three times within a minute. Its log: ${join(folders.log, 'engine.log')}`),
  });
}

function open(engine: EngineHost): void {
  openMainWindow({ preload: here('../preload/bridge.cjs'), statePath: join(folders.settings, 'window.json'), isDark: nativeTheme.shouldUseDarkColors, onPage: (window) => engine.connect(window.webContents) });
}

function focus(engine: EngineHost): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined) return open(engine);
  if (window.isMinimized()) window.restore();
  window.focus();
}

async function chooseKey(): Promise<string | null> {
  const chosen = await dialog.showOpenDialog({ defaultPath: join(homedir(), '.ssh'), properties: ['openFile', 'showHiddenFiles', 'dontAddToRecent'] });
  return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
}

/** The first quit waits for the engine to leave the hosts clean; the second is the real one. */
function endOnce(engine: EngineHost): void {
  let isClean = false;
  app.on('will-quit', (event) => {
    if (isClean) return;
    event.preventDefault();
    void engine.end().then(() => {
      isClean = true;
      app.quit();
    });
  });
}
