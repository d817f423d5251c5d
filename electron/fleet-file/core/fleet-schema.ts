/**
 * The shape of a fleet file (docs/spec/fleet-file.md): written for people, therefore apart from the wire's shapes.
 * Must stay true: every key is known or refused by name; nothing in it can hold a secret.
 */
import { z } from 'zod';
import type { BrokerChoice, HostDraft, LoginChoice } from '#shared/domain/host-config.ts';
import { FleetAlertsSection } from './fleet-alerts.ts';

export const fleetFileVersion = 1;
export const maxFleetHosts = 2000;

/** A custom issue's params tell why; the sentence is made in describe-problem. */
const refuseSecret = { params: { reason: 'secret' } } as const;

/** `user:password@` in a URL is a secret in a file meant for sharing. */
export const hasPassword = (url: string): boolean => /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*:[^/?#]*@/i.test(url);

const text = (max: number) => z.string().trim().min(1).max(max);
const BrokerUrl = text(2048).refine((url) => /^rediss?:\/\//i.test(url) || /^unix:\/\//i.test(url), { params: { reason: 'not-allowed', wanted: 'redis://host:port/db or rediss://…' } }).refine((url) => !hasPassword(url), refuseSecret);

const Login = z.union([z.enum(['auto', 'agent', 'password', 'keyboard-interactive']), z.strictObject({ key: text(4096) })]);
const Broker = z.union([
  z.enum(['auto', 'none']),
  z.strictObject({ url: BrokerUrl, through: z.enum(['ssh', 'direct']).default('ssh'), 'key-prefix': z.string().max(200).default('') }),
]);

const LogPath = z.string().min(2).max(4096).refine((path) => path.startsWith('/') && !path.includes('\0'), { params: { reason: 'not-allowed', wanted: 'an absolute path' } });

const FleetHost = z.strictObject({
  name: text(500).optional(),
  address: text(500).optional(),
  port: z.number().int().min(1).max(65_535).nullable().optional(),
  user: text(200).nullable().optional(),
  site: text(200).nullable().optional(),
  tags: z.array(text(100)).max(50).optional(),
  login: Login.optional(),
  jump: z.union([text(500).transform((hop) => [hop]), z.array(text(500)).max(8)]).optional(),
  'ssh-alias': text(500).nullable().optional(),
  broker: Broker.optional(),
  logs: z.array(LogPath).max(20).optional(),
}).refine((host) => host.address !== undefined || (host['ssh-alias'] ?? null) !== null, { path: [], params: { reason: 'missing', key: 'address' } });

export const FleetFile = z.strictObject({
  version: z.literal(fleetFileVersion).default(fleetFileVersion),
  hosts: z.array(FleetHost).max(maxFleetHosts),
  alerts: FleetAlertsSection.optional(),
});
export type FleetFile = z.infer<typeof FleetFile>;
type FleetHost = FleetFile['hosts'][number];

export function draftOf(host: FleetHost): HostDraft {
  return {
    name: host.name ?? host['ssh-alias'] ?? host.address ?? '',
    address: host.address ?? '',
    port: host.port ?? null,
    user: host.user ?? null,
    site: host.site ?? null,
    tags: host.tags ?? [],
    login: loginOf(host.login ?? 'auto'),
    jump: host.jump ?? [],
    sshAlias: host['ssh-alias'] ?? null,
    broker: brokerOf(host.broker ?? 'auto'),
    ...(host.logs === undefined || host.logs.length === 0 ? {} : { logFiles: host.logs }),
  };
}

const loginOf = (login: NonNullable<FleetHost['login']>): LoginChoice => (typeof login === 'string' ? { method: login, keyPath: null } : { method: 'key', keyPath: login.key });

const brokerOf = (broker: NonNullable<FleetHost['broker']>): BrokerChoice =>
  typeof broker === 'string' ? { find: broker } : { find: 'url', url: broker.url, through: broker.through, keyPrefix: broker['key-prefix'] };
