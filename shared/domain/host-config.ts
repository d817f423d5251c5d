/**
 * A host as the operator describes it. Holds no secret: passwords and passphrases live in the vault, by host id.
 */
import { z } from 'zod';
import { HostId } from './ids.ts';

export const LoginChoice = z.object({
  /** `auto` tries the agent, then identity files, then asks for a password. */
  method: z.enum(['auto', 'agent', 'key', 'password', 'keyboard-interactive']),
  /** Path of a private key on the operator's machine; only for `key`. */
  keyPath: z.string().max(4096).nullable(),
});
export type LoginChoice = z.infer<typeof LoginChoice>;

export const BrokerChoice = z.discriminatedUnion('find', [
  /** Found from the worker's command line, environment and connections. */
  z.object({ find: z.literal('auto') }),
  z.object({
    find: z.literal('url'),
    /** `redis://user@host:6379/0` or `rediss://…`, never with a password. */
    url: z.string().min(1).max(2048),
    through: z.enum(['ssh', 'direct']),
    /** kombu's `global_keyprefix`, glued on verbatim. */
    keyPrefix: z.string().max(200),
  }),
  /** Do not look for a broker on this host. */
  z.object({ find: z.literal('none') }),
]);
export type BrokerChoice = z.infer<typeof BrokerChoice>;

export const HostDraft = z.object({
  name: z.string().trim().min(1).max(500),
  /** Host name or address; with `sshAlias` the alias's own HostName wins when this is empty. */
  address: z.string().trim().max(500),
  port: z.number().int().min(1).max(65535).nullable(),
  user: z.string().max(200).nullable(),
  site: z.string().max(200).nullable(),
  tags: z.array(z.string().min(1).max(100)).max(50),
  login: LoginChoice,
  /** Jump hosts in order, each `[user@]host[:port]` or an alias of ~/.ssh/config. */
  jump: z.array(z.string().min(1).max(500)).max(8),
  /** Alias of ~/.ssh/config whose settings fill what is not given here. */
  sshAlias: z.string().max(500).nullable(),
  broker: BrokerChoice,
  /** Logs on the host to follow beside those that are found: absolute paths. */
  logFiles: z.array(z.string().min(2).max(4096).startsWith('/')).max(20).optional(),
});
export type HostDraft = z.infer<typeof HostDraft>;

export const HostConfig = HostDraft.extend({
  id: HostId,
  /** Off: kept in the list, not connected. */
  isOn: z.boolean(),
});
export type HostConfig = z.infer<typeof HostConfig>;
