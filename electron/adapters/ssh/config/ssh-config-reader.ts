/**
 * The SshClientConfig port on the operator's ~/.ssh/config. Read afresh at each question, so that an edit counts at
 * the next connection. A file that cannot be understood is an error, never half believed.
 */
import { glob as findFiles, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { ResolvedHost, SshClientConfig } from '#electron/ports/ssh-client-config.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { isMissingFile } from '#electron/adapters/ssh/map-error.ts';
import { readConfigLines, type ConfigLine, type ConfigText } from './config-lines.ts';
import { evaluateConfig, listAliases, type Evaluated } from './evaluate-config.ts';
import { expandHome, expandTokens, type TokenValues } from './expand-tokens.ts';

export type SshConfigNeeds = {
  readonly home: string;
  readonly localUser: string;
  readonly localHost: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In order of precedence; usually `~/.ssh/config` and `/etc/ssh/ssh_config`. */
  readonly configPaths: readonly string[];
};

const maxFiles = 256;
const maxBytes = 2 * 1024 * 1024;

export function createSshConfigReader(needs: SshConfigNeeds): SshClientConfig {
  return {
    async resolve(name, given) {
      const read = await readAll(needs);
      if (!read.ok) return read;
      const evaluated = evaluateConfig(read.value, { name, user: given.user, localUser: needs.localUser });
      return describeHost(evaluated, name, given, needs);
    },
    async aliases() {
      const read = await readAll(needs);
      return read.ok ? ok(listAliases(read.value)) : read;
    },
  };
}

function describeHost(evaluated: Evaluated, name: string, given: { readonly user: string | null; readonly port: number | null }, needs: SshConfigNeeds): Result<ResolvedHost, AppError> {
  const first = (param: string): string | null => evaluated.values.get(param)?.[0] ?? null;
  const list = (param: string): readonly string[] => (evaluated.values.get(param) ?? []).flatMap((each) => each.split(/\s+/)).filter((each) => each !== '');
  const portText = first('port');
  const port = portText === null ? null : Number(portText);
  if (port !== null && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) return err({ code: 'ssh-config-invalid', problem: `Port ${printable(portText ?? '')}` });
  const user = first('user');
  const address = (first('hostname') ?? name).replaceAll('%h', name).replaceAll('%%', '%');
  const tokens: TokenValues = { home: needs.home, localUser: needs.localUser, localHost: needs.localHost, address, originalName: name, port: given.port ?? port ?? 22, remoteUser: given.user ?? user ?? needs.localUser, env: needs.env };
  const files = (paths: readonly string[]): string[] => paths.filter((path) => path.toLowerCase() !== 'none').map((path) => expandTokens(path, tokens));
  const agent = first('identityagent');
  const jump = first('proxyjump');
  const command = evaluated.values.get('proxycommand')?.join(' ') ?? 'none';
  // Whichever of the two is written first wins, as in ssh.
  const order = [...evaluated.values.keys()];
  const isJumpFirst = jump !== null && (command === 'none' || order.indexOf('proxyjump') < order.indexOf('proxycommand'));
  return ok({
    address, user, port, jump: isJumpFirst && jump.toLowerCase() !== 'none' ? jump.split(',').map((each) => each.trim()).filter((each) => each !== '') : [],
    identityFiles: files(evaluated.identityFiles), identitiesOnly: first('identitiesonly')?.toLowerCase() === 'yes',
    identityAgent: agent === null ? null : agent.toUpperCase() === 'SSH_AUTH_SOCK' ? (needs.env['SSH_AUTH_SOCK'] ?? null) : agent.toLowerCase() === 'none' ? 'none' : expandTokens(agent.replace(/^\$([A-Za-z_]\w*)$/, '${$1}'), tokens),
    hasProxyCommand: !isJumpFirst && command.toLowerCase() !== 'none', hostKeyAlias: first('hostkeyalias'),
    userKnownHostsFiles: evaluated.values.has('userknownhostsfile') ? files(list('userknownhostsfile')) : [join(needs.home, '.ssh/known_hosts'), join(needs.home, '.ssh/known_hosts2')],
    globalKnownHostsFiles: evaluated.values.has('globalknownhostsfile') ? files(list('globalknownhostsfile')) : ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
    notes: evaluated.notes,
  });
}

async function readAll(needs: SshConfigNeeds): Promise<Result<readonly ConfigLine[], AppError>> {
  const all: ConfigLine[] = [];
  let files = 0;
  for (const path of needs.configPaths) {
    const root = await readText(path);
    if (!root.ok) return root;
    if (root.value === null) continue;
    const base = path.startsWith(needs.home) ? join(needs.home, '.ssh') : '/etc/ssh';
    const openIncluded = async (pattern: string): Promise<ConfigText[]> => {
      const found: ConfigText[] = [];
      for (const file of await expandPattern(pattern, base, needs.home)) {
        files += 1;
        if (files > maxFiles) break;
        const text = await readText(file);
        if (text.ok && text.value !== null) found.push(text.value);
      }
      return found;
    };
    const read = await readConfigLines(root.value, openIncluded);
    if (read.problem !== null) return err({ code: 'ssh-config-invalid', problem: printable(read.problem) });
    all.push(...read.lines);
  }
  return ok(all);
}

async function expandPattern(pattern: string, base: string, home: string): Promise<string[]> {
  const path = expandHome(pattern, home);
  const absolute = isAbsolute(path) ? path : join(base, path);
  if (!/[*?[\]]/.test(absolute)) return [absolute];
  const found: string[] = [];
  for await (const each of findFiles(absolute)) { found.push(each); if (found.length > maxFiles) break; }
  return found.toSorted();
}

async function readText(path: string): Promise<Result<ConfigText | null, AppError>> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > maxBytes) return err({ code: 'ssh-config-invalid', problem: `${printable(path)}: too large` });
    return ok({ path, text: bytes.toString('utf8') });
  } catch (error) {
    if (isMissingFile(error)) return ok(null);
    return err({ code: 'ssh-config-invalid', problem: `${printable(path)}: not readable` });
  }
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, '?').slice(0, 300);
}
