/**
 * Which brokers a host's workers use, from what the operator gave and what the probes found. Pure.
 * Best hint first: command line, environment, an open connection, the default of a local Redis.
 * A worker whose URL names another kind of broker (amqp, sqs, sentinel) is left without one, and that is said.
 */
import { parseBrokerUrl, type ParsedBroker } from '#electron/celery/core/parse-broker-url.ts';
import type { BrokerHint, CeleryMain } from '#electron/probes/core/host-observation.ts';

import type { BrokerView } from '#shared/domain/broker.ts';
import type { HostConfig } from '#shared/domain/host-config.ts';
import type { BrokerId, HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';

export type WantedBroker = {
  readonly id: BrokerId;
  readonly address: ParsedBroker;
  readonly foundBy: BrokerView['foundBy'];
  readonly isDirect: boolean;
  readonly pids: readonly number[];
};
/** Two ways to one Redis are one broker: `aliases` maps the id of the second way to the first. Pids are joined. */
export function underAliases<W extends WantedBroker>(wanted: readonly W[], aliases: ReadonlyMap<BrokerId, BrokerId>): readonly (W & { readonly as: BrokerId })[] {
  return wanted.map((one) => ({ ...one, as: aliases.get(one.id) ?? one.id }));
}

/** How long a way nobody uses is kept beside another one that is in use. */
const keepUnusedMs = 600_000;

/**
 * A broker whose last worker ended stays watched: its queue grows, and how the worker ended is read there. Without another
 * way in use it stays for as long as the host does; beside one it is dropped ten minutes after it was last used.
 */
export function keepUnused<W extends WantedBroker & { readonly unusedSince: number | null }>(before: readonly W[], wanted: readonly WantedBroker[], now: number): readonly (WantedBroker & { readonly unusedSince: number | null })[] {
  const left = before.filter((old) => !wanted.some((one) => one.id === old.id)).map((old) => ({ ...old, pids: [], unusedSince: old.unusedSince ?? now }));
  const kept = left.filter((old) => wanted.length === 0 || now - old.unusedSince < keepUnusedMs);
  return [...wanted.map((one) => ({ ...one, unusedSince: null })), ...kept];
}

export type BrokerChoiceResult = { readonly wanted: readonly WantedBroker[]; readonly problems: readonly AppError[] };

/** `databases`: the db number that CLIENT LIST showed at `host:port` as this host names it, where no URL named one. */
export function chooseBrokers(config: HostConfig, mains: readonly CeleryMain[], databases: ReadonlyMap<string, number>): BrokerChoiceResult {
  if (config.broker.find === 'none') return { wanted: [], problems: [] };
  if (config.broker.find === 'url') return given(config, config.broker, mains);
  const found = new Map<BrokerId, WantedBroker>();
  const problems: AppError[] = [];
  for (const main of mains) {
    const choice = fromHints(main, databases);
    if (choice === null) continue;
    if ('code' in choice) { problems.push(choice); continue; }
    const id = brokerId(config.id, choice.address, false);
    const known = found.get(id);
    found.set(id, { id, address: choice.address, foundBy: known?.foundBy ?? choice.foundBy, isDirect: false, pids: [...(known?.pids ?? []), main.pid] });
  }
  return { wanted: [...found.values()], problems };
}

function given(config: HostConfig, broker: Extract<HostConfig['broker'], { find: 'url' }>, mains: readonly CeleryMain[]): BrokerChoiceResult {
  const parsed = parseBrokerUrl(broker.url, broker.keyPrefix);
  if (!parsed.ok) return { wanted: [], problems: [parsed.error] };
  const isDirect = broker.through === 'direct';
  // a URL given by hand has no password in it: the worker's own URL may lend its
  const lent = parsed.value.password === null ? lendPassword(parsed.value, mains) : null;
  const address = lent === null ? parsed.value : { ...parsed.value, password: lent };
  return { wanted: [{ id: brokerId(config.id, address, isDirect), address, foundBy: 'given', isDirect, pids: mains.map((main) => main.pid) }], problems: [] };
}

function lendPassword(address: ParsedBroker, mains: readonly CeleryMain[]): string | null {
  for (const hint of mains.flatMap((main) => main.brokerHints)) {
    if (!('url' in hint)) continue;
    const parsed = parseBrokerUrl(hint.url, '');
    if (parsed.ok && parsed.value.port === address.port && parsed.value.user === address.user && parsed.value.password !== null) return parsed.value.password;
  }
  return null;
}

type Choice = { readonly address: ParsedBroker; readonly foundBy: BrokerView['foundBy'] };

function fromHints(main: CeleryMain, databases: ReadonlyMap<string, number>): Choice | AppError | null {
  const written = main.brokerHints.find((hint) => 'url' in hint);
  const connections = main.brokerHints.filter((hint) => hint.from === 'connection');
  if (written !== undefined) {
    const parsed = parseBrokerUrl(written.url, '');
    if (!parsed.ok) return parsed.error;
    return { address: seenFromHost(parsed.value, main, connections), foundBy: written.from };
  }
  const open = connections.find((hint) => hint.port === 6379) ?? connections[0];
  const place = open ?? main.brokerHints.find((hint) => hint.from === 'default');
  if (place === undefined || !('host' in place)) return null;
  const db = databases.get(`${place.host}:${String(place.port)}`) ?? 0;
  const parsed = parseBrokerUrl(`redis://${hostPart(place.host)}:${String(place.port)}/${String(db)}`, '');
  return parsed.ok ? { address: parsed.value, foundBy: 'connection' } : parsed.error;
}

const hostPart = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Inside a container a name such as `redis` means something only there: go where its connection really goes. */
function seenFromHost(address: ParsedBroker, main: CeleryMain, connections: readonly Extract<BrokerHint, { from: 'connection' }>[]): ParsedBroker {
  if (main.container === null || address.socketPath !== null) return address;
  const open = connections.find((hint) => hint.port === address.port) ?? connections[0];
  return open === undefined ? address : { ...address, host: open.host, port: open.port };
}

/**
 * Loopback, sockets and names without a dot mean another Redis on each host; a full name or address means the same one.
 */
export function brokerId(host: HostId, address: ParsedBroker, isDirect: boolean): BrokerId {
  const place = address.socketPath ?? `${hostPart(address.host)}:${String(address.port)}`;
  const name = `${place}/${String(address.db)}${address.keyPrefix === '' ? '' : ` ${address.keyPrefix}`}${address.user === null ? '' : ` ${address.user}`}`;
  return (isDirect ? `direct ${name}` : isLocalName(address) ? `${host} ${name}` : name).slice(0, 590) as BrokerId;
}

function isLocalName(address: ParsedBroker): boolean {
  const { host, socketPath } = address;
  if (socketPath !== null) return true;
  return host === '::1' || host.startsWith('127.') || host === '0.0.0.0' || !/[.:]/.test(host);
}
