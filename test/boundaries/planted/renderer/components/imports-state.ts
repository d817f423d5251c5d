// plants: oxlint no-restricted-imports
import { a } from '#renderer/state/hooks.tsx';
export const b = a;
