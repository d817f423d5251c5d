/**
 * The stored past of a host for the window on screen: what is already here is shown at once, the right page is asked for
 * when the hand rests, and the neighbours after it. Pages are kept, the oldest are forgotten.
 */
import { useEffect, useRef, useState } from 'react';
import type { ChartWindow } from '#renderer/charts/chart-series.ts';
import { mergeAnswers } from '#renderer/charts/join-history.ts';
import { bestPage, keyOfPage, pageOf, pagesToPrefetch, type HistoryPage } from '#renderer/charts/history-pages.ts';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import type { HistoryAnswer } from '#shared/domain/history.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';

type HeldPage = HistoryPage & { readonly answer: HistoryAnswer; readonly askedAt: number };
export type HistoryView = { readonly answer: HistoryAnswer | null; readonly isAsking: boolean; readonly error: AppError | null };

const pagesAtMost = 24;
const restMs = 90;
/** A page that reaches into the present is asked anew before the live hour could lose touch with it. */
const renewMs = 600_000;
const keysAtMost = 64;
/** Series asked for at once: a message of more figures would hold up the page while it is read. */
const keysTogether = 8;

/** `needed` false: the live hour alone fills the window. */
export function useHistory(host: HostId, keys: readonly string[], window: ChartWindow, width: number, presentMs: number, needed: boolean): HistoryView {
  const { ask } = useActions();
  const isLive = useApp((state) => state.link.phase === 'live');
  const keyText = keys.slice(0, keysAtMost).join('\n');
  const subject = `${host}\n${keyText}`;
  const held = useRef<{ readonly subject: string; readonly pages: readonly HeldPage[] }>({ subject, pages: [] });
  const [shown, setShown] = useState<{ readonly subject: string; readonly pages: readonly HeldPage[] }>({ subject, pages: [] });
  const [state, setState] = useState<{ readonly isAsking: boolean; readonly error: AppError | null }>({ isAsking: false, error: null });
  const pageKey = keyOfPage(pageOf(window, width));
  const latest = useRef({ window, width, presentMs });
  useEffect(() => { latest.current = { window, width, presentMs }; });
  const renewal = Math.floor(presentMs / renewMs);

  useEffect(() => {
    if (!needed || !isLive || keyText === '') return undefined;
    const ending = new AbortController();
    if (held.current.subject !== subject) held.current = { subject, pages: [] };
    const isFresh = (one: HeldPage): boolean => one.to < one.askedAt || Math.floor(one.askedAt / renewMs) === renewal;
    const fetchPage = async (wanted: HistoryPage): Promise<void> => {
      const known = held.current.pages.find((one) => keyOfPage(one) === keyOfPage(wanted));
      if (known !== undefined && isFresh(known)) return;
      const all = keyText.split('\n');
      const answers: HistoryAnswer[] = [];
      for (let from = 0; from < all.length; from += keysTogether) {
        const result = await ask('history.query', { host, keys: all.slice(from, from + keysTogether), from: wanted.from, to: wanted.to, points: wanted.points }, { signal: ending.signal });
        if (ending.signal.aborted || held.current.subject !== subject) return;
        if (!result.ok) return setState({ isAsking: false, error: result.error });
        answers.push(result.value);
      }
      const answer = mergeAnswers(answers);
      if (answer === null) return;
      const others = held.current.pages.filter((one) => keyOfPage(one) !== keyOfPage(wanted)).slice(-(pagesAtMost - 1));
      held.current = { subject, pages: [...others, { ...wanted, answer, askedAt: latest.current.presentMs }] };
      setState((old) => (old.error === null ? old : { ...old, error: null }));
      setShown(held.current);
    };
    const timer = setTimeout(() => {
      setState((old) => ({ ...old, isAsking: true }));
      const now = latest.current;
      const [from = 0, to = 0, points = 1] = pageKey.split(' ').map(Number);
      void fetchPage({ from, to, points }).then(async () => {
        if (ending.signal.aborted) return;
        setState((old) => (old.isAsking ? { isAsking: false, error: old.error } : old));
        for (const neighbour of pagesToPrefetch(now.window, now.width, now.presentMs)) if (!ending.signal.aborted) await fetchPage(neighbour);
      });
    }, held.current.pages.length === 0 ? 0 : restMs);
    return () => { clearTimeout(timer); ending.abort(); };
    // The page stands for the window and its width; the present moves all the time and alone asks for nothing.
  }, [ask, host, subject, keyText, pageKey, needed, isLive, renewal]);

  const best = needed && shown.subject === subject ? bestPage(shown.pages, window) : null;
  return { answer: best?.answer ?? null, isAsking: state.isAsking, error: needed ? state.error : null };
}
