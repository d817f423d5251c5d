/**
 * The add/edit form as text fields, and how it becomes a HostDraft. Pure: the words for each problem live in the
 * translations. A secret has no field here: it is asked for when it is needed and goes to the vault.
 */
import type { HostConfig, HostDraft } from '#shared/domain/host-config.ts';
import type { OutputOf } from '#shared/contract.ts';

export type SshAlias = OutputOf<'hosts.ssh-aliases'>['aliases'][number];

export type HostForm = {
  readonly name: string;
  readonly address: string;
  readonly port: string;
  readonly user: string;
  readonly method: HostDraft['login']['method'];
  readonly keyPath: string;
  readonly jump: string;
  readonly site: string;
  readonly tags: string;
  readonly sshAlias: string | null;
  readonly brokerFind: 'auto' | 'url' | 'none';
  readonly brokerUrl: string;
  readonly brokerThrough: 'ssh' | 'direct';
  readonly keyPrefix: string;
  /** One path in each line. */
  readonly logFiles: string;
};
export type HostField = keyof HostForm;

export const emptyHostForm: HostForm = {
  name: '',
  address: '',
  port: '',
  user: '',
  method: 'auto',
  keyPath: '',
  jump: '',
  site: '',
  tags: '',
  sshAlias: null,
  brokerFind: 'auto',
  brokerUrl: '',
  brokerThrough: 'ssh',
  keyPrefix: '',
  logFiles: '',
};

export function formOfConfig(config: HostConfig): HostForm {
  const broker = config.broker;
  return {
    name: config.name,
    address: config.address,
    port: config.port === null ? '' : String(config.port),
    user: config.user ?? '',
    method: config.login.method,
    keyPath: config.login.keyPath ?? '',
    jump: config.jump.join(', '),
    site: config.site ?? '',
    tags: config.tags.join(', '),
    sshAlias: config.sshAlias,
    brokerFind: broker.find,
    brokerUrl: broker.find === 'url' ? broker.url : '',
    brokerThrough: broker.find === 'url' ? broker.through : 'ssh',
    keyPrefix: broker.find === 'url' ? broker.keyPrefix : '',
    logFiles: (config.logFiles ?? []).join(', '),
  };
}

/** An alias keeps its own user, port, jump hosts and keys in ~/.ssh/config: copying them would let the two drift apart. */
export function formOfAlias(alias: SshAlias, kept: HostForm): HostForm {
  return { ...kept, sshAlias: alias.alias, name: kept.name.trim() === '' || kept.name === kept.sshAlias ? alias.alias : kept.name, address: '', port: '', user: '', jump: '' };
}

/** Splits what people paste: `pi@pi3:2222`, `ssh://pi@pi3:2222`, `[fe80::1]:22`. Leaves anything else alone. */
export function splitAddress(text: string): { readonly user: string | null; readonly address: string; readonly port: string | null } {
  const bare = text.trim().replace(/^ssh:\/\//i, '').replace(/\/$/, '');
  const at = bare.lastIndexOf('@');
  const user = at > 0 ? bare.slice(0, at) : null;
  const rest = at > 0 ? bare.slice(at + 1) : bare;
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(rest);
  if (bracketed) return { user, address: bracketed[1] ?? '', port: bracketed[2] ?? null };
  const withPort = /^([^:]+):(\d+)$/.exec(rest);
  return withPort ? { user, address: withPort[1] ?? '', port: withPort[2] ?? null } : { user, address: rest, port: null };
}

/** A list typed with commas or lines. */
export function listOf(text: string): readonly string[] {
  return [...new Set(text.split(/[,\n]/).map((part) => part.trim()).filter((part) => part !== ''))];
}
