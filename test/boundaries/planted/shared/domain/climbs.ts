// plants: oxlint import(no-relative-parent-imports)
export { a } from '../errors.ts';
