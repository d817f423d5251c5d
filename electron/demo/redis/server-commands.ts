/** Simulated Redis: the connection, the server's own figures, publish and subscribe. */
import { describeClient, isSubscribed } from './client-row.ts';
import { type CommandTable, type Context, notAnInteger, syntaxError, toInteger } from './command.ts';
import { globMatcher } from './glob-match.ts';
import { describeServer } from './describe-server.ts';
import { okReply, type Reply } from './resp.ts';

function authenticate({ client, server }: Context, args: readonly string[]): Reply {
  const password = args.at(-1);
  const user = args.length > 1 ? args[0] : 'default';
  if (server.settings.password === null && args.length === 1) {
    return { error: 'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?' };
  }
  if (user !== 'default' || (server.settings.password !== null && password !== server.settings.password)) {
    return { error: 'WRONGPASS invalid username-password pair or user is disabled.' };
  }
  client.isAuthenticated = true;
  return okReply;
}

function hello(context: Context, args: readonly string[]): Reply {
  if (args[0] !== undefined && args[0] !== '2') return { error: 'NOPROTO unsupported protocol version' };
  const auth = args.findIndex((word) => word.toUpperCase() === 'AUTH');
  if (auth >= 0) {
    const reply = authenticate(context, args.slice(auth + 1, auth + 3));
    if (reply !== okReply) return reply;
  }
  if (!context.client.isAuthenticated) return { error: 'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time' };
  return ['server', 'redis', 'version', context.server.settings.version, 'proto', 2, 'id', context.client.id, 'mode', 'standalone', 'role', 'master', 'modules', []];
}

function client(context: Context, [verb = '', ...args]: readonly string[]): Reply {
  const now = context.server.clock.now();
  switch (verb.toUpperCase()) {
    case 'LIST': return `${context.server.clients().map((row) => describeClient(row, now)).join('\n')}\n`;
    case 'INFO': return `${describeClient(context.client, now)}\n`;
    case 'ID': return context.client.id;
    case 'SETNAME': context.client.name = args[0] ?? ''; return okReply;
    case 'GETNAME': return context.client.name === '' ? null : context.client.name;
    case 'SETINFO': return okReply;
    case 'NO-EVICT': case 'NO-TOUCH': case 'TRACKING': return okReply;
    default: return { error: `ERR unknown subcommand '${verb.slice(0, 120)}'. Try CLIENT HELP.` };
  }
}

function config({ server }: Context, [verb = '', ...patterns]: readonly string[]): Reply {
  if (verb.toUpperCase() !== 'GET') return { error: `ERR unknown subcommand '${verb.slice(0, 120)}'. Try CONFIG HELP.` };
  const settings: Readonly<Record<string, string>> = {
    maxmemory: String(server.settings.maxMemory), 'maxmemory-policy': server.settings.policy, databases: '16', port: '6379', bind: '127.0.0.1 -::1',
    appendonly: 'no', save: '3600 1 300 100 60 10000', timeout: '0', 'tcp-keepalive': '300', maxclients: '10000', 'protected-mode': 'yes',
    'stop-writes-on-bgsave-error': 'yes', hz: '10', 'slowlog-log-slower-than': '10000', 'client-output-buffer-limit': 'normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60',
  };
  const matchers = patterns.map((pattern) => globMatcher(pattern.toLowerCase()));
  return Object.entries(settings).filter(([name]) => matchers.some((matches) => matches(name))).flat();
}

function pubsub({ server }: Context, [verb = '', ...names]: readonly string[]): Reply {
  switch (verb.toUpperCase()) {
    case 'CHANNELS': return server.channels.names().filter(globMatcher(names[0] ?? '*'));
    case 'NUMSUB': return names.flatMap((name): Reply[] => [name, server.channels.countOf(name)]);
    case 'NUMPAT': return server.channels.patternCount();
    default: return { error: `ERR unknown subcommand '${verb.slice(0, 120)}'. Try PUBSUB HELP.` };
  }
}

type Change = 'subscribe' | 'psubscribe' | 'unsubscribe' | 'punsubscribe';

