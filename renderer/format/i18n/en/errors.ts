/**
 * Every error in words, English: the source of the keys. `what` happened, `why`, `next` to do, and `short` for a row.
 * Names in {{…}} are isolated before they enter the sentence.
 */
export const errors = {
  'invalid-input': { what: 'This was not accepted.', why: '{{where}}: {{problem}}', next: 'Correct it and try again.', short: 'not accepted' },
  'not-found': { what: '{{what}} no longer exists.', why: 'It was removed meanwhile, perhaps from another window.', next: 'Go back to the fleet.', short: 'gone' },
  'read-only': { what: 'Nothing was changed: read-only is on.', why: 'In read-only mode every command that changes the fleet is refused.', next: 'Switch read-only off in the settings if you mean it.', short: 'read-only' },
  'version-mismatch': { what: 'This window and the engine are of different versions.', why: 'The window speaks version {{ours}}, the engine {{theirs}}.', next: 'Reload the window; if that does not help, update Fleetbeat on both sides.', short: 'versions differ' },
  'not-served-here': { what: 'This works only in the desktop application.', why: 'A browser page has no access to files of this machine.', next: 'Open Fleetbeat on the desktop, or type the path yourself.', short: 'desktop only' },
  'cancelled': { what: 'Cancelled.', why: '', next: '', short: 'cancelled' },
  'deadline-passed': { what: 'No answer came in time.', why: 'Waited {{waited}}. It may still be carried out.', next: 'Look at the present state before you try again.', short: 'no answer in time' },
  'link-lost': { what: 'The engine cannot be reached.', why: 'The window lost its link to the engine. The Pis are not affected.', next: 'The window tries again by itself.', short: 'engine not reached' },
  'link-refused': {
    what: 'The engine did not let this window in.',
    because: {
      'token': { why: 'The address was already used, or it is not the right one.', next: 'Open the address that “fleetbeat serve” prints; each one opens one window.', short: 'address already used' },
      'too-many-clients': { why: 'Too many windows are open.', next: 'Close one of them.', short: 'too many windows' },
      'too-many-attempts': { why: 'There were too many wrong addresses just before.', next: 'Wait a minute.', short: 'too many attempts' },
    },
  },
  'internal': { what: 'Something went wrong in Fleetbeat itself.', why: 'It is noted in the log as {{reference}}.', next: 'Try again; if it comes back, report it with this reference.', short: 'internal error' },
  'name-unknown': { what: 'The name {{name}} is not known.', why: 'No address was found for it (on the way to {{at}}).', next: 'Check the spelling; a name ending in .local needs the Pi on the same network.', short: 'name not known' },
  'host-unreachable': {
    what: '{{at}} cannot be reached.',
    because: {
      'refused': { why: 'The machine answers, but nothing listens on this port.', next: 'Check the port, and that the SSH server runs on it.', short: 'connection refused' },
      'no-route': { why: 'There is no route to it.', next: 'Check that the Pi is on, and on a network that this machine can reach.', short: 'no route' },
      'timeout': { why: 'It does not answer at all: off, frozen, or behind a firewall.', next: 'Check its power and network.', short: 'no answer' },
      'closed': { why: 'It closed the connection.', next: 'It may be restarting. Fleetbeat tries again by itself.', short: 'connection closed' },
      'reset': { why: 'It broke the connection off.', next: 'It may be restarting. Fleetbeat tries again by itself.', short: 'connection reset' },
      'network-down': { why: 'This machine has no network.', next: 'Check the network of this machine.', short: 'no network here' },
    },
  },
  'ssh-handshake-failed': {
    what: 'The SSH conversation with {{at}} did not start.',
    because: {
      'not-ssh': { why: 'What answers there is not an SSH server.', next: 'Check the port.', short: 'not an SSH server' },
      'no-common-algorithm': { why: 'The two sides share no encryption method.', next: 'Update the SSH server of the Pi, or allow a current method there.', short: 'no common method' },
      'closed-early': { why: 'The server closed the connection before saying anything.', next: 'It may be overloaded or may limit connections. Look at its journal: journalctl -u ssh', short: 'closed early' },
      'timeout': { why: 'The server accepted the connection and then said nothing.', next: 'The Pi is probably overloaded or swapping. Fleetbeat tries again by itself.', short: 'SSH says nothing' },
      'protocol': { why: 'The server said something that SSH does not allow.', next: 'Look at its journal: journalctl -u ssh', short: 'SSH error' },
    },
  },
  'host-key-unknown': { what: 'The identity of {{at}} is not known yet.', why: 'It shows a {{keyType}} key with the fingerprint {{fingerprint}}.', next: 'Compare the fingerprint on the Pi, then accept it.', short: 'identity not confirmed' },
  'host-key-changed': { what: '{{at}} shows another identity than before.', why: 'Expected {{expected}}, got {{offered}}. It may be reinstalled, or somebody stands in between.', next: 'If you reinstalled it, remove the old key from {{place}}. Otherwise do not connect.', short: 'identity changed' },
  'host-key-revoked': { what: 'The key of {{at}} is marked as revoked.', why: 'It shows {{offered}}, which your known_hosts forbids.', next: 'Give the Pi a new host key.', short: 'key revoked' },
  'ssh-login-refused': { what: '{{at}} refused the login.', why: 'Tried: {{tried}}. It accepts: {{accepted}}.', next: 'Check the user name, and that your public key is in ~/.ssh/authorized_keys on the Pi.', short: 'login refused' },
  'key-unusable': {
    what: 'The key {{path}} cannot be used.',
    because: {
      'missing': { why: 'The file does not exist.', next: 'Choose another key file.', short: 'key missing' },
      'not-readable': { why: 'The file may not be read.', next: 'Give yourself read access to it: chmod 600', short: 'key not readable' },
      'bad-format': { why: 'It is not a private key in a known format.', next: 'Choose the private key, not the .pub file.', short: 'not a key' },
      'passphrase-wrong': { why: 'The passphrase does not open it.', next: 'Try again and type the passphrase anew.', short: 'wrong passphrase' },
      'passphrase-needed': { why: 'It is locked with a passphrase.', next: 'Try again and type the passphrase, or load the key into your SSH agent.', short: 'passphrase needed' },
      'too-large': { why: 'The file is far too large for a key.', next: 'Choose another key file.', short: 'not a key' },
    },
  },
  'agent-unavailable': {
    what: 'The SSH agent cannot help.',
    because: {
      'no-socket': { why: 'No agent is running (SSH_AUTH_SOCK is not set).', next: 'Start an agent, or choose a key file for this host.', short: 'no SSH agent' },
      'no-keys': { why: 'It holds no key.', next: 'Load one: ssh-add', short: 'agent without keys' },
      'refused': { why: 'It refused to sign.', next: 'Unlock it, or confirm the request it shows.', short: 'agent refused' },
    },
  },
  'ssh-config-invalid': { what: 'Your ~/.ssh/config could not be understood.', why: '{{problem}}', next: 'Correct the file; ssh -G <alias> shows what it means.', short: 'SSH configuration' },
  'question-declined': { what: 'You declined a question that this connection needs.', why: '', next: 'Retry when you are ready to answer.', short: 'question declined' },
  'sessions-exhausted': { what: '{{at}} opens no more sessions.', why: 'Its limit of sessions per connection (MaxSessions) is reached.', next: 'Raise MaxSessions in its sshd_config, or close other sessions.', short: 'too many sessions' },
  'forward-refused': {
    what: '{{at}} does not pass the connection on to {{target}}.',
    because: {
      'prohibited': { why: 'Its SSH server forbids forwarding.', next: 'Set AllowTcpForwarding yes in its sshd_config, or give the broker a direct address.', short: 'forwarding forbidden' },
      'connect-failed': { why: 'Nothing answers at {{target}}, seen from there.', next: 'Check that Redis runs and listens there.', short: 'nothing answers behind it' },
      'other': { why: 'The SSH server gave no reason.', next: 'Look at its journal: journalctl -u ssh', short: 'forwarding failed' },
    },
  },
  'shell-unusable': {
    what: 'The shell of {{at}} cannot be used.',
    because: {
      'no-marker': { why: 'It did not run a simple command; a login script may hold it up.', next: 'Log in by hand with this user and see what it shows.', short: 'shell does not answer' },
      'exited': { why: 'It ended at once (exit code {{exitCode}}).', next: 'Check the login shell of this user.', short: 'shell ends at once' },
      'no-proc': { why: '/proc is not there, so nothing can be measured.', next: 'Mount /proc, or use another user.', short: 'no /proc' },
      'not-linux': { why: 'This is not Linux.', next: 'Fleetbeat watches Linux hosts only.', short: 'not Linux' },
    },
  },
  'broker-not-found': { what: 'No broker was found.', why: 'No worker on this host shows which Redis it uses.', next: 'Give the Redis address in the host’s settings.', short: 'broker not found' },
  'broker-url-invalid': {
    what: 'The Redis address cannot be used.',
    because: {
      'not-a-url': { why: 'It is not a URL.', next: 'Write it like redis://127.0.0.1:6379/0', short: 'not a URL' },
      'scheme': { why: 'It does not begin with redis://, rediss:// or unix://.', next: 'Write it like redis://127.0.0.1:6379/0', short: 'unknown scheme' },
      'host': { why: 'The host in it is missing or not valid.', next: 'Write it like redis://127.0.0.1:6379/0', short: 'host missing' },
      'port': { why: 'The port in it is not valid.', next: 'Use a port from 1 to 65535; Redis has 6379 by default.', short: 'bad port' },
      'database': { why: 'The database number in it is not valid.', next: 'End it with /0, or the number your workers use.', short: 'bad database' },
      'unsupported': { why: 'This kind of broker is not supported (Sentinel and Cluster are not yet).', next: 'Give the address of one Redis.', short: 'not supported' },
    },
  },
  'broker-unreachable': {
    what: 'The broker {{broker}} cannot be reached.',
    because: {
      'refused': { why: 'Nothing listens there.', next: 'Check that Redis runs: systemctl status redis-server', short: 'Redis does not listen' },
      'timeout': { why: 'It does not answer.', next: 'Redis may be frozen or swapping; look at the memory of its host.', short: 'Redis does not answer' },
      'name-unknown': { why: 'Its name is not known there.', next: 'Check the address of the broker.', short: 'broker name not known' },
      'closed': { why: 'It closed the connection.', next: 'Redis may be restarting. Fleetbeat tries again by itself.', short: 'Redis closed' },
      'not-redis': { why: 'What answers there is not Redis.', next: 'Check the port of the broker.', short: 'not Redis' },
      'forward-refused': { why: 'The SSH server of the host does not pass the connection on.', next: 'Set AllowTcpForwarding yes in its sshd_config.', short: 'forwarding forbidden' },
    },
  },
  'broker-login-refused': {
    what: 'The broker {{broker}} refused the login.',
    because: {
      'password-needed': { why: 'It asks for a password.', next: 'Give the password when asked.', short: 'Redis password needed' },
      'wrong-password': { why: 'The user name or the password is wrong.', next: 'Give the password the workers use.', short: 'wrong Redis password' },
      'no-permission': { why: 'This Redis user may not run the commands needed.', next: 'Give the user the rights listed in the manual, or another user.', short: 'Redis rights missing' },
    },
  },
  'broker-tls-failed': {
    what: 'No secure connection to the broker {{broker}}.',
    because: {
      'untrusted': { why: 'Its certificate is signed by nobody this machine trusts.', next: 'Add its authority to the address: ?ssl_ca_certs=<file>', short: 'certificate not trusted' },
      'expired': { why: 'Its certificate has expired.', next: 'Renew the certificate.', short: 'certificate expired' },
      'wrong-name': { why: 'Its certificate is for another name.', next: 'Use the name in the certificate.', short: 'certificate name' },
      'not-tls': { why: 'It does not speak TLS on this port.', next: 'Use redis:// instead of rediss://, or the TLS port.', short: 'no TLS there' },
      'other': { why: 'The TLS conversation failed.', next: 'Look at the log of Redis.', short: 'TLS failed' },
    },
  },
  'broker-not-ready': {
    what: 'The broker {{broker}} is not ready.',
    because: {
      'loading': { why: 'It is loading its data.', next: 'Wait; Fleetbeat tries again by itself.', short: 'Redis is loading' },
      'master-down': { why: 'It is a replica whose master is down.', next: 'Bring the master back.', short: 'Redis master down' },
      'busy-script': { why: 'It runs a script that does not end.', next: 'On the broker: redis-cli SCRIPT KILL', short: 'Redis is busy' },
    },
  },
  'broker-refuses-writes': {
    what: 'The broker {{broker}} refuses to write.',
    because: {
      'misconf': { why: 'It could not save its data to disk, so it stopped writing.', next: 'Free space on its disk; then redis-cli BGSAVE', short: 'Redis cannot save' },
      'out-of-memory': { why: 'Its memory limit is reached.', next: 'Empty a queue, or raise maxmemory.', short: 'Redis memory full' },
      'read-only-replica': { why: 'It is a read-only replica.', next: 'Use the address of the master.', short: 'read-only replica' },
    },
  },
  'no-reply': { what: '{{workers}} did not answer.', why: 'Waited {{waited}}. A solo worker in a task, or a frozen one, cannot answer.', next: 'Look at its verdict, then try again.', short: 'no reply' },
  'worker-refused': { what: '{{worker}} refused.', why: 'It said: {{message}}', next: 'Correct the request.', short: 'refused by the worker' },
  'not-supported-by-pool': { what: 'This worker cannot do that.', why: 'Its pool ({{pool}}) does not support “{{ability}}”.', next: 'Change the pool at its next start.', short: 'not in this pool' },
  'fleet-file-invalid': { what: 'The fleet file was not taken over.', why: '{{problems}}', next: 'Correct these lines and import it again. Nothing was changed.', short: 'fleet file not valid' },
  'fleetFileLine': 'line {{line}}, {{path}}: {{problem}}',
  fleetFileReason: {
    'syntax': 'this is not valid YAML', 'unknown-key': 'the key {{about}} is not known here', 'missing': '{{about}} is missing', 'wrong-kind': 'another kind of value belongs here: {{about}}',
    'not-allowed': 'this value is not allowed; possible: {{about}}', 'secret': 'a fleet file holds no password', 'repeated-name': 'the name {{about}} is used twice', 'too-large': 'too large: {{about}}', 'version': 'this version of the file is not known; possible: {{about}}',
  },
  'file-failed': {
    what: 'The file {{path}} could not be used.',
    because: {
      'missing': { why: 'It does not exist.', next: 'Check the path.', short: 'file missing' },
      'not-readable': { why: 'It may not be read.', next: 'Check its permissions.', short: 'not readable' },
      'not-writable': { why: 'It may not be written.', next: 'Check the permissions of its folder.', short: 'not writable' },
      'disk-full': { why: 'The disk is full.', next: 'Free some space on this machine.', short: 'disk full' },
      'bad-format': { why: 'Its content could not be understood.', next: 'Restore an older copy of it.', short: 'not understood' },
      'too-large': { why: 'It is larger than allowed.', next: 'Use a smaller file.', short: 'too large' },
      'other': { why: 'The system gave no clear reason.', next: 'The log of Fleetbeat says more.', short: 'file problem' },
    },
  },
  'deploy-refused': {
    what: 'The plan was not carried out.',
    because: {
      'plan-expired': { why: 'It is older than ten minutes, or was carried out already.', next: 'Make a new plan.', short: 'plan too old' },
      'plan-refused': { why: 'The plan itself says what stands against it.', next: 'Mend that first, then make a new plan.', short: 'plan refused' },
      'host-changed': { why: 'The Pi is no longer as the plan saw it.', next: 'Make a new plan and read it again.', short: 'the Pi changed' },
      'host-away': { why: 'The Pi is not connected.', next: 'Wait for its connection and try again.', short: 'not connected' },
      'already-running': { why: 'Another deployment on this Pi is under way.', next: 'Wait for its end.', short: 'already under way' },
    },
  },
  'vault-unavailable': {
    what: 'The secret was not stored.',
    because: {
      'no-keychain': { why: 'This machine has no keychain that Fleetbeat can use.', next: 'It is kept until Fleetbeat closes; you will be asked again after.', short: 'no keychain' },
      'locked': { why: 'The keychain is locked.', next: 'Unlock it and try again.', short: 'keychain locked' },
      'failed': { why: 'The keychain refused.', next: 'Try again; the log of Fleetbeat says more.', short: 'keychain refused' },
    },
  },
  nothing: 'nothing',
} as const;
