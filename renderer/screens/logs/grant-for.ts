/** What lets this user read a source, as a command to be looked at and run by a person on the host. Pure. */
import type { LogSource } from '#shared/domain/log.ts';

export type Grant = { readonly advice: 'file' | 'journal' | 'docker' | 'other'; /** null: nothing that could be written down safely. */ readonly command: string | null };

export function grantFor(source: Pick<LogSource, 'kind' | 'path' | 'name'>, user: string | null): Grant {
  const name = user !== null && /^[a-z_][a-z0-9_.-]{0,31}$/.test(user) ? user : '"$USER"';
  switch (source.kind) {
    case 'journal':
    case 'kernel':
    case 'coredump': return { advice: 'journal', command: `sudo usermod -aG systemd-journal,adm ${name}` };
    case 'container':
    case 'docker-events': return { advice: 'docker', command: `sudo usermod -aG docker ${name}` };
    // without a log of its own it is the socket, which has to be written to
    case 'supervisord': return source.path === null ? fileGrant(name, 'rw', source.name) : fileGrant(name, 'r', source.path);
    case 'file': return fileGrant(name, 'r', source.path);
    case 'panel': return { advice: 'other', command: null };
  }
}

function fileGrant(user: string, mode: string, path: string | null): Grant {
  return { advice: 'file', command: path === null || !isPlain(path) ? null : `sudo setfacl -m u:${user}:${mode} ${quote(path)}` };
}

/** A path with control or invisible signs is not put into a command that someone may paste. */
function isPlain(path: string): boolean {
  return path.startsWith('/') && !/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.test(path);
}

function quote(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
