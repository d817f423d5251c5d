/**
 * From a host as the operator describes it to the hops that lead there: what is given wins, ~/.ssh/config fills the
 * rest, jump hosts are followed through their own ProxyJump. Loops and commands are refused, never run.
 */
import { parseJump } from './core/parse-jump.ts';
import { knownHostName } from './core/match-known-host.ts';
import type { HostDraft, LoginChoice } from '#shared/domain/host-config.ts';
import type { ResolvedHost, SshClientConfig } from '#electron/ports/ssh-client-config.ts';
import type { LoginRecipe, SshHop } from '#electron/ports/ssh-dialer.ts';
import type { Log } from '#electron/ports/log.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type RouteHop = { readonly hop: SshHop; /** Its name in known_hosts. */ readonly knownAs: string; readonly knownHostsPaths: readonly string[] };
export type LocalUser = { readonly name: string; readonly home: string; /** Socket of the running agent, `pageant`, or null. */ readonly agent: string | null };
export type RouteFinder = { find(draft: HostDraft): Promise<Result<readonly RouteHop[], AppError>> };

type Stop = { readonly name: string; readonly address: string | null; readonly user: string | null; readonly port: number | null; readonly login: LoginChoice; readonly jump: readonly string[] | null; /** The key named for the host behind this hop. */ readonly lentKey: string | null };
type Needs = { readonly sshConfig: SshClientConfig; readonly local: LocalUser; readonly log: Log };

const maxHops = 8;
const autoLogin: LoginChoice = { method: 'auto', keyPath: null };

export function createRouteFinder(needs: Needs): RouteFinder {
  return {
    find(draft) {
      const name = draft.sshAlias ?? draft.address;
      if (name === '') return Promise.resolve(err({ code: 'invalid-input', where: 'address', problem: 'empty' }));
      const address = draft.sshAlias !== null && draft.address !== '' ? draft.address : null;
      return routeTo(needs, { name, address, user: draft.user, port: draft.port, login: draft.login, jump: draft.jump.length > 0 ? draft.jump : null, lentKey: null }, []);
    },
  };
}

/** `visited` are the stops whose jump lists led here. */
async function routeTo(needs: Needs, stop: Stop, visited: readonly string[]): Promise<Result<readonly RouteHop[], AppError>> {
  const resolved = await needs.sshConfig.resolve(stop.name, { user: stop.user, port: stop.port });
  if (!resolved.ok) return resolved;
  for (const note of resolved.value.notes) needs.log.debug('ssh config', { note });
  const here = makeHop(stop, resolved.value, needs.local);
  const jump = stop.jump ?? resolved.value.jump;
  if (stop.jump === null && resolved.value.hasProxyCommand) return err({ code: 'ssh-config-invalid', problem: `ProxyCommand of ${stop.name} is not run; use ProxyJump` });
  if (visited.includes(here.hop.at)) return err({ code: 'ssh-config-invalid', problem: `jump hosts lead back to ${here.hop.at}` });
  const before: RouteHop[] = [];
  const lentKey = stop.login.method === 'key' ? stop.login.keyPath : stop.lentKey;
  for (const [index, text] of jump.entries()) {
    const target = parseJump(text);
    if (target === null) return err({ code: 'ssh-config-invalid', problem: `jump host ${text.slice(0, 100)}` });
    // Only the first of a list is reached by its own ProxyJump; the others are reached through the one before.
    const next = await routeTo(needs, { ...target, address: null, login: autoLogin, jump: index === 0 ? null : [], lentKey }, [...visited, here.hop.at]);
    if (!next.ok) return next;
    before.push(...next.value);
    if (before.length >= maxHops) return err({ code: 'ssh-config-invalid', problem: `more than ${maxHops} hops to ${stop.name}` });
  }
  const again = before.find((each) => each.hop.at === here.hop.at);
  if (again !== undefined) return err({ code: 'ssh-config-invalid', problem: `jump hosts lead back to ${here.hop.at}` });
  return ok([...before, here]);
}

function makeHop(stop: Stop, resolved: ResolvedHost, local: LocalUser): RouteHop {
  const address = stop.address ?? resolved.address;
  const user = stop.user ?? resolved.user ?? local.name;
  const port = stop.port ?? resolved.port ?? 22;
  const shown = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
  return {
    hop: { at: `${user}@${shown}:${port}`, address, port, user, login: makeLogin(stop.login, resolved, local, stop.lentKey) },
    knownAs: resolved.hostKeyAlias?.toLowerCase() ?? knownHostName(address, port),
    knownHostsPaths: [...resolved.userKnownHostsFiles, ...resolved.globalKnownHostsFiles],
  };
}

/** A hop that names no key of its own is also shown the host's: the form has no other place for it. A password is never lent. */
function makeLogin(choice: LoginChoice, resolved: ResolvedHost, local: LocalUser, lentKey: string | null): LoginRecipe {
  const agent = resolved.identityAgent ?? local.agent;
  const expand = (path: string): string => (path.startsWith('~/') ? `${local.home}/${path.slice(2)}` : path);
  const named = choice.keyPath !== null && choice.method === 'key' ? [expand(choice.keyPath)] : resolved.identityFiles;
  const lent = lentKey === null ? [] : [expand(lentKey)];
  const usual = [...lent, ...['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => `${local.home}/.ssh/${name}`)];
  return { method: choice.method, identityFiles: named.length > 0 ? named : usual, areNamed: named.length > 0, identitiesOnly: resolved.identitiesOnly, agent: agent === 'none' ? null : agent };
}
