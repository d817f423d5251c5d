/**
 * Nodes that exist as far as we know, and which of them still have to be asked for their figures: seen for the first
 * time, started anew, or with another process id. Bounded.
 */
export type NodeBook = {
  names(): readonly string[];
  /** True when the node has to be asked. */
  meet(node: string, pid: number | null, hasStarted: boolean): boolean;
  /** Known, but not worth a question of its own: a name in a binding set may be years old. */
  note(node: string): void;
  leave(node: string): void;
  answered(node: string): void;
  /** Nodes to ask now; one that never answers is given up. */
  takeNewcomers(): readonly string[];
};

const maxNodes = 2_000;
const maxTries = 5;

export function createNodeBook(): NodeBook {
  const known = new Map<string, number | null>();
  const newcomers = new Map<string, number>();
  return {
    names: () => [...known.keys()],
    meet(node, pid, hasStarted) {
      const isKnown = known.has(node);
      if (!isKnown && known.size >= maxNodes) return false;
      const before = known.get(node) ?? null;
      known.set(node, pid ?? before);
      const isNewcomer = !isKnown || hasStarted || (pid !== null && before !== null && pid !== before);
      if (isNewcomer) newcomers.set(node, 0);
      return isNewcomer;
    },
    note(node) {
      if (known.size < maxNodes && !known.has(node)) known.set(node, null);
    },
    leave(node) {
      known.delete(node);
      newcomers.delete(node);
    },
    answered: (node) => void newcomers.delete(node),
    takeNewcomers() {
      const asked = [...newcomers];
      for (const [node, tries] of asked) {
        // A busy solo worker answers after its task; the round to everybody will find it.
        if (tries + 1 >= maxTries) newcomers.delete(node);
        else newcomers.set(node, tries + 1);
      }
      return asked.map(([node]) => node);
    },
  };
}
