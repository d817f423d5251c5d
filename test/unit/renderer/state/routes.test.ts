/** An address and back, whatever the ids hold. */
import { describe, expect, it } from 'vitest';
import type { RunId } from '#shared/domain/diagnosis.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { formatRoute, parseRoute, type Route } from '#renderer/state/routes.ts';
import { hostileTexts } from '#test/fakes/fleet-scenes.ts';

const ids = ['h1', 'new', 'edit', '..', 'a/b', 'a?b#c', '%', ...hostileTexts] as HostId[];
const routes: Route[] = [{ screen: 'fleet' }, { screen: 'settings' }, { screen: 'host-new' }, { screen: 'diagnoses' }, { screen: 'replay', run: null, finding: null }, { screen: 'replay', run: 'h/1&=#' as RunId, finding: 'SYS-01:host:ä?&' }, ...ids.flatMap((host): Route[] => [{ screen: 'host', host, worker: null }, { screen: 'host', host, worker: `w&=?#${host}` }, { screen: 'host-edit', host }, { screen: 'diagnosis', host, run: null, against: null, finding: null }, { screen: 'diagnosis', host, run: `r&=?#${host}` as RunId, against: 'r/0' as RunId, finding: `SYS-01 ${host}` }])];

describe('routes', () => {
  it.each(routes.map((route) => [formatRoute(route), route] as const))('%s', (address, route) => expect(parseRoute(address)).toEqual(route));
  it.each(['', '#', '#/', '#/nowhere', '#/hosts', '#/hosts/a/b/c', '#token=abc', '#/%E0%A4%A'])('%j is the Fleet', (address) => expect(parseRoute(address)).toEqual({ screen: 'fleet' }));
});
