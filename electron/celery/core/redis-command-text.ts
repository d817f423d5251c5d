/** A Redis command as a pure room writes it down; the shell sends it as is. */
export type RedisCommandText = readonly [string, ...(string | number)[]];
