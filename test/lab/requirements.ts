/**
 * Can this machine run real Pis, and if not, why? As root on Debian, what is missing can be installed.
 * The answer is a sentence for people: a lab that did not run is always said, never silent.
 */
import { existsSync, readFileSync } from 'node:fs';
import { hostCommands } from './packages.ts';
import { runCommand, tryCommand } from './run-command.ts';

export type LabReadiness = { readonly canRun: boolean; readonly missingPackages: readonly string[]; readonly reasons: readonly string[] };

const isRoot = (): boolean => process.getuid?.() === 0;

function isDebian(): boolean {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

export function inspectRequirements(): LabReadiness {
  if (process.platform !== 'linux') return { canRun: false, missingPackages: [], reasons: [`real Pis need Linux, this is ${process.platform}`] };
  const reasons: string[] = [];
  const missingPackages = [...new Set(hostCommands.filter((need) => !existsSync(need.path)).map((need) => need.package))];
  if (!isRoot()) reasons.push('real Pis need root (systemd-nspawn, overlayfs, network namespaces)');
  if (missingPackages.length > 0) reasons.push(`missing packages: ${missingPackages.join(' ')}`);
  if (!existsSync('/sys/fs/cgroup')) reasons.push('no control groups mounted');
  if (!/\boverlay\b/.test(readFileSync('/proc/filesystems', 'utf8')) && isRoot() && !existsSync('/sys/module/overlay')) reasons.push('the kernel has no overlayfs');
  return { canRun: reasons.length === 0, missingPackages, reasons };
}

/** Installs what is missing when this is root on Debian; daemons the packages bring are not started. */
export async function ensureRequirements(say: (line: string) => void): Promise<LabReadiness> {
  const found = inspectRequirements();
  if (found.missingPackages.length === 0 || !isRoot() || !isDebian()) return found;
  say(`installing ${found.missingPackages.join(' ')}`);
  const apt = (args: readonly string[]) => ['-y', '-o', 'DPkg::Lock::Timeout=300', ...args];
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const install = () => tryCommand('apt-get', apt(['install', '--no-install-recommends', ...found.missingPackages]), { env, timeoutMs: 900_000 });
  const first = await install();
  if (first.code !== 0) {
    try {
      await runCommand('apt-get', apt(['update']), { env, timeoutMs: 300_000 });
      const second = await install();
      if (second.code !== 0) say(`apt-get install failed: ${second.stderr.trim().split('\n').at(-1) ?? ''}`);
    } catch (error) {
      say(`apt-get update failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return inspectRequirements();
}
