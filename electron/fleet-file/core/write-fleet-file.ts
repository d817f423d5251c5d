/**
 * Host configurations to a fleet file's text: stable order, only what differs from the defaults, so that two exports
 * of the same fleet are the same text and a version control shows real changes only.
 * Must stay true: reading it back gives the same drafts; a URL with a password is written without it.
 */
import { stringify } from 'yaml';
import type { HostDraft } from '#shared/domain/host-config.ts';
import { plainAlerts, type FleetAlerts } from './fleet-alerts.ts';
import { fleetFileVersion } from './fleet-schema.ts';

const header = [
  'Fleetbeat fleet file: the hosts of a fleet, to share and to keep under version control.',
  'It holds no secret: passwords and passphrases are asked for, and rest in the keychain.',
  'Format: docs/spec/fleet-file.md. Read it in with “Import”, or: fleetbeat status --fleet FILE',
].map((line) => `# ${line}\n`).join('');

export function writeFleetFile(hosts: readonly HostDraft[], chosen: FleetAlerts): string {
  const sorted = [...hosts].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const alerts = plainAlerts(chosen);
  return header + stringify({ version: fleetFileVersion, hosts: sorted.map(plainOf), ...(alerts === null ? {} : { alerts }) }, { lineWidth: 0, aliasDuplicateObjects: false });
}

function plainOf(host: HostDraft): Record<string, unknown> {
  const plain: Record<string, unknown> = { name: host.name };
  if (host.address !== '') plain['address'] = host.address;
  if (host.sshAlias !== null) plain['ssh-alias'] = host.sshAlias;
  if (host.port !== null) plain['port'] = host.port;
  if (host.user !== null && host.user !== '') plain['user'] = host.user;
  if (host.site !== null && host.site !== '') plain['site'] = host.site;
  if (host.tags.length > 0) plain['tags'] = host.tags;
  if (host.login.keyPath !== null && host.login.method === 'key') plain['login'] = { key: host.login.keyPath };
  else if (host.login.method !== 'auto' && host.login.method !== 'key') plain['login'] = host.login.method;
  if (host.jump.length > 0) plain['jump'] = host.jump;
  if (host.broker.find === 'none') plain['broker'] = 'none';
  if (host.broker.find === 'url') {
    plain['broker'] = { url: withoutPassword(host.broker.url), through: host.broker.through, ...(host.broker.keyPrefix === '' ? {} : { 'key-prefix': host.broker.keyPrefix }) };
  }
  if (host.logFiles !== undefined && host.logFiles.length > 0) plain['logs'] = host.logFiles;
  return plain;
}

/** `scheme://user:password@` keeps its user. */
const withoutPassword = (url: string): string => url.replace(/^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*):([^/?#]*)@/i, (_whole, scheme: string, user: string) => (user === '' ? scheme : `${scheme}${user.split(':')[0] ?? ''}@`));
