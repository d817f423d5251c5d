/** The menu as a value: roles only, so that the system words and shortcuts are its own. Pure. */
export type MenuEntry = { readonly label?: string; readonly role?: string; readonly type?: 'separator'; readonly submenu?: readonly MenuEntry[] };

export function planMenu(platform: string, language: string, isDevelopment: boolean): readonly MenuEntry[] {
  const [view, edit, window] = language.toLowerCase().startsWith('fr') ? ['Affichage', 'Édition', 'Fenêtre'] : ['View', 'Edit', 'Window'];
  const separator: MenuEntry = { type: 'separator' };
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' }] : [{ label: 'Fleetbeat', submenu: [{ role: 'about' }, separator, { role: 'quit' }] }]),
    { label: edit, submenu: [{ role: 'undo' }, { role: 'redo' }, separator, { role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }] },
    { label: view, submenu: [{ role: 'reload' }, ...(isDevelopment ? [{ role: 'toggleDevTools' }] : []), separator, { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, separator, { role: 'togglefullscreen' }] },
    { label: window, submenu: [{ role: 'minimize' }, { role: 'close' }] },
  ];
}
