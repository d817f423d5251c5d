/**
 * The name of our reply queue: recognisable, and carrying the second it was made (by Redis' clock or ours), so that a
 * leftover of a crashed program can be proven ours and old before it is removed. It is also our connection's name.
 */
export const ourPrefix = 'fleetbeat';
const leftoverAgeS = 600;

export function nameReplyQueue(nowS: number, uuid: string): string {
  return `${ourPrefix}.${Math.floor(nowS)}.${uuid}`;
}

/** Names made by us, older than ten minutes, that no connection of a living Fleetbeat carries. */
export function findLeftovers(names: readonly string[], nowS: number, living: ReadonlySet<string>): readonly string[] {
  return names.filter((name) => {
    const made = /^fleetbeat\.(\d{9,11})\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.exec(name)?.[1];
    return made !== undefined && nowS - Number(made) > leftoverAgeS && !living.has(name);
  });
}
