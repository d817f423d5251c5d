/**
 * Whether the system's keychain may hold secrets. Chromium's `basic_text` on Linux encrypts with a password that is
 * written in its source: that is no keychain, so secrets then stay in memory and the window says so. Pure.
 */
export type KeychainFacts = { readonly platform: string; readonly isAvailable: boolean; readonly linuxBackend: string };

export function chooseVault({ platform, isAvailable, linuxBackend }: KeychainFacts): 'keychain' | 'memory' {
  if (!isAvailable) return 'memory';
  if (platform !== 'linux') return 'keychain';
  return ['gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6'].includes(linuxBackend) ? 'keychain' : 'memory';
}
