/**
 * A Celery broker URL to an address, read as kombu reads it (redis, rediss, redis+socket, unix). The label never holds
 * the password, nor the user's. Sentinel and clusters are told apart from nonsense: valid, but not supported here.
 */
import type { AppError } from '#shared/errors.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';

/** Fits BrokerAddress of the ports room, which a pure room may not import. */
export type ParsedBroker = {
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly socketPath: string | null;
  readonly db: number;
  readonly user: string | null;
  readonly password: string | null;
  readonly tls: { readonly serverName: string; readonly caFile: string | null; readonly verify: boolean } | null;
  readonly keyPrefix: string;
};

type Problem = Extract<AppError, { code: 'broker-url-invalid' }>['problem'];
type Parsed = Result<ParsedBroker, Extract<AppError, { code: 'broker-url-invalid' }>>;

const refuse = (problem: Problem): Parsed => err({ code: 'broker-url-invalid', problem });
const otherTransports = /^(sentinel|redis\+sentinel|rediss\+sentinel|amqps?|pyamqp|librabbitmq|sqs|memory|filesystem|mongodb|kafka|confluentkafka|gcpubsub|sqla|sqlalchemy|zookeeper|consul|etcd|azureservicebus|azurestoragequeues|pyro|qpid|py-amqp|slmq)$/;

export function parseBrokerUrl(text: string, keyPrefix = ''): Parsed {
  const url = text.trim();
  // kombu takes several URLs, separated by ; and uses the others only when the first fails.
  if (url.length > 4096 || /[\r\n\0]/.test(url)) return refuse('not-a-url');
  if (url.includes(';')) return refuse('unsupported');
  const found = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(url);
  if (found === null) return refuse('not-a-url');
  const scheme = (found[1] ?? '').toLowerCase();
  const rest = found[2] ?? '';
  if (scheme === 'redis' || scheme === 'rediss') return overNetwork(scheme, rest, keyPrefix);
  if (scheme === 'redis+socket' || scheme === 'unix' || scheme === 'redis+unix') return overSocket(rest, keyPrefix);
  return refuse(otherTransports.test(scheme) ? 'unsupported' : 'scheme');
}

function overNetwork(scheme: 'redis' | 'rediss', rest: string, keyPrefix: string): Parsed {
  const { authority, path, query } = split(rest);
  const { login, place } = splitLogin(authority);
  if (place.includes(',')) return refuse('unsupported');
  const where = /^(\[[0-9a-f:.%]+\]|[^:[\]]*)(?::(\d*))?$/i.exec(place);
  if (where === null) return refuse(/:\D+$/.test(place) ? 'port' : 'host');
  const host = decode((where[1] ?? '').replace(/^\[|\]$/g, '')) || 'localhost';
  if (/[\s/\\@<>"'`]/.test(host)) return refuse('host');
  const port = where[2] === undefined || where[2] === '' ? 6379 : Number(where[2]);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return refuse('port');
  const db = databaseOf(query.get('virtual_host') ?? path.replace(/^\//, ''));
  if (db === null) return refuse('database');
  const { user, password } = credentialsOf(login);
  const shown = host.includes(':') ? `[${host}]` : host;
  return ok({
    label: `${scheme}://${shown}:${port}/${db}`,
    host,
    port,
    socketPath: null,
    db,
    user,
    password,
    tls: scheme === 'redis' ? null : { serverName: host, caFile: query.get('ssl_ca_certs') ?? null, verify: !isUnverified(query.get('ssl_cert_reqs')) },
    keyPrefix,
  });
}

function overSocket(rest: string, keyPrefix: string): Parsed {
  const { authority, path, query } = split(rest);
  const { login, place } = splitLogin(authority);
  const socketPath = decode(`${place}${path}`);
  if (!socketPath.startsWith('/') || socketPath.length < 2) return refuse('host');
  const db = databaseOf(query.get('virtual_host') ?? query.get('db') ?? '0');
  if (db === null) return refuse('database');
  const { user, password } = credentialsOf(login);
  return ok({ label: `redis+socket://${socketPath}?virtual_host=${db}`, host: '', port: 0, socketPath, db, user, password: password ?? query.get('password') ?? null, tls: null, keyPrefix });
}

function split(rest: string): { readonly authority: string; readonly path: string; readonly query: ReadonlyMap<string, string> } {
  // A password written without percent-encoding may hold `/`, `?` or `#`: the last @ ends the login.
  const loginEnd = rest.lastIndexOf('@');
  const tail = rest.slice(loginEnd + 1);
  const pathAt = tail.search(/[/?]/);
  const place = pathAt === -1 ? tail : tail.slice(0, pathAt);
  const after = pathAt === -1 ? '' : tail.slice(pathAt);
  const queryAt = after.indexOf('?');
  return { authority: rest.slice(0, loginEnd + 1) + place, path: queryAt === -1 ? after : after.slice(0, queryAt), query: queryOf(queryAt === -1 ? '' : after.slice(queryAt + 1)) };
}

function splitLogin(authority: string): { readonly login: string | null; readonly place: string } {
  const at = authority.lastIndexOf('@');
  return at === -1 ? { login: null, place: authority } : { login: authority.slice(0, at), place: authority.slice(at + 1) };
}

function credentialsOf(login: string | null): { readonly user: string | null; readonly password: string | null } {
  if (login === null || login === '') return { user: null, password: null };
  const colon = login.indexOf(':');
  const user = decode(colon === -1 ? login : login.slice(0, colon));
  const password = colon === -1 ? '' : decode(login.slice(colon + 1));
  return { user: user === '' ? null : user, password: password === '' ? null : password };
}

function queryOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const equals = pair.indexOf('=');
        return equals === -1 ? ([decode(pair), ''] as const) : ([decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))] as const);
      }),
  );
}

function databaseOf(text: string): number | null {
  if (text === '' || text === '/') return 0;
  const digits = /^\/?(\d{1,5})\/?$/.exec(text);
  return digits === null ? null : Number(digits[1]);
}

function isUnverified(requirement: string | undefined): boolean {
  // kombu also takes Python's names and `optional`, which does not refuse a bad certificate on the client side.
  return requirement !== undefined && /^(CERT_NONE|none|CERT_OPTIONAL|optional)$/i.test(requirement);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
