/**
 * The key to the loopback door. It arrives in the URL's hash (never in the query, which servers log), is taken out of
 * the address bar at once, and lives in sessionStorage: this tab only, gone when it closes.
 */
const place = 'fleetbeat.token';

export type TokenStore = { read(): string; keep(token: string): void };

export function createTokenStore(page: { readonly location: Location; readonly history: History; readonly sessionStorage: Storage }): TokenStore {
  const given = /^#(?:.*&)?token=([A-Za-z0-9_-]{1,400})/.exec(page.location.hash)?.[1];
  if (given !== undefined) {
    page.sessionStorage.setItem(place, given);
    page.history.replaceState(null, '', `${page.location.pathname}${page.location.search}#/`);
  }
  return {
    read: () => page.sessionStorage.getItem(place) ?? '',
    keep: (token) => page.sessionStorage.setItem(place, token),
  };
}
