import { expect, test } from 'vitest';
import { desktopWords, type DesktopWords } from '#electron/notify/core/desktop-words.ts';
import { createDesktopHerald } from '#electron/notify/desktop-herald.ts';
import { DesktopSay } from '#electron/adapters/desktop/core/desktop-asks.ts';
import type { Alert, AlertChange, AlertNotice } from '#shared/domain/alert.ts';

const alert = (own: Partial<Alert> = {}): Alert => ({
  id: 'a1', rule: 'worker-crashed', condition: 'worker-crashed', severity: 'critical', subject: { host: 'h', worker: 'w', broker: null }, name: 'w1@pi', hostName: 'pi-atelier', state: 'firing',
  since: 0, firedAt: 0, clearedAt: null, value: null, threshold: null, silence: null, cause: null, explains: 0, isFlapping: false, flaps: 1, notifiedAt: null, ...own,
} as Alert);
const fired = (own: Partial<Alert> = {}, hasSound = false): AlertNotice => ({ kind: 'fired', at: 0, alert: alert(own), hasSound });
const change = (own: Partial<AlertChange>): AlertChange => ({ whole: false, alerts: [], notices: [], plan: null, channels: null, openCount: 0, ...own });

test('AL19 each word is one notification, in the desktop’s language, silent unless asked', () => {
  expect(desktopWords(change({ openCount: 1, notices: [fired()] }), 'en')).toEqual({ openCount: 1, notices: [{ title: 'Fleetbeat: alert', body: 'w1@pi (pi-atelier): crashed', hasSound: false }] });
  expect(desktopWords(change({ notices: [{ kind: 'cleared', at: 0, alert: alert(), hasSound: true }] }), 'fr').notices).toEqual([{ title: 'Fleetbeat : fin d’alerte', body: 'Alerte terminée · w1@pi (pi-atelier) : planté', hasSound: true }]);
  expect(desktopWords(change({ notices: [{ kind: 'test', at: 0, alert: null, hasSound: false }] }), 'en').notices[0]?.body).toBe('This is how an alert looks.');
});

test('AL19 a storm is one notification, and a hostile name stays plain and short', () => {
  const storm = Array.from({ length: 30 }, (_none, index) => fired({ id: `a${index}` as Alert['id'] }, index === 7));
  expect(desktopWords(change({ openCount: 30, notices: storm }), 'en').notices).toEqual([{ title: 'Fleetbeat', body: '30 alerts at once', hasSound: true }]);
  const hostile = desktopWords(change({ notices: [fired({ name: `<b>\u001b[31m\u202e${'x'.repeat(2000)}` })] }), 'en');
  expect(hostile.notices[0]?.body).not.toMatch(/[\u0000-\u001f\u202e]/);
  expect(DesktopSay.safeParse({ kind: 'words', words: hostile }).success).toBe(true);
});

test('AL19 the badge is told when its number changes, and nothing is said twice', () => {
  const said: DesktopWords[] = [];
  const door: { emit: ((change: AlertChange) => void) | null } = { emit: null };
  const herald = createDesktopHerald({ watch: (emit) => { door.emit = emit; emit(change({ whole: true, openCount: 2 })); return () => { door.emit = null; }; }, tongue: () => 'en', post: (words) => { said.push(words); } });
  door.emit?.(change({ openCount: 2 }));
  door.emit?.(change({ openCount: 3, notices: [fired()] }));
  door.emit?.(change({ openCount: 3 }));
  expect(said.map(({ openCount, notices }) => [openCount, notices.length])).toEqual([[2, 0], [3, 1]]);
  herald.dispose();
  expect(door.emit).toBeNull();
});
