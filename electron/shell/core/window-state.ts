/** The window's place: remembered, checked against the screens there are now, and bounded. Pure. */
import { z } from 'zod';

export const WindowState = z.object({ x: z.number().int().nullable(), y: z.number().int().nullable(), width: z.number().int(), height: z.number().int(), isMaximized: z.boolean() });
export type WindowState = z.infer<typeof WindowState>;
export type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

export const defaultWindow: WindowState = { x: null, y: null, width: 1280, height: 800, isMaximized: false };
export const minSize = { width: 720, height: 480 } as const;
/** So much of the title bar must be on some screen for a hand to reach it. */
const reachable = { width: 120, height: 40 };

export function readWindowState(text: string): WindowState {
  try {
    const read = WindowState.safeParse(JSON.parse(text));
    return read.success ? read.data : defaultWindow;
  } catch {
    return defaultWindow;
  }
}

export function placeWindow(saved: WindowState, screens: readonly Area[]): WindowState {
  const largest = screens.reduce<Area | null>((best, screen) => (best === null || screen.width * screen.height > best.width * best.height ? screen : best), null);
  const width = Math.max(minSize.width, Math.min(saved.width, largest?.width ?? saved.width));
  const height = Math.max(minSize.height, Math.min(saved.height, largest?.height ?? saved.height));
  const { x, y } = saved;
  const isReachable = x !== null && y !== null && screens.some((screen) => overlap(x, width, screen.x, screen.width) >= reachable.width && y >= screen.y && y + reachable.height <= screen.y + screen.height);
  return { x: isReachable ? x : null, y: isReachable ? y : null, width, height, isMaximized: saved.isMaximized };
}

const overlap = (a: number, aLength: number, b: number, bLength: number): number => Math.min(a + aLength, b + bLength) - Math.max(a, b);
