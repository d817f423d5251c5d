// plants: oxlint typescript(switch-exhaustiveness-check)
export function word(kind: 'a' | 'b'): string | undefined {
  switch (kind) {
    case 'a':
      return 'first';
  }
  return undefined;
}
