/**
 * Writes into a Pi's file system, before it boots, what makes it this Pi: name, host key, logins, sshd, Redis, oddities.
 * `root` is the Pi's own overlay; the shared root below is never touched.
 */
import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PiSpec } from './lab-spec.ts';
import { runCommand } from './run-command.ts';

export type PiSetting = { readonly spec: PiSpec; readonly root: string; readonly address: string; readonly publicKey: string };

const applicationPath = join(import.meta.dirname, 'tapp.py');
export const applicationDirectory = '/home/pi/app';

function put(root: string, path: string, text: string, mode = 0o644): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text, { mode });
}

function piOwner(root: string): { readonly uid: number; readonly gid: number } {
  const fields = /^pi:[^:]*:(\d+):(\d+):/m.exec(readFileSync(join(root, 'etc/passwd'), 'utf8'));
  return { uid: Number(fields?.[1] ?? 1000), gid: Number(fields?.[2] ?? 1000) };
}

function own(root: string, paths: readonly string[]): void {
  const { uid, gid } = piOwner(root);
  for (const path of paths) chownSync(join(root, path), uid, gid);
}

function writeLogins({ spec, root, publicKey }: PiSetting): void {
  put(root, 'root/.ssh/authorized_keys', publicKey, 0o600);
  put(root, 'home/pi/.ssh/authorized_keys', publicKey, 0o600);
  chmodSync(join(root, 'root/.ssh'), 0o700);
  chmodSync(join(root, 'home/pi/.ssh'), 0o700);
  mkdirSync(join(root, applicationDirectory), { recursive: true });
  copyFileSync(applicationPath, join(root, applicationDirectory, 'tapp.py'));
  own(root, ['home/pi/.ssh', 'home/pi/.ssh/authorized_keys', applicationDirectory, `${applicationDirectory}/tapp.py`]);
  if (spec.loginShell === 'fish') {
    const passwd = readFileSync(join(root, 'etc/passwd'), 'utf8');
    put(root, 'etc/passwd', passwd.replace(/^(pi:.*):[^:\n]*$/m, '$1:/usr/bin/fish'));
  }
  if (spec.isNoisy) {
    const path = 'home/pi/.bashrc';
    put(root, path, `echo "*** Welcome to ${spec.name}, last backup: never ***"\nprintf '\\033]0;pi\\007\\033[31mdisk almost full\\033[0m\\n'\necho 'warning: locale not found' >&2\n`);
    own(root, [path]);
  }
}

function writeSshd({ spec, root, address }: PiSetting): void {
  const lines = [`ListenAddress ${address}`, 'UseDNS no', 'PermitRootLogin prohibit-password', 'PasswordAuthentication yes', 'PrintLastLog no', 'HostKey /etc/ssh/ssh_host_ed25519_key', 'HostKey /etc/ssh/ssh_host_ecdsa_key'];
  if (spec.clockOffset) lines.push(`SetEnv ${Object.entries(clockEnvironment(spec)).map(([name, value]) => `"${name}=${value}"`).join(' ')}`);
  put(root, 'etc/ssh/sshd_config.d/10-lab.conf', `${lines.join('\n')}\n`);
}

/** Shifts what a program believes the wall clock to be, and only that: waiting must not change. */
export function clockEnvironment(spec: PiSpec): Readonly<Record<string, string>> {
  if (!spec.clockOffset) return {};
  return { LD_PRELOAD: '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1', FAKETIME: spec.clockOffset, FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' };
}

function writeRedis({ spec, root, address }: PiSetting): void {
  if (!spec.redis) {
    symlinkSync('/dev/null', join(root, 'etc/systemd/system/redis-server.service'));
    return;
  }
  const path = join(root, 'etc/redis/redis.conf');
  const added = [`bind ${spec.redis.bind === 'inside' ? '127.0.0.1' : address}`, 'save ""', ...(spec.redis.password ? [`requirepass "${spec.redis.password}"`] : [])];
  writeFileSync(path, `${readFileSync(path, 'utf8')}\n${added.join('\n')}\n`);
}

export const pythonOf = (spec: PiSpec): string => (spec.python === 'hidden' ? '/opt/celery/bin/python3' : '/usr/bin/python3');

/** Moved away rather than forbidden: a shell must not find even a file it may not run. */
function hidePython(root: string): void {
  mkdirSync(join(root, 'opt/celery/bin'), { recursive: true });
  const real = readdirSync(join(root, 'usr/bin')).find((name) => /^python3\.\d+$/.test(name)) ?? 'python3';
  copyFileSync(join(root, 'usr/bin', real), join(root, 'opt/celery/bin/python3'));
  for (const name of readdirSync(join(root, 'usr/bin')).filter((one) => /^python3?(\.\d+)?$/.test(one))) rmSync(join(root, 'usr/bin', name));
}

export async function preparePi(setting: PiSetting): Promise<{ readonly hostKeys: readonly string[] }> {
  const { spec, root } = setting;
  put(root, 'etc/hostname', `${spec.name}\n`);
  put(root, 'etc/hosts', `127.0.0.1 localhost\n${setting.address} ${spec.name}\n`);
  rmSync(join(root, 'etc/machine-id'), { force: true });
  put(root, 'etc/machine-id', '');
  for (const type of ['ed25519', 'ecdsa']) await runCommand('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', spec.name, '-f', join(root, `etc/ssh/ssh_host_${type}_key`)]);
  writeLogins(setting);
  writeSshd(setting);
  writeRedis(setting);
  if (spec.python === 'hidden') hidePython(root);
  return { hostKeys: ['ed25519', 'ecdsa'].map((type) => readFileSync(join(root, `etc/ssh/ssh_host_${type}_key.pub`), 'utf8').trim().split(' ').slice(0, 2).join(' ')) };
}
