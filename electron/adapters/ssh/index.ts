/** Door of the SSH adapter: the dialer, the reader of ~/.ssh/config and the known_hosts files. */
export { createSshDialer, type SshDialerNeeds } from './ssh2-dialer.ts';
export { createSshConfigReader } from './config/ssh-config-reader.ts';
export { createKnownHostsFiles } from './known-hosts-files.ts';
