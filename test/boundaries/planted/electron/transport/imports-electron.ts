// plants: oxlint no-restricted-imports
import { ipcMain } from 'electron/main';
export const a = ipcMain;