/** One answer for each name, sent at once, as Redis does. */
const subscription = (change: Change) => ({ client: row, server }: Context, names: readonly string[]): undefined => {
  const own = change.startsWith('p') ? row.patterns : row.channels;
  const all = names.length === 0 ? [...own] : names;
  if (all.length === 0) row.send([change, null, row.channels.size + row.patterns.size]);
  for (const name of all) {
    if (change === 'subscribe') server.channels.subscribe(row, name);
    else if (change === 'psubscribe') server.channels.subscribePattern(row, name);
    else if (change === 'unsubscribe') server.channels.unsubscribe(row, name);
    else server.channels.unsubscribePattern(row, name);
    row.send([change, name, row.channels.size + row.patterns.size]);
  }
  return undefined;
};

function select({ client: row }: Context, [text]: readonly string[]): Reply {
  const db = toInteger(text);
  if (db === null) return notAnInteger;
  if (db < 0 || db > 15) return { error: 'ERR DB index is out of range' };
  row.db = db;
  return okReply;
}

/**
 * There is no Lua in here. One script matters: redis-py's release of a lock, by which kombu guards its restore of
 * unacknowledged messages. It is known by its SHA-1; every other one is answered as not loaded.
 */
const lockReleaseSha = 'c3f8721cbb97f72bc19e972846bd7aaf91901658';

function releaseLock({ space }: Context, [sha, count, key = '', token]: readonly string[]): Reply {
  if (sha !== lockReleaseSha || count !== '1') return { error: 'NOSCRIPT No matching script. Please use EVAL.' };
  const held = space.read(key, 'string');
  return held !== null && held !== 'wrong' && held.text === token ? Number(space.remove(key)) : 0;
}

const always = (reply: Reply) => ({ arity: -1, run: () => reply });

export const serverCommands: CommandTable = {
  PING: { arity: -1, run: ({ client: row }, [text]) => (isSubscribed(row) ? ['pong', text ?? ''] : text ?? { status: 'PONG' }) },
  ECHO: { arity: 2, run: (_context, [text = '']) => text },
  QUIT: { arity: -1, run: ({ client: row }) => { row.send(okReply); row.close(); return undefined; } },
  AUTH: { arity: -2, run: authenticate },
  HELLO: { arity: -1, run: hello },
  SELECT: { arity: 2, run: select },
  CLIENT: { arity: -2, run: client },
  CONFIG: { arity: -2, run: config },
  INFO: { arity: -1, run: ({ server }, sections) => describeServer(server, sections) },
  EVALSHA: { arity: -3, run: releaseLock },
  TIME: { arity: 1, run: ({ server }) => { const now = server.clock.now(); return [String(Math.floor(now / 1000)), String(Math.floor((now % 1000) * 1000))]; } },
  ROLE: always(['master', 0, []]),
  COMMAND: { arity: -1, run: (_context, [verb = '']) => (verb.toUpperCase() === 'COUNT' ? 240 : []) },
  SLOWLOG: { arity: -2, run: (_context, [verb = '']) => (verb.toUpperCase() === 'LEN' ? 0 : verb.toUpperCase() === 'GET' ? [] : syntaxError) },
  LATENCY: always([]),
  LASTSAVE: { arity: 1, run: ({ server }) => Math.floor(server.startedAt / 1000) },
  MEMORY: { arity: -2, run: (context, [verb = '', key = '']) => (verb.toUpperCase() === 'USAGE' ? (context.space.get(key) === null ? null : 88 + key.length) : syntaxError) },
  PUBLISH: { arity: 3, run: ({ server }, [channel = '', payload = '']) => server.channels.publish(channel, payload) },
  PUBSUB: { arity: -2, run: pubsub },
  SUBSCRIBE: { arity: -2, run: subscription('subscribe') },
  PSUBSCRIBE: { arity: -2, run: subscription('psubscribe') },
  UNSUBSCRIBE: { arity: -1, run: subscription('unsubscribe') },
  PUNSUBSCRIBE: { arity: -1, run: subscription('punsubscribe') },
};
