/** Where a key takes the cursor in a list of groups or incidents. Pure. */
const page = 10;

/** The new index, or null when the key does not move. `index` -1: nowhere yet. */
export function moveInList(length: number, index: number, key: string): number | null {
  if (length === 0) return null;
  const within = (wanted: number): number => Math.min(length - 1, Math.max(0, wanted));
  switch (key) {
    case 'ArrowDown':
    case 'j': return within(index + 1);
    case 'ArrowUp':
    case 'k': return within(index === -1 ? 0 : index - 1);
    case 'PageDown': return within(Math.max(0, index) + page);
    case 'PageUp': return within(index - page);
    case 'Home': return 0;
    case 'End': return length - 1;
    default: return null;
  }
}
