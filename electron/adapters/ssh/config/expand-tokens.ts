/** `~`, `${NAME}` and the percent tokens of ssh_config in file names. Unknown tokens stay as they are. */
export type TokenValues = { readonly home: string; readonly localUser: string; readonly localHost: string; readonly address: string; readonly originalName: string; readonly port: number; readonly remoteUser: string; readonly env: Readonly<Record<string, string | undefined>> };

export function expandTokens(text: string, values: TokenValues): string {
  const tokens: Readonly<Record<string, string>> = { '%': '%', d: values.home, h: values.address, i: '', L: values.localHost.split('.')[0] ?? '', l: values.localHost, n: values.originalName, p: String(values.port), r: values.remoteUser, u: values.localUser };
  // One pass, so that a value holding a percent sign is not expanded again.
  return expandHome(text, values.home).replace(/%(.)|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (whole, token: string | undefined, name: string | undefined) => (token !== undefined ? (tokens[token] ?? whole) : (values.env[name ?? ''] ?? whole)));
}

export function expandHome(path: string, home: string): string {
  return path === '~' ? home : path.startsWith('~/') ? `${home}/${path.slice(2)}` : path;
}
