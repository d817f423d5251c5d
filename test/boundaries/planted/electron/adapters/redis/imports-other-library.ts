// plants: oxlint no-restricted-imports
import { Client } from 'ssh2';
export const client = (): unknown => new Client();
