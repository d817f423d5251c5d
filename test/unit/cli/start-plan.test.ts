import { expect, test } from 'vitest';

// Plain JavaScript, because it runs before a Node that knows types is found: its types are written here.
type FindNode = (facts: { running: { path: string; version: string }; candidates: readonly string[]; probe: (path: string) => string | null }) => { path: string; isRunning: boolean } | null;
type StartPlan = { mustBuild(times: { newestSource: number | null; oldestOutput: number | null }): boolean; chooseFace(facts: { electron: string | null; platform: string; env: Readonly<Record<string, string>> }): object };
const bin = new URL('../../../build/bin/', import.meta.url);
const { findNode } = (await import(new URL('find-node.mjs', bin).href)) as { findNode: FindNode };
const { chooseFace, mustBuild } = (await import(new URL('start-plan.mjs', bin).href)) as StartPlan;

const probe = (path: string): string | null => ({ bundled: 'v24.21.0', old: 'v20.19.0', broken: null })[path] ?? null;
test.each([
  ['v24.0.0', ['bundled'], { path: 'running', isRunning: true }],
  ['v26.1.0', [], { path: 'running', isRunning: true }],
  ['v20.19.0', ['bundled', 'old'], { path: 'bundled', isRunning: false }],
  ['v20.19.0', ['broken', 'old'], null],
  ['v22.12.0', ['old', 'bundled'], { path: 'bundled', isRunning: false }],
])('started by Node %s with %j it runs under %j', (version, candidates, found) => expect(findNode({ running: { path: 'running', version }, candidates, probe })).toEqual(found));

test.each([
  [null, 'linux', { DISPLAY: ':0' }, { face: 'page', because: 'no-electron' }],
  ['/e', 'linux', {}, { face: 'page', because: 'no-display' }],
  ['/e', 'linux', { DISPLAY: '' }, { face: 'page', because: 'no-display' }],
  ['/e', 'linux', { WAYLAND_DISPLAY: 'wayland-0' }, { face: 'window' }],
  ['/e', 'darwin', {}, { face: 'window' }],
])('with Electron at %j on %s and %j the face is %j', (electron, platform, env, face) => expect(chooseFace({ electron, platform, env })).toEqual(face));

test('it builds when nothing is built, or a source is newer', () => {
  expect([mustBuild({ newestSource: 5, oldestOutput: null }), mustBuild({ newestSource: 5, oldestOutput: 4 }), mustBuild({ newestSource: 5, oldestOutput: 6 }), mustBuild({ newestSource: null, oldestOutput: 6 })]).toEqual([true, true, false, false]);
});
