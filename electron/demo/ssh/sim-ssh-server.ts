/**
 * The SSH door of a simulated Pi: a real SSH server on a loopback port with a host key of its own. One user, one
 * password, commands, and forwards to the Pi's Redis only. It can go away and come back on the same port.
 */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server as TcpServer, type Socket } from 'node:net';
import ssh2, { type Connection, type ServerChannel, type Session } from 'ssh2';
import type { Log } from '#electron/ports/log.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { SimRedis } from '#electron/demo/redis/sim-redis.ts';
import { serveExec } from './serve-exec.ts';
import type { ShellPlace } from './shell-commands.ts';

export type SimSshServer = {
  readonly port: number;
  /** `ssh-ed25519 AAAA…` */
  readonly hostKey: string;
  /** Refuses connections and drops the present ones, as when the host lost its power. */
  goAway(): void;
  comeBack(): void;
  dispose(): Promise<void>;
};

type Needs = { readonly address: string; readonly user: string; readonly password: string; readonly place: ShellPlace; readonly redis: SimRedis; readonly timers: Timers; readonly log: Log; readonly onLogin: () => void };

const sessionsPerConnection = 10;
const ident = 'OpenSSH_9.2p1 Debian-2+deb12u3';

export async function startSimSshServer(needs: Needs): Promise<SimSshServer> {
  const keys = makeHostKey();
  const sockets = new Set<Socket>();
  const ssh = new ssh2.Server({ hostKeys: [keys.private], ident }, (client) => serveConnection(needs, client));
  const admit = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    ssh.injectSocket(socket);
  };
  const listener = createServer({ noDelay: true }, admit);
  const port = await listen(listener, needs.address, 0);
  let current: TcpServer | null = listener;
  let isDisposed = false;
  let retry: Disposable | null = null;
  const open = () => {
    if (isDisposed || current !== null) return;
    const next = createServer({ noDelay: true }, admit);
    current = next;
    listen(next, needs.address, port).catch((error: unknown) => {
      current = null;
      needs.log.warn('a simulated host could not take its port again', { port, error: String(error) });
      retry = needs.timers.after(1000, open);
    });
  };
  const closeAll = () => { current?.close(); current = null; for (const socket of sockets) socket.destroy(); };
  return {
    port, hostKey: keys.public.trim().split(' ').slice(0, 2).join(' '),
    goAway: closeAll,
    comeBack: open,
    async dispose() {
      isDisposed = true;
      retry?.[Symbol.dispose]();
      const closing = current;
      const closed = closing === null ? Promise.resolve() : new Promise<void>((resolve) => { closing.once('close', () => resolve()); });
      closeAll();
      await closed;
    },
  };
}

/** ssh2 1.17 now and then writes an ed25519 key that it cannot read back itself (a padding fault): make another then. */
function makeHostKey(): { readonly private: string; readonly public: string } {
  for (;;) {
    const keys = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(keys.private) instanceof Error)) return keys;
  }
}

function listen(server: TcpServer, address: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
    });
  });
}

function serveConnection(needs: Needs, client: Connection): void {
  let sessions = 0;
  client.on('error', () => client.end());
  client.on('authentication', (attempt) => {
    if (attempt.method === 'password' && attempt.username === needs.user && isSame(attempt.password, needs.password)) attempt.accept();
    else attempt.reject(['password']);
  });
  client.on('ready', () => {
    needs.onLogin();
    client.on('session', (accept, reject) => {
      if (sessions >= sessionsPerConnection) { reject(); return; }
      sessions += 1;
      const session = accept();
      session.on('close', () => { sessions -= 1; });
      serveSession(needs, session);
    });
    client.on('tcpip', (accept, reject, target) => {
      const isHere = target.destIP === '127.0.0.1' || target.destIP === 'localhost' || target.destIP === '::1';
      if (!isHere || target.destPort !== 6379) { reject(); return; }
      needs.redis.attach(accept(), needs.place.machine.takePort());
    });
  });
}

function serveSession(needs: Needs, session: Session): void {
  session.on('env', (accept) => accept?.());
  session.on('pty', (_accept, reject) => reject?.());
  session.on('sftp', (_accept, reject) => reject());
  session.on('shell', (accept) => {
    const channel: ServerChannel = accept();
    channel.resume();
    channel.write('This account takes commands only.\r\n');
    channel.exit(1);
    channel.end();
  });
  session.on('exec', (accept, _reject, { command }) => serveExec(needs.place, command, accept()));
}

function isSame(given: string, wanted: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}
