import { expect, test } from 'vitest';
import { afterEnd, maxEndsPerMinute, type Ends } from '#electron/shell/core/engine-revival.ts';
import { planMenu } from '#electron/shell/core/menu-plan.ts';
import { isOwnPage, isPermitted, isSafeOutside, pageUrl, requestedPath } from '#electron/shell/core/navigation-rules.ts';
import { defaultWindow, placeWindow, readWindowState } from '#electron/shell/core/window-state.ts';

test.each([
  [pageUrl, true], ['app://fleetbeat/assets/a.js', true], ['APP://FLEETBEAT/', true],
  ['app://other/index.html', false], ['app://fleetbeat.evil/index.html', false], ['app://fleetbeat:1/', false], ['app://user@fleetbeat/', false], ['file:///etc/passwd', false],
  ['https://fleetbeat/index.html', false], ['javascript:alert(1)', false], ['data:text/html,x', false], ['about:blank', false], ['', false], ['app:fleetbeat', false], ['app://evil\\@fleetbeat/', false],
])('%s is our page: %s', (url, isOurs) => expect(isOwnPage(url)).toBe(isOurs));

test.each([
  ['https://docs.celeryq.dev/en/stable/', true], ['http://example.org/', false], ['file:///etc/passwd', false], ['javascript:x', false], ['https://user:pass@example.org/', false], ['smb://host/share', false], ['', false],
])('%s may open outside: %s', (url, isSafe) => expect(isSafeOutside(url)).toBe(isSafe));

test('only our scheme asks for files, and only the clipboard is granted, to our page', () => {
  expect(['app://fleetbeat', 'app://fleetbeat/a/b.js?x#y', 'app://other/a', 'https://fleetbeat/a'].map(requestedPath)).toEqual(['/', '/a/b.js', null, null]);
  expect([isPermitted('clipboard-sanitized-write', pageUrl), isPermitted('clipboard-sanitized-write', 'https://evil.example/'), ...['media', 'geolocation', 'notifications', 'usb', 'openExternal', 'clipboard-read'].map((name) => isPermitted(name, pageUrl))]).toEqual([true, false, ...Array(6).fill(false)]);
});

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const second = { x: 1440, y: 0, width: 1920, height: 1080 };

test('a window comes back where it was, unless no screen shows its bar any more', () => {
  const saved = { x: 1500, y: 100, width: 1400, height: 900, isMaximized: false };
  expect(placeWindow(saved, [laptop, second])).toEqual(saved);
  expect(placeWindow(saved, [laptop])).toEqual({ ...saved, x: null, y: null, height: 875 });
  expect(placeWindow({ ...saved, x: -1350, y: 100 }, [laptop]).x).toBe(null);
  expect(placeWindow({ ...saved, y: -500 }, [laptop, second]).y).toBe(null);
  expect(placeWindow({ ...saved, width: 10, height: 10 }, [])).toEqual({ x: null, y: null, width: 720, height: 480, isMaximized: false });
});

test.each(['', '{', 'null', '{"x":"1"}', '{"width":1e999}'])('a damaged memory %j is the default window', (text) => expect(readWindowState(text)).toEqual(defaultWindow));

test('an engine that ends by itself is started again, but not in a loop', () => {
  let ends: Ends = [];
  const revived = [0, 1, 2, 3].map((second_) => {
    const decided = afterEnd(ends, second_ * 1000);
    ends = decided.ends;
    return decided.isRevived;
  });
  expect(revived).toEqual([...Array<boolean>(maxEndsPerMinute).fill(true), false]);
  expect(afterEnd(ends, 120_000)).toEqual({ ends: [120_000], isRevived: true });
});

test('the menu speaks the system’s language and hides the tools of development', () => {
  const labels = (language: string, isDevelopment: boolean) => JSON.stringify(planMenu('linux', language, isDevelopment));
  expect([labels('fr-FR', false).includes('Affichage'), labels('en-GB', false).includes('View'), labels('en', false).includes('toggleDevTools'), labels('en', true).includes('toggleDevTools')]).toEqual([true, true, false, true]);
  expect(planMenu('darwin', 'en', false)[0]).toEqual({ role: 'appMenu' });
});
