// plants: oxlint no-restricted-imports
import { a } from '#renderer/backend/contract-client.ts';
export const b = a;
