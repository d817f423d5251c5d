/** Puts client, store, feed and page together. main.tsx and the development page differ only in the link they open. */
import { createRoot } from 'react-dom/client';
import { createContractClient } from '#renderer/backend/contract-client.ts';
import type { LinkNeeds } from '#renderer/backend/link-keeper.ts';
import { pageClock, pageTimers } from '#renderer/backend/timers.ts';
import { createTicker } from '#renderer/components/ticker.tsx';
import { chooseLanguage } from '#renderer/format/i18n/create-words.ts';
import { loadWords } from '#renderer/format/i18n/load-words.ts';
import { createActions } from '#renderer/state/actions.ts';
import { createAppStore } from '#renderer/state/create-app-store.ts';
import { createFeed } from '#renderer/state/feed.ts';
import { createSeriesBuffers } from '#renderer/state/series-buffers.ts';
import { keepAbsences, readAbsences } from './remembered-absences.ts';
import { applyTheme, readLook } from './remembered-look.ts';
import { Root } from './root.tsx';

export type WindowNeeds = Pick<LinkNeeds, 'open' | 'token'> & { readonly place: HTMLElement; readonly checkPayloads: boolean; readonly isDesktop: boolean };

export function openWindow(needs: WindowNeeds): void {
  const look = readLook(window.localStorage);
  applyTheme(document.documentElement, look.theme);
  // Asked for first, so that they come while the rest is made and the engine says hello.
  const words = loadWords(chooseLanguage(look.language, navigator.languages));
  const now = pageClock.now;
  const client = createContractClient({ open: needs.open, token: needs.token, wantsReadOnly: false, clock: pageClock, timers: pageTimers, checkPayloads: needs.checkPayloads });
  const store = createAppStore({ ...client.status(), offsetMs: 0 }, readAbsences(window.localStorage));
  store.subscribe((state, before) => { if (state.awayRead !== before.awayRead) keepAbsences(window.localStorage, state.awayRead); });
  const buffers = createSeriesBuffers();
  const feed = createFeed({ client, store, buffers, now });
  const actions = createActions({ client, store, now });
  const ticker = createTicker({
    now: () => now() + store.getState().link.offsetMs,
    every: (ms, run) => {
      const timer = pageTimers.every(ms, run);
      return () => timer[Symbol.dispose]();
    },
  });
  const root = createRoot(needs.place);
  void words.then((spoken) => root.render(<Root door={{ store, actions, feed, buffers, isDesktop: needs.isDesktop }} ticker={ticker} words={spoken} />));
}
