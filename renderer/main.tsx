/** The window's entry: chooses the link (the desktop's bridge where there is one, else the loopback socket) and mounts. */
import './app/tokens.css';
import { openWindow } from './app/open-window.tsx';
import { createBridgeLink } from './backend/bridge-link.ts';
import { openSocketLink } from './backend/socket-link.ts';
import { createTokenStore } from './backend/token-store.ts';

const place = document.querySelector<HTMLElement>('#root');
if (place === null) throw new Error('the page has no #root');
const bridge = window.fleetbeat;
openWindow({
  place,
  checkPayloads: false,
  isDesktop: bridge !== undefined,
  ...(bridge === undefined
    ? { open: (signal: AbortSignal) => openSocketLink(window.location.href, signal), token: createTokenStore(window) }
    : { open: () => Promise.resolve(createBridgeLink(bridge)), token: { read: () => '', keep: () => {} } }),
});
