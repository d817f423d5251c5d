/**
 * Which hosts lie behind which way: a jump host that is lost takes everything behind it along. Pure; rule AL7.
 * Must stay true: as long as one host behind a way is connected, the way is well.
 */
import type { HostView } from '#shared/domain/host.ts';

/** `jumpHost`: the host of the fleet one jumps through. `lostWay`: the way shared with others, while none of them is connected. */
export type Way = { readonly jumpHost: string | null; readonly lostWay: string | null };

type Seen = Pick<HostView, 'id' | 'config' | 'link'>;

export function findWays(hosts: Iterable<Seen>): ReadonlyMap<string, Way> {
  const all = [...hosts].filter(({ link }) => link.phase !== 'off');
  const hopsOf = new Map(all.map((host) => [host.id as string, hopsTo(host)]));
  const jumped = [...hopsOf].filter(([, hops]) => hops.length > 0);
  if (jumped.length === 0) return new Map();
  const behind = new Map<string, Seen[]>();
  for (const host of all) {
    const way = (hopsOf.get(host.id) ?? []).join(' ');
    if (way !== '') behind.set(way, [...(behind.get(way) ?? []), host]);
  }
  return new Map(jumped.map(([id, hops]) => {
    const way = hops.join(' ');
    const sharing = behind.get(way) ?? [];
    const isLost = sharing.length > 1 && sharing.every(({ link }) => link.phase !== 'connected');
    return [id, { jumpHost: all.find((other) => other.id !== id && hops.some((hop) => isHop(hop, other)))?.id ?? null, lostWay: isLost ? way : null }];
  }));
}

/** The way that was walked, else the one that was asked for. */
function hopsTo({ link, config }: Seen): readonly string[] {
  return link.route.length > 1 ? link.route.slice(0, -1) : config.jump;
}

/** `user@host:port`, `host` or an alias. */
function isHop(hop: string, { config }: Seen): boolean {
  const place = hop.slice(hop.lastIndexOf('@') + 1);
  const [name = place, port] = place.startsWith('[') ? [place.slice(1, place.indexOf(']')), /\]:(\d+)$/.exec(place)?.[1]] : place.split(':').length > 2 ? [place] : place.split(':');
  const isNamed = [config.address, config.sshAlias, config.name].some((own) => own !== null && own !== '' && own.toLowerCase() === name.toLowerCase());
  return isNamed && (port === undefined || Number(port) === (config.port ?? 22));
}
