/**
 * Reads the design tokens as colours a canvas understands, and again when the theme changes.
 * Kept between draws: asking the browser for a computed style costs more than a line.
 */
import { resolveColour } from '#renderer/components/resolve-colour.ts';
import type { MarkKind } from './chart-series.ts';

export type ChartColours = {
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly surface: string;
  readonly bands: readonly string[];
  readonly marks: Readonly<Record<MarkKind, string>>;
};

/** The token of each mark, for canvas and HTML alike. */
export const markTokens: Readonly<Record<MarkKind, `--${string}`>> = {
  'main-died': '--verdict-bad',
  'worker-stopped': '--verdict-away',
  'child-died': '--verdict-bad',
  'worker-started': '--verdict-busy',
  'host-lost': '--verdict-away',
  'host-back': '--verdict-away',
  action: '--text',
  throttled: '--verdict-warn',
  alert: '--verdict-warn',
  incident: '--verdict-bad',
  deploy: '--text',
  'engine-started': '--text-muted',
};
export const bandTokens = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6'] as const;

function readColours(place: HTMLElement): ChartColours {
  const colourOf = (token: `--${string}`): string => resolveColour(token, place);
  const marks = Object.fromEntries(Object.entries(markTokens).map(([kind, token]) => [kind, colourOf(token)])) as Record<MarkKind, string>;
  return { ink: colourOf('--text'), muted: colourOf('--text-muted'), grid: colourOf('--line'), surface: colourOf('--surface'), bands: bandTokens.map(colourOf), marks };
}

export function watchColours(place: HTMLElement, onChange: () => void): { get(): ChartColours; dispose(): void } {
  let colours: ChartColours | null = null;
  const forget = (): void => {
    colours = null;
    onChange();
  };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(forget);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
  dark.addEventListener('change', forget);
  return {
    get: () => (colours ??= readColours(place)),
    dispose() {
      observer.disconnect();
      dark.removeEventListener('change', forget);
    },
  };
}
