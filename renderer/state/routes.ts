/**
 * The address after `#` as a typed place, and back. Unknown addresses are the Fleet: a bookmark never shows an error.
 */
import type { HostId } from '#shared/domain/ids.ts';

export type Route =
  | { readonly screen: 'fleet' }
  | { readonly screen: 'host'; readonly host: HostId; readonly worker: string | null }
  | { readonly screen: 'host-new' }
  | { readonly screen: 'host-edit'; readonly host: HostId }
  | { readonly screen: 'settings' };

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const parts = path.split('/').filter((part) => part !== '').map(decode);
  const [first, second, third] = parts;
  if (first === 'settings') return { screen: 'settings' };
  if (path === '/hosts/new' || path === 'hosts/new') return { screen: 'host-new' };
  if (first === 'hosts' && second !== undefined && third === 'edit') return { screen: 'host-edit', host: second as HostId };
  if (first === 'hosts' && second !== undefined && third === undefined) return { screen: 'host', host: second as HostId, worker: new URLSearchParams(query).get('worker') };
  return { screen: 'fleet' };
}

export function formatRoute(route: Route): string {
  switch (route.screen) {
    case 'fleet': return '#/fleet';
    case 'settings': return '#/settings';
    case 'host-new': return '#/hosts/new';
    case 'host-edit': return `#/hosts/${encode(route.host)}/edit`;
    case 'host': return `#/hosts/${encode(route.host)}${route.worker === null ? '' : `?worker=${encodeURIComponent(route.worker)}`}`;
  }
}

/** A host whose id is the word `new` must not become the form. */
function encode(id: string): string {
  return id === 'new' ? '%6Eew' : encodeURIComponent(id);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
