/** Settings that hold every word of the search, in the name or the value, by name. Pure. */
export type WorkerSetting = { readonly name: string; readonly value: string };

export function findSettings(settings: readonly WorkerSetting[], search: string): readonly WorkerSetting[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return settings
    .filter((setting) => words.every((word) => setting.name.toLowerCase().includes(word) || setting.value.toLowerCase().includes(word)))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
