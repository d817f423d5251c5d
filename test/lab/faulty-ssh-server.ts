/**
 * Far ends that a real sshd will not play on demand: passwords without accounts, hang-ups at the worst moment, and
 * servers that are none. `raw` sends these bytes and nothing more; null closes at once.
 */
import { createServer, type Socket } from 'node:net';
import ssh2, { type Connection, type Prompt } from 'ssh2';

const { Server, utils } = ssh2;

export type FaultySshOptions = { readonly raw?: string | null; readonly password?: string; readonly keyboard?: Prompt[]; readonly keyboardAnswers?: readonly string[] };
export type FaultySshServer = { readonly port: number; count(): number; dropAll(): void; dispose(): Promise<void> };

export async function startFaultySshServer(options: FaultySshOptions): Promise<FaultySshServer> {
  const sockets = new Set<Socket>();
  const ssh = new Server({ hostKeys: [utils.generateKeyPairSync('ed25519').private] }, (connection) => {
    connection.on('error', () => {});
    answerLogins(connection, options);
  });
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    if (options.raw === undefined) ssh.injectSocket(socket);
    else if (options.raw === null) socket.destroy();
    else if (options.raw !== '') socket.write(Buffer.from(options.raw, 'latin1'));
    if (options.raw !== undefined && options.raw !== null) socket.resume();
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const address = tcp.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const dropAll = (): void => { for (const socket of sockets) socket.destroy(); };
  return { port: address.port, count: () => sockets.size, dropAll, async dispose() { dropAll(); await new Promise((resolve) => tcp.close(resolve)); } };
}

function answerLogins(connection: Connection, options: FaultySshOptions): void {
  const method = options.keyboard === undefined ? 'password' : 'keyboard-interactive';
  connection.on('authentication', (context) => {
    if (context.method === 'password' && context.password === options.password) { context.accept(); return; }
    if (context.method !== 'keyboard-interactive' || options.keyboard === undefined) { context.reject([method]); return; }
    context.prompt(options.keyboard, 'Login', 'Two answers, please', (answers) => {
      if (JSON.stringify(answers) === JSON.stringify(options.keyboardAnswers)) context.accept();
      else context.reject([method]);
    });
  });
}
