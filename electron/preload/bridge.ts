/**
 * The one bridge between the page and the engine's port: text in, text out. It knows no command, so it never changes.
 * What is sent before the port is there waits in order; a port that closes is told, and the next one takes its place.
 */
import { contextBridge, ipcRenderer } from 'electron/renderer';

type Port = { postMessage(text: string): void; addEventListener(type: string, listen: (event: { readonly data?: unknown }) => void): void; start(): void };
const hearers = new Set<(text: string) => void>();
const closers = new Set<() => void>();
const outbox: string[] = [];
let port: Port | null = null;

ipcRenderer.on('engine-port', (event) => {
  const next = event.ports[0] as unknown as Port;
  port = next;
  next.addEventListener('message', ({ data }) => { for (const hear of [...hearers]) hear(String(data)); });
  next.addEventListener('close', () => {
    if (port === next) port = null;
    for (const close of [...closers]) close();
  });
  next.start();
  for (const text of outbox.splice(0)) next.postMessage(text);
});

const listenTo = <T>(all: Set<T>) => (listen: T): (() => void) => {
  all.add(listen);
  return () => void all.delete(listen);
};

contextBridge.exposeInMainWorld('fleetbeat', {
  send: (text: string) => void (port === null ? outbox.push(text) : port.postMessage(text)),
  onMessage: listenTo(hearers),
  onClose: listenTo(closers),
});
