import { expect, test } from 'vitest';
import { createEngine } from '#electron/compose.ts';
import type { EngineNeeds } from '#electron/engine-needs.ts';
import type { SettingsStore } from '#electron/ports/settings-store.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import { err, ok } from '#shared/result.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';

function engineOn(load: SettingsStore['load']) {
  const quiet = () => undefined;
  const needs: EngineNeeds = {
    ...createManualClock(),
    random: { next: () => 0.5, uuid: () => 'id', token: () => 'ab' },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet, bug: () => 'ref' },
    settings: { load, save: async () => ok(undefined) },
    vault: { kind: 'memory', get: async () => ok(null), set: async () => ok(undefined), remove: async () => ok(undefined) },
    broker: { connect: async () => err({ code: 'link-lost' }) },
    connections: () => ({ keep: () => { throw new Error('no host in this test'); }, test: async () => ({ stages: [], session: null }), aliases: async () => ok([]), [Symbol.asyncDispose]: async () => undefined }),
    scripts: { python: '', sh: '' }, followerScripts: { python: '', sh: '' }, handScript: '', fixScript: '', diagnoseScripts: { python: '', sh: '' }, diagnoses: null, menderScript: '', deployScripts: { hand: '', supervisor: '', worker: '' },
    history: null, incidents: null, alerts: null, timeline: null, actions: null, copies: null, operator: 'ana@laptop', isOnGuard: false, tongue: 'en',
    search: { count: async () => ok({ errors: [], warnings: [], others: [] }), find: async () => ok({ count: 0, hits: [] }), match: async () => ok([]), dispose: async () => undefined },
    calendar: { local: () => ({ minute: 0, day: 0, date: '2026-11-22' }), bounds: () => null },
    poster: { post: async () => ok({ status: 200 }), sign: () => '' },
    version: '0', isDemo: false, isForcedReadOnly: false,
  };
  return createEngine(needs);
}

test('settings that cannot be loaded are told to every window, so that an empty fleet is not taken for a chosen one', async () => {
  const engine = engineOn(async () => err({ code: 'file-failed', path: 'settings.json', because: 'not-readable' }));
  expect((await engine.start()).ok).toBe(false);
  expect(engine.snapshot().engine.settingsTrouble).toEqual({ error: { code: 'file-failed', path: 'settings.json', because: 'not-readable' }, setAside: null });
  await engine.dispose();
});

test('a damaged file that was set aside is named', async () => {
  const engine = engineOn(async () => ok({ state: { settings: defaultSettings, hosts: [] }, setAside: '/home/pi/settings.json.corrupt-1' }));
  await engine.start();
  expect(engine.snapshot().engine.settingsTrouble).toEqual({ error: null, setAside: '/home/pi/settings.json.corrupt-1' });
  await engine.dispose();
});
