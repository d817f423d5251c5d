/**
 * Alerts outside the window: notifications of the system, the number on the application's badge, the picture in the tray.
 * Must stay true: everything shown was said by the engine; a system without a tray or notifications loses nothing else.
 */
import { nativeImage, type NativeImage } from 'electron/common';
import { app, Notification, Tray } from 'electron/main';
import type { DesktopWords } from '#electron/notify/core/desktop-words.ts';
import { drawTray, trayTip } from './core/tray-picture.ts';

export type AlertTray = { hear(words: DesktopWords): void };

export function createAlertTray(needs: { readonly isDark: () => boolean; readonly onClick: () => void }): AlertTray {
  const shade = (): number => (process.platform === 'darwin' || !needs.isDark() ? 0x20 : 0xf0);
  const tray = openTray(picture(0, shade()));
  tray?.setToolTip(trayTip(0, app.getLocale()));
  tray?.on('click', needs.onClick);
  const shown = new Set<Notification>();
  return {
    hear({ openCount, notices }) {
      tray?.setImage(picture(openCount, shade()));
      tray?.setToolTip(trayTip(openCount, app.getLocale()));
      app.setBadgeCount(openCount);
      if (!Notification.isSupported()) return;
      for (const { title, body, hasSound } of notices) {
        const notice = new Notification({ title, body, silent: !hasSound });
        // Held until it is gone: a notice that nobody holds loses its click.
        shown.add(notice);
        notice.on('click', needs.onClick);
        notice.on('close', () => void shown.delete(notice));
        notice.show();
      }
    },
  };
}

function picture(openCount: number, shade: number): NativeImage {
  const image = nativeImage.createEmpty();
  for (const scaleFactor of [1, 2]) {
    const { width, height, pixels } = drawTray(16 * scaleFactor, openCount, shade);
    image.addRepresentation({ scaleFactor, width, height, buffer: Buffer.from(pixels) });
  }
  if (process.platform === 'darwin' && openCount === 0) image.setTemplateImage(true);
  return image;
}

/** Some Linux desktops have no tray at all. */
function openTray(image: NativeImage): Tray | null {
  try {
    return new Tray(image);
  } catch {
    return null;
  }
}
