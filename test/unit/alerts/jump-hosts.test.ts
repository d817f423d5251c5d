/** A lost jump host is one cause: whoever lies behind it does not speak for itself. */
import { expect, test } from 'vitest';
import type { HostConfig } from '#shared/domain/host-config.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LinkState } from '#shared/domain/host.ts';
import { connectedLink, hostConfig } from '#test/fakes/host-facts.ts';
import { createAlertScene, type AlertScene } from './alert-scene.ts';

const lost = (link: LinkState, since: number): LinkState => ({ ...link, phase: 'waiting', since, attempt: 3, error: { code: 'host-unreachable', at: 'x', because: 'timeout' } });
const link = (since: number, hop: string | null): LinkState => ({ ...connectedLink(since), route: [...(hop === null ? [] : [hop]), 'pi@192.0.2.9:22'] });
type Placed = { readonly id: string; readonly hop: string | null; readonly config?: Partial<HostConfig> };

function connect(scene: AlertScene, placed: readonly Placed[]): void {
  for (const { id, hop, config } of placed) {
    scene.keeper.setHost({ ...hostConfig(id as HostId), ...config });
    scene.keeper.hostLink(id as HostId, link(scene.time.clock.now(), hop));
  }
}
function lose(scene: AlertScene, placed: readonly Placed[]): void {
  for (const { id, hop } of placed) {
    scene.keeper.hostLink(id as HostId, lost(link(0, hop), scene.time.clock.now()));
    scene.time.advance(700);
  }
}
const fired = (scene: AlertScene): unknown => scene.heard.filter(({ kind }) => kind === 'fired').map(({ alert }) => [alert?.rule, alert?.name, alert?.explains]);

test('AL7 of a jump host nobody watches, the first host lost behind it speaks for the others', async () => {
  const scene = createAlertScene();
  const atelier = ['a1', 'a2', 'a3', 'a4'].map((id): Placed => ({ id, hop: 'ops@bastion.example:22' }));
  const garage = ['g1', 'g2'].map((id): Placed => ({ id, hop: 'ops@garage.example:22' }));
  connect(scene, [...atelier, ...garage, { id: 'alone', hop: null }]);
  lose(scene, atelier);
  scene.time.advance(60_000);
  expect(fired(scene)).toEqual([['host-unreachable', hostConfig('a1' as HostId).name, 0]]);
  expect(scene.watch.open().map(({ silence }) => silence)).toEqual([null, 'cause', 'cause', 'cause']);
  expect(scene.watch.open()[0]?.explains).toBe(3);
  for (const { id, hop } of atelier.slice(0, 2)) scene.keeper.hostLink(id as HostId, link(scene.time.clock.now(), hop));
  scene.time.advance(60_000);
  expect(scene.heard.slice(1).map(({ kind, alert }) => [kind, alert?.subject.host])).toEqual([['fired', 'a3'], ['fired', 'a4'], ['cleared', 'a1']]);
  await scene.dispose();
});

test.each([
  ['by its address and port', 'ops@192.0.2.1:2222', { address: '192.0.2.1', port: 2222 }],
  ['by its alias', 'bastion', { sshAlias: 'bastion' }],
])('AL7 a jump host of the fleet explains those behind it: %s', async (_how, hop, config) => {
  const scene = createAlertScene();
  const behind = [{ id: 'b1', hop }, { id: 'b2', hop }];
  connect(scene, [...behind, { id: 'jump', hop: null, config }, { id: 'alone', hop: null }]);
  lose(scene, [...behind, { id: 'jump', hop: null }]);
  scene.time.advance(60_000);
  expect(scene.heard.map(({ kind, alert }) => [kind, alert?.subject.host])).toEqual([['fired', 'jump']]);
  expect(scene.watch.open().find(({ subject }) => subject.host === 'jump')?.explains).toBe(2);
  await scene.dispose();
});

test('AL7 as long as one host behind the way is there, each lost one is its own trouble', async () => {
  const scene = createAlertScene();
  const behind = ['c1', 'c2', 'c3'].map((id): Placed => ({ id, hop: 'ops@bastion:22' }));
  connect(scene, behind);
  lose(scene, behind.slice(0, 2));
  scene.time.advance(60_000);
  expect(scene.heard.map(({ alert }) => alert?.subject.host)).toEqual(['c1', 'c2']);
  await scene.dispose();
});
