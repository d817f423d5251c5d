/** Settings that live as long as the process: the demo, and a fleet file given on the command line, touch no file of yours. */
import { ok } from '#shared/result.ts';
import type { SavedState, SettingsStore } from '#electron/ports/settings-store.ts';

export function createMemorySettingsStore(initial: SavedState): SettingsStore {
  let state = initial;
  return {
    load: async () => ok({ state, setAside: null }),
    async save(next) {
      state = next;
      return ok(undefined);
    },
  };
}
