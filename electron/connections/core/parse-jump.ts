/** `[user@]host[:port]`, `ssh://…` and `[v6]:port` of ProxyJump lists. Pure; null when it cannot be one. */
export type JumpTarget = { readonly name: string; readonly user: string | null; readonly port: number | null };

export function parseJump(text: string): JumpTarget | null {
  const bare = text.trim().replace(/^ssh:\/\//i, '').replace(/\/$/, '');
  const at = bare.lastIndexOf('@');
  const user = at > 0 ? bare.slice(0, at) : null;
  const rest = bare.slice(at + 1);
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(rest);
  const plain = bracketed ?? /^([^:]+)(?::(\d+))?$/.exec(rest) ?? (/^[0-9a-f:.%]+$/i.test(rest) && rest.includes('::') ? [rest, rest] : null);
  const name = plain?.[1];
  // A name is never a shell word here, but a leading dash or a space is still nobody's host.
  if (name === undefined || name === '' || /[\s\0]/.test(name) || name.startsWith('-') || at === 0) return null;
  const port = plain?.[2] === undefined ? null : Number(plain[2]);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  return { name, user, port };
}
