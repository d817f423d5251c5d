/** Keys that work everywhere. Never while typing, never with a dialog open, never against the browser's own keys. */
import { useEffect, useRef } from 'react';

export type ShortcutTargets = { readonly palette: () => void; readonly sheet: () => void; readonly fleet: () => void; readonly crashes: () => void; readonly diagnosis: () => void; readonly logs: () => void; readonly timeline: () => void; readonly alerts: () => void; readonly operations: () => void; readonly journal: () => void; readonly messages: () => void; readonly settings: () => void };

const sequenceMs = 1200;

export function useShortcuts(targets: ShortcutTargets): void {
  const present = useRef(targets);
  useEffect(() => { present.current = targets; });
  useEffect(() => {
    let gAt = -Infinity;
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        return present.current.palette();
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('[role="dialog"]') !== null) return;
      const isSecond = event.timeStamp - gAt < sequenceMs;
      gAt = event.key === 'g' ? event.timeStamp : -Infinity;
      if (event.key === '?') return act(event, present.current.sheet);
      if (event.key === '/') return act(event, focusSearch);
      if (isSecond && event.key === 'f') return act(event, present.current.fleet);
      if (isSecond && event.key === 't') return act(event, present.current.timeline);
      if (isSecond && event.key === 'a') return act(event, present.current.alerts);
      if (isSecond && event.key === 'c') return act(event, present.current.crashes);
      if (isSecond && event.key === 'd') return act(event, present.current.diagnosis);
      if (isSecond && event.key === 'l') return act(event, present.current.logs);
      if (isSecond && event.key === 'o') return act(event, present.current.operations);
      if (isSecond && event.key === 'j') return act(event, present.current.journal);
      if (isSecond && event.key === 'm') return act(event, present.current.messages);
      if (isSecond && event.key === 's') return act(event, present.current.settings);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function act(event: KeyboardEvent, run: () => void): void {
  event.preventDefault();
  run();
}

/** The present screen's search field, if it has one. */
function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>('main input[type="search"]');
  field?.focus();
  field?.select();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}
