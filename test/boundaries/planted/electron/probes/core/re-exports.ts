// plants: oxlint no-restricted-imports
export { Client } from 'ssh2';
