/** What a lab looks like, as plain values: which Pis, how they are reached, what is odd about each. */
export type PiNetwork =
  /** The machine's own loopback: 127.77.<lab>.<number>, standard ports. */
  | { readonly kind: 'loopback' }
  /** A network namespace of its own, reached over a veth pair; its 127.0.0.1 is its own. */
  | { readonly kind: 'own' }
  /** A network namespace that only the named Pi reaches: the machine itself has no way there. */
  | { readonly kind: 'behind'; readonly jump: string };

export type PiSpec = {
  readonly name: string;
  readonly network: PiNetwork;
  /** `inside`: bound to the Pi's own 127.0.0.1. `address`: bound to the Pi's address. */
  readonly redis: { readonly bind: 'inside' | 'address'; readonly password?: string } | null;
  readonly loginShell?: 'bash' | 'fish';
  /** `hidden`: no python3 in any PATH, only Celery's own interpreter under /opt, as with a private build. */
  readonly python?: 'in-path' | 'hidden';
  /** `.bashrc` prints before every command. */
  readonly isNoisy?: boolean;
  /** /proc shows each user only its own processes. */
  readonly hidesProcesses?: boolean;
  /**
   * What every program of an SSH login believes the time to be, e.g. '+2h'. Wall clocks have no namespace, so this is
   * libfaketime preloaded into sshd's children and the workers; the kernel's own stamps (/proc) stay unshifted.
   */
  readonly clockOffset?: string;
  /** Also holds supervisord, Docker and Compose. Docker can run there; nothing of it does unless a test starts it. */
  readonly withSupervisors?: boolean;
};

export type WorkerSpec = {
  readonly pi: string;
  /** Node name before the @; the host part is the Pi's name. */
  readonly name: string;
  readonly pool: 'prefork' | 'solo' | 'threads';
  readonly concurrency?: number;
  readonly queues?: readonly string[];
  readonly flags?: readonly string[];
  readonly backend?: 'systemd' | 'plain';
  /** Only for `plain`: where stdout and stderr go. `unread-pipe` fills up and blocks the worker. */
  readonly output?: 'file' | 'unread-pipe';
  readonly user?: 'pi' | 'root';
  readonly restart?: 'no' | 'always';
  /** How the broker's address reaches the worker. */
  readonly brokerBy?: 'environment' | 'flag';
  readonly env?: Readonly<Record<string, string>>;
};

export type LabSpec = { readonly pis: readonly PiSpec[]; readonly workers: readonly WorkerSpec[] };

/**
 * Three Pis, five workers. pi1: Redis only through its sshd. pi2: Redis with a password on its address.
 * pi3: reachable only through pi1.
 */
export const farm: LabSpec = {
  pis: [
    { name: 'pi1', network: { kind: 'own' }, redis: { bind: 'inside' } },
    { name: 'pi2', network: { kind: 'loopback' }, redis: { bind: 'address', password: 'lab secret/é' } },
    { name: 'pi3', network: { kind: 'behind', jump: 'pi1' }, redis: { bind: 'inside' } },
  ],
  workers: [
    { pi: 'pi1', name: 'w1', pool: 'prefork', concurrency: 2, brokerBy: 'flag' },
    { pi: 'pi1', name: 'w2', pool: 'solo', queues: ['video'] },
    { pi: 'pi2', name: 'w3', pool: 'threads', concurrency: 4 },
    { pi: 'pi2', name: 'w4', pool: 'prefork', concurrency: 2, queues: ['quiet'], flags: ['--without-heartbeat'] },
    { pi: 'pi3', name: 'w5', pool: 'prefork', concurrency: 2, queues: ['celery', 'deep'], backend: 'plain' },
  ],
};

/** One Pi per oddity an operator's farm may have. */
export const flavours: LabSpec = {
  pis: [
    { name: 'nopython', network: { kind: 'loopback' }, redis: { bind: 'address' }, python: 'hidden' },
    { name: 'fishy', network: { kind: 'loopback' }, redis: { bind: 'address' }, loginShell: 'fish' },
    { name: 'noisy', network: { kind: 'loopback' }, redis: { bind: 'address' }, isNoisy: true },
    { name: 'hidden', network: { kind: 'loopback' }, redis: { bind: 'address' }, hidesProcesses: true },
    { name: 'skewed', network: { kind: 'loopback' }, redis: { bind: 'address' }, clockOffset: '+2h' },
  ],
  workers: [
    { pi: 'nopython', name: 'w1', pool: 'prefork', concurrency: 1 },
    { pi: 'fishy', name: 'w1', pool: 'prefork', concurrency: 1 },
    { pi: 'noisy', name: 'w1', pool: 'prefork', concurrency: 1 },
    { pi: 'hidden', name: 'w1', pool: 'prefork', concurrency: 1, user: 'root' },
    { pi: 'skewed', name: 'w1', pool: 'prefork', concurrency: 1 },
  ],
};

export const topologies: Readonly<Record<string, LabSpec>> = { farm, flavours, one: { pis: [farm.pis[1] as PiSpec], workers: [] } };
