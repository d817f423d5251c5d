/**
 * known_hosts text to entries. Never throws: what is not understood becomes a note. Our own file may also hold
 * `# fleetbeat supersedes NAME KEYTYPE SHA256:…` lines: the operator decided that this old key no longer counts for
 * this name, whichever file still holds it.
 */
export type KnownHostEntry = {
  readonly marker: 'none' | 'revoked';
  readonly names: { readonly kind: 'plain'; readonly patterns: readonly string[] } | { readonly kind: 'hashed'; readonly salt: string; readonly hash: string };
  readonly keyType: string;
  /** Base64, as written. */
  readonly blob: string;
  readonly place: string;
};
export type Superseded = { readonly name: string; readonly fingerprint: string };
export type KnownHosts = { readonly entries: readonly KnownHostEntry[]; readonly superseded: readonly Superseded[]; readonly notes: readonly string[] };

const maxNotes = 20;

export function parseKnownHosts(files: readonly { readonly path: string; readonly text: string }[], ownPath: string): KnownHosts {
  const entries: KnownHostEntry[] = [];
  const superseded: Superseded[] = [];
  const notes: string[] = [];
  for (const file of files) {
    file.text.split(/\r?\n/).forEach((raw, index) => {
      const line = raw.trim();
      const place = `${file.path}:${index + 1}`;
      const old = file.path === ownPath ? /^# fleetbeat supersedes (\S+) \S+ (SHA256:\S+)$/.exec(line) : null;
      if (old?.[1] !== undefined && old[2] !== undefined) { superseded.push({ name: old[1], fingerprint: old[2] }); return; }
      if (line === '' || line.startsWith('#')) return;
      const entry = parseLine(line, place);
      if (typeof entry !== 'string') entries.push(entry);
      else if (notes.length < maxNotes) notes.push(`${place}: ${entry}`);
    });
  }
  return { entries, superseded, notes };
}

/** An entry, or why there is none. */
function parseLine(line: string, place: string): KnownHostEntry | string {
  const words = line.split(/[ \t]+/);
  const marker = words[0]?.startsWith('@') === true ? words.shift() : undefined;
  if (marker === '@cert-authority') return 'certificate authorities are not supported';
  if (marker !== undefined && marker !== '@revoked') return 'unknown marker';
  const [nameField, keyType, blob] = words;
  if (nameField === undefined || keyType === undefined || blob === undefined) return 'incomplete line';
  if (/^\d+$/.test(keyType)) return 'SSH protocol 1 key';
  if (!/^[A-Za-z0-9+/]+={0,3}$/.test(blob) || blob.length < 16) return 'not a key';
  const base = { marker: marker === undefined ? 'none' : 'revoked', keyType, blob, place } as const;
  if (!nameField.startsWith('|')) return { ...base, names: { kind: 'plain', patterns: nameField.split(',').filter((each) => each !== '') } };
  const [, version, salt, hash] = nameField.split('|');
  if (version !== '1' || salt === undefined || hash === undefined || salt === '' || hash === '') return 'unknown hash of a name';
  return { ...base, names: { kind: 'hashed', salt, hash } };
}
