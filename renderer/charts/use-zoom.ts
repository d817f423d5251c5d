/**
 * Turns wheel, drag, pinch and keys over the charts of a page into one window of time. Moves are gathered and shown once
 * a frame. A plain wheel over the charts scrolls the page as everywhere; over the time axis, or with Ctrl, it zooms.
 */
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { factorOfWheel, panBy, windowOfZoom, zoomAround, zoomByKey, zoomTo, type Zoom } from './zoom-window.ts';

/** A stretch being chosen, as shares of the picture's width. */
export type Selection = { readonly from: number; readonly to: number; readonly left: number; readonly width: number };
export type ZoomDoor = { readonly zoom: Zoom; readonly setZoom: (zoom: Zoom) => void; readonly surface: RefObject<HTMLDivElement | null>; readonly selection: Selection | null };

type Grip = { readonly kind: 'pan' | 'select'; readonly startX: number; readonly start: Zoom; isMoving: boolean };
const slackPx = 4;

export function useZoom(initial: Zoom, presentMs: () => number, keyShare: (zoom: Zoom, presentMs: number) => number): ZoomDoor {
  const [zoom, setShown] = useState(initial);
  const [selection, setSelection] = useState<Selection | null>(null);
  const surface = useRef<HTMLDivElement>(null);
  const wanted = useRef(initial);
  const frame = useRef(0);
  const setZoom = useCallback((next: Zoom) => {
    wanted.current = next;
    if (frame.current === 0) frame.current = requestAnimationFrame(() => { frame.current = 0; setShown(wanted.current); });
  }, []);
  const clock = useRef({ presentMs, keyShare });
  useEffect(() => { clock.current = { presentMs, keyShare }; });
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  useEffect(() => {
    const element = surface.current;
    if (element === null) return undefined;
    return listenForZoom(element, { get: () => wanted.current, set: setZoom, present: () => clock.current.presentMs(), keyShare: () => clock.current.keyShare(wanted.current, clock.current.presentMs()), select: setSelection });
  }, [setZoom]);
  return { zoom, setZoom, surface, selection };
}

type Hands = { get(): Zoom; set(zoom: Zoom): void; present(): number; keyShare(): number; select(selection: Selection | null): void };

function pictureUnder(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest('[role="slider"], [data-lane], [data-track]') : null;
}

function listenForZoom(element: HTMLElement, hands: Hands): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  listenToWheel(element, hands, signal);
  listenToPointers(element, hands, signal);
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const next = zoomByKey(hands.get(), event, hands.keyShare(), hands.present());
    if (next === null) return;
    event.preventDefault();
    // Shift with an arrow moves the window: the chart below must not move its cursor too.
    event.stopPropagation();
    hands.set(next);
  }, { signal, capture: true });
  return () => ending.abort();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

function listenToWheel(element: HTMLElement, hands: Hands, signal: AbortSignal): void {
  element.addEventListener('wheel', (event) => {
    const picture = pictureUnder(event.target);
    if (picture === null) return;
    const box = picture.getBoundingClientRect();
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
    const zoom = hands.get();
    if (isSideways) {
      event.preventDefault();
      const delta = event.deltaX === 0 ? event.deltaY : event.deltaX;
      return hands.set(panBy(zoom, (delta / Math.max(1, box.width)) * zoom.spanMs, hands.present()));
    }
    if (!event.ctrlKey && !event.metaKey && !picture.hasAttribute('data-lane')) return;
    event.preventDefault();
    hands.set(zoomAround(zoom, factorOfWheel(event.deltaY * (event.ctrlKey ? 3 : 1), event.deltaMode), (event.clientX - box.left) / Math.max(1, box.width), hands.present()));
  }, { signal, passive: false });
}

function listenToPointers(element: HTMLElement, hands: Hands, signal: AbortSignal): void {
  const fingers = new Map<number, number>();
  let grip: Grip | null = null;
  let pinch: { readonly gap: number; readonly middle: number; readonly start: Zoom } | null = null;
  let box = new DOMRect();
  const shareOf = (x: number): number => (x - box.left) / Math.max(1, box.width);

  element.addEventListener('pointerdown', (event) => {
    const picture = pictureUnder(event.target);
    // A mark on the axis is a button of its own.
    if (picture === null || event.button !== 0 || (event.target instanceof Element && event.target.closest('button') !== null)) return;
    box = picture.getBoundingClientRect();
    fingers.set(event.pointerId, event.clientX);
    if (fingers.size === 2) {
      const [one = 0, other = 0] = fingers.values();
      pinch = { gap: Math.max(10, Math.abs(one - other)), middle: (one + other) / 2, start: hands.get() };
      grip = null;
      return hands.select(null);
    }
    grip = { kind: event.shiftKey ? 'select' : 'pan', startX: event.clientX, start: hands.get(), isMoving: false };
  }, { signal });

  element.addEventListener('pointermove', (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event.clientX);
    if (pinch !== null && fingers.size === 2) {
      const [one = 0, other = 0] = fingers.values();
      return hands.set(zoomAround(pinch.start, pinch.gap / Math.max(10, Math.abs(one - other)), shareOf(pinch.middle), hands.present()));
    }
    if (grip === null) return;
    const moved = event.clientX - grip.startX;
    if (!grip.isMoving && Math.abs(moved) < slackPx) return;
    if (!grip.isMoving && event.target instanceof Element) element.setPointerCapture(event.pointerId);
    grip.isMoving = true;
    if (grip.kind === 'pan') return hands.set(panBy(grip.start, (-moved / Math.max(1, box.width)) * grip.start.spanMs, hands.present()));
    const outer = element.getBoundingClientRect();
    hands.select({ from: shareOf(grip.startX), to: shareOf(event.clientX), left: box.left - outer.left, width: box.width });
  }, { signal });

  const letGo = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId)) return;
    if (grip?.kind === 'select' && grip.isMoving && event.type === 'pointerup') {
      const window = windowOfZoom(grip.start, hands.present());
      const atOf = (x: number): number => window.from + Math.min(1, Math.max(0, shareOf(x))) * (window.to - window.from);
      hands.set(zoomTo(atOf(grip.startX), atOf(event.clientX), hands.present()));
    }
    hands.select(null);
    grip = null;
    pinch = null;
  };
  for (const type of ['pointerup', 'pointercancel'] as const) element.addEventListener(type, letGo, { signal });
  element.addEventListener('dblclick', (event) => {
    const picture = pictureUnder(event.target);
    if (picture === null) return;
    box = picture.getBoundingClientRect();
    hands.set(zoomAround(hands.get(), event.shiftKey ? 2 : 0.5, shareOf(event.clientX), hands.present()));
  }, { signal });
}
