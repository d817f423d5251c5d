/**
 * Redis commands that change nothing and cost little: the only ones a diagnosis can write down.
 * Must stay true: no KEYS, MONITOR, DEBUG, FLUSH; what walks (SCAN, SSCAN) carries a COUNT.
 */
export type RedisLook =
  | readonly ['PING'] | readonly ['TIME'] | readonly ['INFO'] | readonly ['DBSIZE']
  | readonly ['CONFIG', 'GET', string]
  | readonly ['CLIENT', 'LIST']
  | readonly ['SLOWLOG', 'LEN'] | readonly ['LATENCY', 'LATEST']
  | readonly ['ACL', 'WHOAMI'] | readonly ['ACL', 'GETUSER', 'default']
  | readonly ['LLEN' | 'ZCARD' | 'HLEN' | 'SCARD' | 'TYPE' | 'PTTL' | 'EXISTS', string]
  /** How a task ended; results of other names are nobody's business here. */
  | readonly ['GET', `celery-task-meta-${string}`]
  | readonly ['ZRANGE', string, 0, 0, 'WITHSCORES']
  | readonly ['MEMORY', 'USAGE', string, 'SAMPLES', number]
  | readonly ['PUBSUB', 'NUMSUB', string]
  | readonly ['SCAN', string, 'COUNT', number]
  | readonly ['SSCAN', string, string, 'COUNT', number];
