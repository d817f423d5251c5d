/**
 * The operator's hosts and choices: changed here, saved at once, announced after the save.
 * Must stay true: a change that could not be saved is not made.
 */
import type { Random } from '#electron/ports/random.ts';
import type { SavedState, SettingsStore } from '#electron/ports/settings-store.ts';
import type { HostConfig, HostDraft } from '#shared/domain/host-config.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { defaultSettings, type Settings } from '#shared/domain/settings.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';

/** An absent or undefined part stays as it is. */
export type SettingsChange = { readonly [K in keyof Settings]?: Settings[K] | undefined };

export type ConfigBook = {
  load(): Promise<Result<{ readonly setAside: string | null }, AppError>>;
  hosts(): readonly HostConfig[];
  settings(): Settings;
  add(drafts: readonly HostDraft[]): Promise<Result<readonly HostConfig[], AppError>>;
  edit(id: HostId, draft: HostDraft): Promise<Result<HostConfig, AppError>>;
  remove(id: HostId): Promise<Result<void, AppError>>;
  switch(id: HostId, isOn: boolean): Promise<Result<HostConfig, AppError>>;
  /** Adds what is new by name and updates what is known by name; removes nothing. */
  merge(drafts: readonly HostDraft[]): Promise<Result<{ readonly added: readonly HostConfig[]; readonly updated: readonly HostConfig[] }, AppError>>;
  changeSettings(change: SettingsChange): Promise<Result<Settings, AppError>>;
};

export function createConfigBook(needs: { readonly store: SettingsStore; readonly random: Random }): ConfigBook {
  let state: SavedState = { settings: defaultSettings, hosts: [] };
  let turn: Promise<unknown> = Promise.resolve();

  /** One change after another: two at once would each save without the other's. */
  const change = <T>(make: (now: SavedState) => Result<{ readonly next: SavedState; readonly value: T }, AppError>): Promise<Result<T, AppError>> => {
    const run = async (): Promise<Result<T, AppError>> => {
      const made = make(state);
      if (!made.ok) return made;
      const saved = await needs.store.save(made.value.next);
      if (!saved.ok) return saved;
      state = made.value.next;
      return ok(made.value.value);
    };
    const result = turn.then(run, run);
    turn = result.catch(() => undefined);
    return result;
  };
  const replace = (id: HostId, next: (old: HostConfig) => HostConfig): Promise<Result<HostConfig, AppError>> =>
    change((now) => {
      const old = now.hosts.find((host) => host.id === id);
      if (old === undefined) return err({ code: 'not-found', what: id });
      const value = next(old);
      return ok({ next: { ...now, hosts: now.hosts.map((host) => (host.id === id ? value : host)) }, value });
    });
  const named = (draft: HostDraft): HostConfig => ({ ...draft, id: needs.random.uuid() as HostId, isOn: true });
  return {
    load: async () => {
      const loaded = await needs.store.load();
      if (!loaded.ok) return loaded;
      state = loaded.value.state;
      return ok({ setAside: loaded.value.setAside });
    },
    hosts: () => state.hosts,
    settings: () => state.settings,
    add: (drafts) => change((now) => { const value = drafts.map(named); return ok({ next: { ...now, hosts: [...now.hosts, ...value] }, value }); }),
    edit: (id, draft) => replace(id, (old) => ({ ...draft, id, isOn: old.isOn })),
    remove: (id) => change((now) => (now.hosts.some((host) => host.id === id) ? ok({ next: { ...now, hosts: now.hosts.filter((host) => host.id !== id) }, value: undefined }) : err({ code: 'not-found', what: id }))),
    switch: (id, isOn) => replace(id, (old) => ({ ...old, isOn })),
    merge: (drafts) => change((now) => ok(mergeByName(now, drafts, named))),
    changeSettings: (part) => change((now) => { const given = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as Partial<Settings>; const settings = { ...now.settings, ...given }; return ok({ next: { ...now, settings }, value: settings }); }),
  };
}

function mergeByName(now: SavedState, drafts: readonly HostDraft[], named: (draft: HostDraft) => HostConfig): { next: SavedState; value: { added: HostConfig[]; updated: HostConfig[] } } {
  const hosts = [...now.hosts];
  const added: HostConfig[] = [];
  const updated: HostConfig[] = [];
  for (const draft of drafts) {
    const at = hosts.findIndex((host) => host.name === draft.name);
    const old = hosts[at];
    if (old === undefined) { const made = named(draft); hosts.push(made); added.push(made); continue; }
    const changed: HostConfig = { ...draft, id: old.id, isOn: old.isOn };
    hosts[at] = changed;
    updated.push(changed);
  }
  return { next: { ...now, hosts }, value: { added, updated } };
}
