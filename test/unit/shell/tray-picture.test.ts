import { expect, test } from 'vitest';
import { drawTray, trayTip } from '#electron/shell/core/tray-picture.ts';

const reds = (size: number, openCount: number): number => {
  const { pixels } = drawTray(size, openCount, 32);
  let count = 0;
  for (let at = 0; at < pixels.length; at += 4) if ((pixels[at + 2] ?? 0) > 150 && (pixels[at + 1] ?? 0) < 100) count += 1;
  return count;
};

test.each([16, 32])('a picture of %i pixels has a line, and a dot only while alerts are open', (size) => {
  const { width, height, pixels } = drawTray(size, 0, 32);
  expect([width, height, pixels.length]).toEqual([size, size, size * size * 4]);
  const drawn = [...pixels].filter((_value, index) => index % 4 === 3 && (pixels[index] ?? 0) > 0).length;
  expect(drawn).toBeGreaterThan(size);
  expect(drawn).toBeLessThan((size * size) / 2);
  expect(reds(size, 0)).toBe(0);
  expect(reds(size, 1)).toBeGreaterThan(size);
});

test('colours are premultiplied: none is brighter than its own cover', () => {
  const { pixels } = drawTray(32, 3, 255);
  for (let at = 0; at < pixels.length; at += 4) for (const channel of [0, 1, 2]) expect(pixels[at + channel] ?? 0).toBeLessThanOrEqual(pixels[at + 3] ?? 0);
});

test('the tip counts in the desktop’s language', () => {
  expect([trayTip(0, 'en-GB'), trayTip(1, 'de'), trayTip(7, 'fr-FR')]).toEqual(['Fleetbeat: no alert', 'Fleetbeat: 1 alert', 'Fleetbeat : 7 alertes']);
});
