// plants: oxlint no-restricted-imports
export const later = (): Promise<unknown> => import('#electron/adapters/ssh/x.ts');
